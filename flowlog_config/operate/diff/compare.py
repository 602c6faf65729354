"""Two states against each other: what becomes of every flow log, and of all it goes through."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flowlog_config.operate.diff.change import Change, Kind, TargetDiff
from flowlog_config.operate.diff.data import changed
from flowlog_config.operate.diff.ends import Ends
from flowlog_config.operate.diff.folders import folder_changes, folders_taken
from flowlog_config.operate.diff.gap import gap
from flowlog_config.operate.diff.groups import group_changes
from flowlog_config.operate.diff.lifetimes import lifetime_changes, shortened
from flowlog_config.operate.diff.member_changes import (
    MemberChange,
    deleted_with_stacks,
    member_changes,
    receiver_changes,
)
from flowlog_config.operate.diff.named import Named
from flowlog_config.operate.diff.new_ways import has_new_ways, keys_left_out, keys_now, new_keys
from flowlog_config.operate.diff.other_stacks import Others, beside, taken, without_flow_logs
from flowlog_config.operate.diff.parts import deleted, deletion_changes, emptied, part_changes, saved_query_changes
from flowlog_config.operate.diff.reach import Reach
from flowlog_config.operate.diff.reception import Reception
from flowlog_config.operate.diff.retiring import retiring
from flowlog_config.operate.diff.state import Logged, Place, StackState, States
from flowlog_config.operate.diff.successors import successors
from flowlog_config.operate.diff.there import There
from flowlog_config.operate.diff.unlogged import Judge
from flowlog_config.operate.diff.ways import way_changes
from flowlog_config.operate.existing_stacks import stuck

_REFUSED = "its stack stays, but the central one no longer takes its records in"
_FORGOTTEN = (
    "`flowlog helm` no longer gives the aggregator its access key: with the next values, it refuses these records"
)
_RULES_LEFT = f"the rules of {{}} are not in the file and go on; {_FORGOTTEN}"
_ELSEWHERE = "its `targets` are {} now, and no longer {} (for these to stay logged, add that, too)"
_OUTSIDE = "the bucket leaves its stack and stays with its policy: files can still be written into it, and are billed"


@dataclass(frozen=True, slots=True)
class _Side:
    """The stacks of a target before and after, and what judges them."""

    place: Place
    before: Mapping[str, StackState]
    after: Mapping[str, StackState]
    judge: Judge
    reception: Reception
    others: Others
    named: Named


def compare(
    before: States,
    after: States,
    judge: Judge,
    *,
    unread: Mapping[Place, str] | None = None,
    others: Mapping[Place, Others] | None = None,
    named: Mapping[Place, Named] | None = None,
) -> list[TargetDiff]:
    """
    Say what becomes of every flow log.

    Args:
        before: What is deployed.
        after: What will be.
        judge: Says whether the end of a flow log loses anything.
        unread: Accounts and regions that are no longer let in, of which it is not known what they have, and why.
        others: Stacks of files with another name.
        named: What the file says and no stack tells: of a former folder that `retiring` names, or of a bucket nothing writes to.
    """
    places = [*after, *(place for place in before if place not in after)]
    reception = Reception(before, after)
    beside_them, known = others or {}, named or {}
    found = [
        _compare(
            _Side(
                one,
                before.get(one, {}),
                after.get(one, {}),
                judge,
                reception,
                beside_them.get(one, Others()),
                known.get(one, Named()),
            )
        )
        for one in places
    ]
    return [*found, *(TargetDiff(place, unread=why) for place, why in (unread or {}).items())]


def _compare(side: _Side) -> TargetDiff:
    before, after = side.before, side.after
    changes = _changes(side)
    left = tuple(sorted(before.keys() - after.keys()))
    sent = [(one.stacks[0], one.before, one.after) for one in changes if one.before and one.after]
    both = [(before[name], after[name]) for name in after if name in before]
    sets = [(old.members, new.members) for old, new in both if old.members and new.members]
    kept_in = [*both, *((old.stack, new.stack) for old, new in sets)]
    ways = retiring(changes, side.place, before, after, side.reception, side.named)
    return TargetDiff(
        side.place,
        tuple(changes),
        log_groups=tuple(line for pair in kept_in for line in group_changes(*pair)),
        new_stacks=tuple(name for name in after if name not in before),
        left_stacks=left,
        ended=tuple(
            line
            for pair in both
            for line in (
                *lifetime_changes(*pair),
                *part_changes(*pair),
                *saved_query_changes(*pair),
                *deletion_changes(*pair),
                *emptied(*pair),
            )
        ),
        deleted=tuple(
            dict.fromkeys(
                (
                    *(name for pair in kept_in for name in deleted(*pair)),
                    *(name for pair in sets for name in deleted_with_stacks(*pair)),
                )
            )
        ),
        shortened=tuple(name for pair in kept_in for name in shortened(*pair)),
        ways=way_changes(before, after),
        folders=tuple(folder_changes(before, after)) if both else (),
        taken=tuple(taken(before, after)),
        stuck=tuple(filter(None, (stuck(old.name, old.status, side.place[1]) for old, _ in both))),
        folders_taken=tuple(folders_taken(changes, side.others.stacks.values())),
        beside=(*beside(side.others.stacks, before, after), *side.others.unread),
        aggregator_reads=side.reception.aggregator_reads,
        retiring=ways.items,
        unwritten=ways.unwritten,
        differs=any(any(changed(old.resources, new.resources)) for old, new in both),
        members=(
            *(one for pair in both for one in receiver_changes(*pair)),
            *(one for pair in sets for one in member_changes(*pair)),
            *(MemberChange(_RULES_LEFT.format(name), lost=True) for name in left if before[name].members),
        ),
        left_without=tuple(without_flow_logs(before[name] for name in left)),
        gap=gap(sent, side.place, side.reception),
        new_ways=has_new_ways(before, after, side.reception.folders_read(side.place)),
        new_keys=new_keys(before, after),
        keys_now=keys_now(before, after),
        keys_left_out=keys_left_out(before, after, retires=bool(ways.items) and not side.named.delivers),
    )


def _changes(side: _Side) -> list[Change]:
    """Say what becomes of every flow log."""
    before, after = side.before, side.after
    left = [
        _left_behind(side, name, one)
        for name in sorted(before.keys() - after.keys())
        for one in before[name].flow_logs.values()
    ]
    going_on = [(before[one.stacks[0]], one.before) for one in left if one.before and one.kind is Kind.LEFT_BEHIND]
    there = There(before, after, going_on)
    ends, reach = Ends(side.place, side.judge, there), Reach(side.place, side.judge, side.reception, there)
    become, gone = successors(before, after)
    changes = [*left, *become, *(_for_others(side.named, ends.ended(*one)) for one in gone)]
    return [reach.judged(ends.judged(one)) for one in changes]


def _for_others(named: Named, one: Change) -> Change:
    """Say of what is no longer logged whether its entry is for other targets alone."""
    if one.kind is not Kind.UNLOGGED or one.entry not in named.elsewhere:
        return one
    return replace(one, why=(_ELSEWHERE.format(", ".join(named.elsewhere[one.entry]), named.name), *one.why))


def _left_behind(side: _Side, stack: str, one: Logged) -> Change:
    if side.reception.refuses(side.place, one, side.before[stack]):
        return Change(Kind.UNLOGGED, one, None, (stack,), (_REFUSED,))
    why = [_OUTSIDE] if side.reception.is_outside(side.place, one) else []
    if one.route in ("cloudwatch", "firehose") and side.reception.is_forgotten(side.place, one, side.before[stack]):
        why.append(_FORGOTTEN)
    return Change(Kind.LEFT_BEHIND, one, None, (stack,), tuple(why))
