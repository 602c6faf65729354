"""What to write into the file so that a way that is replaced stays until its last records have arrived."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from flowlog_config.operate.diff.change import Change, Kind
from flowlog_config.operate.diff.state import Logged, StackState

_WORDS = {"cloud-watch-logs": "cloudwatch", "kinesis-data-firehose": "firehose"}
"""Routes on which records can be under way when their flow log is gone; S3 keeps what it got."""


def retiring(changes: Iterable[Change], after: Mapping[str, StackState]) -> dict[str, Sequence[str]]:
    """
    Write the items of ``retiring`` by the name of their entry, each as a YAML mapping on one line.

    Args:
        changes: Of one target.
        after: Its stacks as they will be.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for one in changes:
        if one.kind is Kind.REPLACED and one.before and one.after and _ends(one.before, after[one.stacks[0]]):
            found[one.after.entry][_item(one.before, one.after)] = None
    return {entry: tuple(items) for entry, items in found.items()}


def _ends(old: Logged, stack: StackState) -> bool:
    return old.route in _WORDS and old.into not in stack.log_groups.keys() | stack.streams


def _item(old: Logged, new: Logged) -> str:
    said = {"to": _WORDS[old.route]}
    if old.traffic_type != new.traffic_type:
        said["traffic_type"] = old.traffic_type
    if old.max_aggregation_interval != new.max_aggregation_interval:
        said["max_aggregation_interval"] = str(old.max_aggregation_interval)
    if old.log_format != new.log_format:
        said["format"] = f'"{old.log_format}"'
    item = ", ".join(f"{key}: {value}" for key, value in said.items())
    missing = [] if len(said) > 1 or old.route != new.route else ["log_group: its former word"]
    missing += ["its former tag_field_specifications"] if old.tag_fields != new.tag_fields else []
    return f"{{{item}}}" + (f"   # and {', '.join(missing)}" if missing else "")
