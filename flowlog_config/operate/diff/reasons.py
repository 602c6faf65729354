"""Why AWS replaces a flow log: every property but its tags is fixed when it is made. And which tags differ."""

from collections.abc import Mapping
from functools import lru_cache

from flowlog_config.operate.diff.state import Logged
from flowlog_config.operate.diff.values import as_given_back

_ENTRY, _NAME = "flowlog:entry", "Name"
_OPTIONS = {
    "FileFormat": "file_format",
    "HiveCompatiblePartitions": "hive_compatible_partitions",
    "PerHourPartition": "per_hour_partition",
}
"""The file's words by AWS's ``DestinationOptions``."""


def reasons(old: Logged, new: Logged) -> tuple[str, ...]:
    """
    Say in which fixed properties two flow logs differ; nothing when AWS need not replace one by the other.

    Source: CloudFormation, AWS::EC2::FlowLog, "Update requires: Replacement" (checked 2026-11).
    """
    found = []
    if old.route != new.route:
        found.append(f"route ({old.route} → {new.route})")
    if old.traffic_type != new.traffic_type:
        found.append(f"traffic_type ({old.traffic_type} → {new.traffic_type})")
    if old.max_aggregation_interval != new.max_aggregation_interval:
        found.append(f"max_aggregation_interval ({old.max_aggregation_interval} s → {new.max_aggregation_interval} s)")
    if old.log_format != new.log_format:
        found.append(f"format ({_format(old.fields, new.fields)})")
    if old.tag_fields != new.tag_fields:
        found.append("tag_field_specifications")
    changed = dict(new.options - old.options)
    if changed and old.options:
        former = dict(old.options)
        found += [
            f"{_OPTIONS.get(key, key)} ({_yaml(former.get(key))} → {_yaml(value)})"
            for key, value in sorted(changed.items())
        ]
    if old.route == new.route and old.route != "cloudwatch" and _where(old) != _where(new):
        found.append(f"where it delivers ({_where(old)} → {_where(new)})")
    if not found and old.to != new.to:
        found.append("its log group" if new.route == "cloudwatch" else "where it delivers")
    if not found and old.roles != new.roles:
        found.append("the role it delivers with")
    return tuple(found)


def tag_changes(old: Logged, new: Logged) -> tuple[str, ...]:
    """
    Say which tags differ, and whether the entry has another name.

    Where a deployed one has a question mark, CloudFormation may have put it in the place of another character.
    """
    before, after = dict(old.tags), dict(new.tags)
    if before != after and any("?" in key + value for key, value in before.items()):
        before, after = _ascii(before), _ascii(after)
    changed = sorted({key for key, _ in before.items() ^ after.items()} - {_ENTRY, _NAME})
    renamed = (f'was "{old.entry}"',) if old.entry != new.entry else ()
    return (*renamed, *((f"tags ({', '.join(changed)})",) if changed else ()))


def lost_fields(old: Logged, new: Logged) -> tuple[str, ...]:
    """Give the fields that records no longer have."""
    return _not_in(new.fields, old.fields) if new.fields else ()


def _ascii(tags: Mapping[str, str]) -> dict[str, str]:
    return {as_given_back(key): as_given_back(value) for key, value in tags.items()}


def _yaml(value: object) -> str:
    return str(value).lower()


def _where(one: Logged) -> str:
    """Give the bucket, or the account and region of the stream, that a flow log delivers to."""
    place = one.to.partition("/")[0]
    if one.route == "firehose":
        return " ".join(reversed(place.split(":")[-3:-1]))
    return place.removeprefix("${").removesuffix(".Arn}").rpartition(":")[2]


@lru_cache(maxsize=1024)
def _format(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    if not before:
        return "AWS's default → written out"
    parts = [f"+{name}" for name in _not_in(before, after)] + [f"-{name}" for name in _not_in(after, before)]
    return " ".join(parts) or "another order"


@lru_cache(maxsize=1024)
def _not_in(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in others if name not in some)
