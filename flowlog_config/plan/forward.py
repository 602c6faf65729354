"""What can be wrong with the conditions of ``forward``, for an entry whose kinds of record are known."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from flowlog_config.formats import FIELDS, Family
from flowlog_config.plan.destination import forward_pattern, record_fields, traffic_type
from flowlog_config.plan.filters import MOST_CHARACTERS
from flowlog_config.schema.hidden import shown
from flowlog_config.schema.model import Config, FlowLog
from flowlog_config.schema.problems import Anchor, Path, Problem, nearest, problem

_VALUES: Mapping[str, Sequence[str]] = {"action": ("ACCEPT", "REJECT"), "log-status": ("OK", "NODATA", "SKIPDATA")}
"""All values of fields that have few. Source: VPC User Guide, flow log records (checked 2026-11)."""


def prevents(found: Problem) -> bool:
    """Tell whether nothing can be made of what has a problem; of a filter that lets nothing through (FL218), all can."""
    return found.is_error and found.kind.id != "FL218"


def check_forward(
    config: Config, entry: FlowLog, families: Iterable[Family], path: Path, *, former: bool = False
) -> Iterator[Problem]:
    """
    Give FL218, FL311, FL316 and FL317 for each family of an entry's records.

    Conditions of `defaults` hold for transit gateways, too: dropping them there would forward what nobody asked for.

    Args:
        config: The file.
        entry: The entry, as it holds on one of its routes.
        families: Kinds of its records.
        path: Place of the entry.
        former: It is a way of before: its filter was deployed as it is, and keeping one that lets nothing through loses nothing.
    """
    own = entry.forward is not None
    conditions = (entry.forward if own else config.defaults.forward) or {}
    where: Path = (*path, "forward") if own else ("defaults", "forward")
    for family in families if conditions else ():
        fields = record_fields(config, entry, family)
        length = len(forward_pattern(config, entry, family))
        missing = [name for name in conditions if name not in fields]
        for name in missing:
            message = f'"{entry.name}": {family} records of this format have no column {shown(name)}'
            other = "a field of its format" if own else f'a field of its format, or `forward: {{}}` in "{entry.name}"'
            yield problem("FL311", message, (*where, name), use=nearest(name, fields) or other, anchor=Anchor.KEY)
        if not missing and length > MOST_CHARACTERS:
            use = "fewer values, or a wildcard such as 10.0.*"
            yield problem("FL317", f"the pattern has {length} characters", where, use=use, anchor=Anchor.KEY)
        elif not missing:
            yield from _never_met(conditions, where)
            traffic = traffic_type(config, entry, family)
            if not former:
                yield from _of_other_traffic(conditions, traffic or "", where, entry.name)
            if config.aggregator.dialect == "kubesense":
                message = (
                    "CloudWatch Logs may add `extractedFields` to each of these records, and a pipeline in KubeSense that reads "
                    "them with parse_aws_cloudwatch_log_subscription_message loses them"
                )
                use = "parse_json in its place, in every pipeline of your own"
                yield problem("FL316", message, where, use=use, anchor=Anchor.KEY)


def _of_other_traffic(
    conditions: Mapping[str, Sequence[str | int]], traffic: str, where: Path, entry: str
) -> Iterator[Problem]:
    """Give FL218 where `action` asks for traffic that the flow log has none of."""
    asked = [str(value) for value in conditions.get("action", ())]
    if (
        traffic in _VALUES["action"]
        and asked
        and all(value in _VALUES["action"] for value in asked)
        and traffic not in asked
    ):
        message = (
            f'"{entry}" logs {traffic} traffic only, so no record has action {asked[0]}, and none would be forwarded'
        )
        own = "" if where[0] != "defaults" else f'; or a `forward` of its own in "{entry}"'
        yield problem("FL218", message, (*where, "action"), use=f"traffic_type: ALL, or action: {traffic}{own}")


def _never_met(conditions: Mapping[str, Sequence[str | int]], where: Path) -> Iterator[Problem]:
    for name, values in conditions.items():
        for value in map(str, values):
            known = _VALUES.get(name, ())
            no_number = FIELDS[name].is_integer and not (value.isascii() and value.isdigit())
            if "*" not in value and value != "-" and (no_number or (known and value not in known)):
                use = nearest(value.upper(), known) or ", ".join(known) or "a whole number"
                yield problem(
                    "FL218", f"no record has {name} {shown(value)}, so none would be forwarded", (*where, name), use=use
                )
