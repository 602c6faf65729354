"""How long records are kept: buckets that delete files at another age, and whatever deletes what it has sooner than before."""

from collections.abc import Iterator

from flowlog_config.operate.diff.groups import group_name
from flowlog_config.operate.diff.state import StackState
from flowlog_config.plan.in_full import in_days, shorter


def lifetime_changes(before: StackState, after: StackState) -> Iterator[str]:
    """
    Say which buckets delete their files sooner or later than before, a line each.

    Source: S3 User Guide, lifecycle: a rule is for the objects that are there, too (checked 2026-11).
    """
    for id_, new in after.parts.items():
        old = before.parts.get(id_)
        if old and old.name == new.name and old.expire_after_days != new.expire_after_days:
            days = new.expire_after_days
            lost = (
                f"; files that are older than {in_days(days)} are DELETED"
                if days and shorter(old.expire_after_days, days)
                else ""
            )
            yield f"bucket {new.name}: deletes files {_age(days)}, until now {_age(old.expire_after_days)}{lost}"


def shortened(before: StackState, after: StackState) -> Iterator[str]:
    """Name log groups and buckets that stay, and delete what is older than they keep from now on."""
    for id_, group in after.log_groups.items():
        known = before.log_groups.get(id_)
        if known and shorter(known.retention_days, group.retention_days):
            yield group_name(after.name, id_)
    for id_, part in after.parts.items():
        old = before.parts.get(id_)
        if old and old.name == part.name and shorter(old.expire_after_days, part.expire_after_days):
            yield part.name


def _age(days: int | None) -> str:
    return f"after {in_days(days)}" if days else "never"
