"""Why AWS replaces a flow log: every property but its tags is fixed when it is made."""

from flowlog_config.operate.diff.state import Logged


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
        found.append(f"format ({_format(old.log_format, new.log_format)})")
    if old.tag_fields != new.tag_fields:
        found.append("tag_field_specifications")
    changed = dict(new.options - old.options)
    if changed and old.options:
        found += [f"{name} ({dict(old.options).get(name)} → {value})" for name, value in sorted(changed.items())]
    return tuple(found)


def _format(old: str, new: str) -> str:
    before, after = _fields(old), _fields(new)
    if not before:
        return "AWS's default → written out"
    parts = [f"+{name}" for name in after if name not in before] + [f"-{name}" for name in before if name not in after]
    return " ".join(parts) or "another order"


def _fields(log_format: str) -> list[str]:
    return [part.removeprefix("${").removesuffix("}") for part in log_format.split()]
