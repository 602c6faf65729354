"""What a deployment changes in every account of an organization: whom it reaches, what rules log, and what arrives of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flowlog_config.operate.diff.data import changed
from flowlog_config.operate.diff.former import item
from flowlog_config.operate.diff.groups import group_name
from flowlog_config.operate.diff.parts import deletion_changes
from flowlog_config.operate.diff.reasons import reasons
from flowlog_config.operate.diff.receivers import covers, sent
from flowlog_config.operate.diff.state import Members, Rule, StackState
from flowlog_config.operate.diff.unlogged import have_all
from flowlog_config.plan.in_full import in_days, lacks

_ENDS = "the stacks of its accounts are deleted, and their flow logs end"
_MEANWHILE = "receivers are deployed before the accounts, and refuse what these still send of the former log group"
_UNREAD = "rules: cannot be compared, since another version of flowlog wrote them"


@dataclass(frozen=True, slots=True)
class MemberChange:
    """
    One change.

    Attributes:
        text: In words.
        lost: Whether something is logged no more, or no longer arrives, or not meanwhile.
        retiring: Whether it says what to add to a rule as ``retiring``.
    """

    text: str
    lost: bool = False
    retiring: bool = False


def member_changes(before: Members, after: Members) -> Iterator[MemberChange]:
    """
    Say what changes in the accounts of an organization, a line each.

    A unit that leaves is lost, also where another one has its accounts: CloudFormation deletes its stacks before it makes others.

    Source: aws-cloudformation-resource-providers-cloudformation, StackSet, UpdateHandler (checked 2026-11).
    """
    yield from _reached(before, after)
    if before.keeps_on_leaving != after.keeps_on_leaving:
        yield MemberChange(
            f"an account that leaves {'keeps' if after.keeps_on_leaving else 'loses'} its stack from now on"
        )
    if before.rules is not None and after.rules is not None:
        yield from (
            _changed(name, one, before, after) for name, one in before.rules.items() if _differs(name, before, after)
        )
        yield from (MemberChange(f'rule "{name}": new') for name in after.rules if name not in before.rules)
    elif any(changed(before.stack.resources, after.stack.resources)):
        yield MemberChange(_UNREAD, lost=True)
    yield from map(MemberChange, deletion_changes(before.stack, after.stack))
    yield from _resources(before, after)


def receiver_changes(before: StackState, after: StackState) -> Iterator[MemberChange]:
    """Say that a stack takes records of another organization, where it takes any: those of the former one are refused."""
    gone, new = sorted(before.organizations - after.organizations), sorted(after.organizations - before.organizations)
    if gone and new:
        yield MemberChange(
            f"organization.id ({', '.join(gone)} → {', '.join(new)}): {after.name} takes records of no account of "
            f"{', '.join(gone)} any more",
            lost=True,
        )


def deleted_with_stacks(before: Members, after: Members) -> Sequence[str]:
    """Name the log groups that are deleted with their records since their stacks are: where a unit or a region leaves."""
    if before.regions <= after.regions and before.units <= after.units:
        return ()
    return [group_name(before.stack.name, id_) for id_, one in before.stack.log_groups.items() if one.deletable]


def _reached(before: Members, after: Members) -> Iterator[MemberChange]:
    deleted = deleted_with_stacks(before, after)
    groups = f"; DELETED with all records they have: {', '.join(deleted)}" if deleted else ""
    again = "; a new unit that has these accounts gives them new stacks only then" if after.units - before.units else ""
    for unit in sorted(before.units - after.units):
        yield MemberChange(f"unit {unit}: leaves; {_ENDS}{again}{groups}", lost=True)
    yield from (MemberChange(f"unit {unit}: new") for unit in sorted(after.units - before.units))
    for region in sorted(before.regions - after.regions):
        yield MemberChange(f"region {region}: leaves; {_ENDS} there{groups}", lost=True)
    yield from (MemberChange(f"region {region}: new") for region in sorted(after.regions - before.regions))


def _differs(name: str, before: Members, after: Members) -> bool:
    old, new = (before.rules or {})[name], (after.rules or {}).get(name)
    return old != new or _forwards_others(old, before, after)


def _forwards_others(rule: Rule, before: Members, after: Members) -> bool:
    """Tell whether the log group of a rule stays, and other records of it go on."""
    old, new = (one.stack.log_groups.get(rule.logged.into) for one in (before, after))
    return bool(old and new and old.filter_pattern != new.filter_pattern)


def _changed(name: str, old: Rule, before: Members, after: Members) -> MemberChange:
    new, said, way = (after.rules or {}).get(name), [], ""
    if new:
        said += [f"its flow logs are replaced: {', '.join(why)}"] if (why := reasons(old.logged, new.logged)) else []
        said += ["selects others"] if (new.tags, new.without_tags) != (old.tags, old.without_tags) else []
        kept = [in_days(days) if days else "for ever" for days in (one.logged.retention_days for one in (old, new))]
        said += [f"keeps records {kept[1]}, until now {kept[0]}"] if kept[0] != kept[1] else []
    else:
        said += ["ends"]
    said += ["forwards others"] if _forwards_others(old, before, after) else []
    lost = _lost(name, old, before, after)
    said += [lost] if lost else []
    if not lost and old.logged.into not in after.stack.log_groups:
        lost = _MEANWHILE
        way = item(old.logged, before.stack.log_groups.get(old.logged.into), of_rule=True) if new else ""
        how = f"but for `retiring: [{way}]` in the rule" if way else "see docs/organization.md, Change a rule"
        said += [f"{lost}, {how}"]
    return MemberChange(f'rule "{name}": {"; ".join(said)}', lost=bool(lost), retiring=bool(way))


def _lost(name: str, old: Rule, before: Members, after: Members) -> str:
    """Say what of a rule is lost for good; empty for nothing, also where rules share it out by the values of a tag."""
    found = [
        next(filter(None, (_lost_of(name, one, before, after) for one in ones)), "")
        for ones in ([old], *_by_value(old))
    ]
    return found[0] if all(found) else ""


def _by_value(rule: Rule) -> Iterator[Sequence[Rule]]:
    """Take a rule apart, once for each tag of which it takes several values."""
    for key, values in rule.tags:
        if len(values) > 1:
            yield [replace(rule, tags=rule.tags - {(key, values)} | {(key, (one,))}) for one in values]


def _lost_of(name: str, old: Rule, before: Members, after: Members) -> str:
    rules = (after.rules or {}).items()
    wide = [one for other, one in rules if _selects_all(one, old) and (other == name or _writes_all(one, old))]
    if not have_all([one.logged for one in wide], old.logged):
        return "no rule logs all that it did"
    was = sent(old.logged, before.stack, frozenset())
    will = [sent(one.logged, after.stack, frozenset()) for one in wide]
    arrive = [
        one.logged for one in will if one.receivers >= was.receivers and covers(one.conditions, was.all_conditions)
    ]
    return "" if have_all(arrive, was.logged) else "the aggregator no longer gets all of it"


def _selects_all(wide: Rule, narrow: Rule) -> bool:
    """Tell whether one rule selects whatever another one does."""
    same = wide.logged.source_id == narrow.logged.source_id
    return same and wide.without_tags <= narrow.without_tags and covers(wide.tags, narrow.tags)


def _writes_all(one: Rule, old: Rule) -> bool:
    """Tell whether records of another rule hold all that those of one did."""
    return not any(lacks(one.logged.written, old.logged.written))


def _resources(before: Members, after: Members) -> Iterator[MemberChange]:
    olds, news = before.stack.resources, after.stack.resources
    for word, ids in (
        ("new", news.keys() - olds.keys()),
        ("removed", olds.keys() - news.keys()),
        ("changed", news.keys() & olds.keys() & set(changed(olds, news))),
    ):
        if ids:
            yield MemberChange(f"resources {word}: {', '.join(sorted(ids))}")
