"""Whether the keys of ``aggregator`` fit its dialect and each other."""

from collections.abc import Iterator, Mapping

from flowlog_config.schema.endpoint import ACM_ARN
from flowlog_config.schema.model import Config
from flowlog_config.schema.problems import Anchor, Path, Problem, problem

_NO_PLACE: Mapping[str, tuple[str, ...]] = {
    "kubesense": ("tls", "vector_version", "expected_records_per_second"),
    "vector": (),
    "otel-collector": ("rotating", "vector_version"),
}
"""Keys that the values of a dialect have no place for; see the pages in docs/aggregators."""
_LOAD_BALANCERS = ("alb", "nlb")


def check_aggregator(config: Config) -> Iterator[Problem]:
    """Give keys of another dialect (FL322), and a certificate that is not where TLS ends (FL221)."""
    aggregator = config.aggregator
    for key in _NO_PLACE[aggregator.dialect]:
        if key in aggregator.model_fields_set and getattr(aggregator, key):
            path: Path = ("aggregator", key)
            message = f"the values of {aggregator.dialect} have no place for `{key}`"
            yield problem("FL322", message, path, use="another dialect, or leave it out", anchor=Anchor.KEY)
    tls = aggregator.tls
    if tls and bool(ACM_ARN.fullmatch(tls.certificate)) is not (tls.at in _LOAD_BALANCERS):
        wanted, use = (
            ("the ARN of an ACM certificate", "arn:aws:acm:REGION:ACCOUNT:certificate/ID")
            if tls.at in _LOAD_BALANCERS
            else ("the name of a Kubernetes TLS secret", "a name such as flowlogs-tls")
        )
        message = f"TLS at {tls.at} takes {wanted}"
        yield problem("FL221", message, ("aggregator", "tls", "certificate"), use=use)
