"""
The values of KubeSense's chart, whose aggregator is Vector.

Only keys that KubeSense documents or the public copy of its chart has are written, and none that takes something away:

- ``customSources`` comes from https://docs.kubesense.ai/docs/05-integrations/11-aws/03-vpc-flow-logs (checked 2026-11).
- ``aggregator.envFrom``, and never ``aggregator.env``: Helm replaces lists, and the chart's own ``env`` holds the
  password of its ClickHouse sink, without which Vector does not start. The chart leaves ``envFrom`` empty
  (kubesense-ai/kubesense.github.io, branch gh-pages, charts/kubesense/values.yaml, checked 2026-11).
- Never ``customConfig`` or ``service.ports``, which replace the pipeline and the ports of everything else.
"""

from collections.abc import Iterator
from typing import Any

from flowlog_config.aggregator.access_keys import access_keys
from flowlog_config.aggregator.checks import check_pod
from flowlog_config.aggregator.dialect import Dialect
from flowlog_config.aggregator.edge_notes import edge_notes, key_notes
from flowlog_config.aggregator.files import credentials_secret
from flowlog_config.aggregator.kubesense_files import file_notes, file_sources
from flowlog_config.aggregator.listening import listen_address
from flowlog_config.formats import DEFAULT_FORMATS
from flowlog_config.plan import Plan
from flowlog_config.schema.problems import Problem

SOURCE = "vpc_flow_logs"
"""The source's name: the documented one, as it is not known whether KubeSense's parser looks at it."""

_SERVICE = "Whether the chart's Service has a port for the source is not known: look, and add a Service if not."
_INTERPOLATION = (
    "Vector 0.57 and later read ${NAME} only when started with VECTOR_DANGEROUSLY_ALLOW_ENV_VAR_INTERPOLATION=true. "
    "Without it the text itself is the key, and it is no secret. Try it: a request with that text must get 401."
)
_LISTS = (
    "Helm replaces lists: if your other values set aggregator.envFrom, put all entries in one list. An address is "
    "bound once: the keys of a second file of flow logs go into the same source."
)
_TAKEN_PORTS = {4317: "events", 4318: "events", 6000: "the cluster's logs", 8686: "Vector's API"}
"""Source: the public copy of the chart (see above)."""


def check(plan: Plan) -> Iterator[Problem]:
    """Give what would break KubeSense's aggregator."""
    yield from check_pod(plan, _TAKEN_PORTS)


def values(plan: Plan) -> dict[str, Any]:
    """
    Give the values: one source for Firehose, since an address can be bound once, that accepts the key of every target; and
    one for each folder of files it reads.
    """
    names = [name for key in access_keys(plan) for name in key.names]
    firehose = {
        "type": "aws_kinesis_firehose",
        "address": listen_address(plan),
        "access_keys": [f"${{{name}}}" for name in names],
        "store_access_key": False,
        "record_compression": "auto",
    }
    secrets = [plan.aggregator.kubernetes_secret.name]
    secrets += [credentials_secret(plan)] if plan.aggregator_takes_files else []
    return {
        "global": {"cluster_name": plan.aggregator.cluster_name},
        "aggregator": {
            "envFrom": [{"secretRef": {"name": name}} for name in secrets],
            "customSources": {
                "enabled": True,
                "sources": ({SOURCE: firehose} if names else {}) | file_sources(plan),
            },
        },
    }


def notes(plan: Plan) -> list[str]:
    """Say what the values cannot do by themselves."""
    return [
        *edge_notes(plan, health="/health on port 8686", wrong="Vector answers 500 there"),
        _SERVICE,
        _INTERPOLATION,
        _LISTS,
        *_formats(plan),
        *key_notes(plan),
        *file_notes(plan),
    ]


def _formats(plan: Plan) -> list[str]:
    """Say what is not known of other formats than the default one, if there are any."""
    ours = [one for target in plan.senders for one in target.destinations]
    others = sorted({one.id for one in ours if one.fields != DEFAULT_FORMATS[one.family]})
    named = ", ".join(others)
    return (
        [f"Whether KubeSense's parser knows any format but the default one is not known; not in it: {named}."]
        if others
        else []
    )


KUBESENSE = Dialect(template="kubesense.yaml.j2", check=check, values=values, notes=notes)
"""KubeSense's dialect."""
