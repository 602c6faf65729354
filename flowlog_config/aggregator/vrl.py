"""
The program in Vector's own language (VRL) that turns what Firehose delivers into typed flow log records.

Each field is a key of ``flow`` under AWS's name with ``_`` for ``-``. Whole numbers are integers, ``start`` and ``end``
timestamps, everything else is text; a field whose value is ``-`` is absent. A record that is not what its format says,
or whose log group or stream is unknown, goes on with its text in ``message`` and the reason in ``flow_error``.

VRL's own ``parse_aws_vpc_flow_log`` is not used: it has no transit gateway field, none beyond version 5 before VRL 0.35,
and fails on a line's end. Nor is ``parse_aws_cloudwatch_log_subscription_message``, which refuses the keys
``policyLevel`` and ``extractedFields``. The functions used are those of VRL 0.15 (Vector 0.38) and later.

Source: https://vector.dev/docs/reference/vrl/functions/ and vectordotdev/vrl, src/stdlib (checked 2026-11).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from flowlog_config.aggregator.files import folders
from flowlog_config.aggregator.templates import template
from flowlog_config.formats import FIELDS
from flowlog_config.plan import Plan
from flowlog_config.plan.model import Destination
from flowlog_config.plan.naming import digest

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"})

TIMES = ("start", "end")
"""Fields that hold seconds since 1970."""


def program(plan: Plan) -> str:
    """
    Write the program for a plan: it splits an event of Vector's ``aws_kinesis_firehose`` source into records.

    A CloudWatch Logs envelope is told by its log group, a record straight from a flow log by its delivery stream, and one of a
    file by its folder.
    Control messages give no event. What is neither aborts, so that Vector's ``reroute_dropped`` keeps it.

    Raises:
        ValueError: When a log group or stream would have two formats.
    """
    log_groups = [one for target in plan.senders for one in target.log_groups]
    streams = [one for target in plan.targets for one in target.streams]
    files = [one.destination for one in folders(plan)]
    formats = {_name(one): one.fields for one in sorted([*log_groups, *streams, *files], key=lambda one: one.id)}
    return template("flow_logs.vrl.j2").render(
        log_groups=_table((one.log_group_prefix, one) for one in log_groups),
        streams=_table([*((one.stream_name, one) for one in streams), *((one.id, one) for one in files)]),
        cluster_name=plan.aggregator.cluster_name,
        formats=formats,
        parser_for=parser_for,
        literal=literal,
    )


def parser_for(fields: Sequence[str]) -> str:
    """Write the statements, a line a field, that make ``flow`` of a record's parts and note in ``error`` what is wrong."""
    return "\n".join(_statement(i, name) for i, name in enumerate(fields))


def _statement(position: int, field: str) -> str:
    part, key = f".part[{position}]", f"flow.{field.replace('-', '_')}"
    if field in TIMES:
        value, wrong = f"from_unix_timestamp(to_int({part}) ?? no_time)", f"{field} is no time"
    elif FIELDS[field].is_integer:
        value, wrong = f"to_int({part})", f"{field} is no whole number"
    else:
        return f'if {part} != "-" {{ {key} = {part} }}'
    return f'if {part} != "-" {{ {key}, wrong = {value}; if wrong != null {{ error = {literal(wrong)} }} }}'


def literal(value: Any) -> str:
    """
    Write text, or a list or mapping of texts, as VRL; a mapping has a line for each key.

    Source: https://vector.dev/docs/reference/vrl/expressions/ on strings (checked 2026-11), and tried.
    """
    if not value and not isinstance(value, str):
        return "{}" if isinstance(value, dict) else "[]"
    if isinstance(value, dict):
        rows = ",\n".join(f"  {literal(key)}: {literal(one)}" for key, one in sorted(value.items()))
        return f"{{\n{rows}\n}}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return f'"{value.translate(_ESCAPES)}"'


def _table(rows: Iterable[tuple[str, Destination]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, destination in rows:
        if found.setdefault(key, _name(destination)) != _name(destination):
            raise ValueError(f"{key} has two formats")
    return found


def _name(destination: Destination) -> str:
    return digest(fields=destination.fields)
