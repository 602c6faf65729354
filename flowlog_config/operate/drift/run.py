"""One look at all targets: what they have now, and what is different from the inventory and the plan."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

from flowlog_config.discovery.changes import compare_targets
from flowlog_config.discovery.compose import compose
from flowlog_config.discovery.read import Discovered, Progress, discover
from flowlog_config.discovery.sessions import Session, SessionError, check_account
from flowlog_config.inventory.model import Inventory, TargetInventory
from flowlog_config.operate.choices import Choices
from flowlog_config.operate.drift.ask import Asking
from flowlog_config.operate.drift.deployed import Deployed
from flowlog_config.operate.drift.finding import Finding, Kind
from flowlog_config.operate.drift.flow_logs import compare_flow_logs
from flowlog_config.operate.drift.groups import compare_destinations, compare_groups
from flowlog_config.operate.drift.others import compare_others, of_organizations
from flowlog_config.operate.drift.pairs import pair
from flowlog_config.operate.drift.read import read_deployed
from flowlog_config.operate.drift.resources import compare_resources, in_passing, vanished
from flowlog_config.operate.drift.stacks import compare_stacks
from flowlog_config.operate.drift.streams import compare_streams, stream_names
from flowlog_config.plan.model import Plan, Target, TargetPlan
from flowlog_config.schema.model import Config

_THREADS = 8


@dataclass(frozen=True, slots=True)
class TargetDrift:
    """
    What is different in one target.

    Attributes:
        target: Where.
        findings: Differences, by kind.
        notes: What is worth knowing, and no difference.
        not_read: What could not be looked at, each with the reason.
        entered: Whether anything of it could be looked at.
    """

    target: Target
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    entered: bool = True


@dataclass(frozen=True, slots=True)
class Expected:
    """
    What should be.

    Attributes:
        config: The file.
        plan: What the file and the inventory so far lead to.
        inventory: The inventory so far; None when there is none.
        slots: Subscription filters a log group takes.
        ignored: Kinds of difference that are accepted.
    """

    config: Config
    plan: Plan
    inventory: Inventory | None
    slots: int = 2
    ignored: Collection[Kind] = ()


def look(
    expected: Expected,
    targets: Sequence[TargetPlan],
    *,
    session_for: Callable[[Target], Session],
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> list[TargetDrift]:
    """
    Look at targets, all at once.

    Args:
        expected: What should be.
        targets: Those of the plan to look at.
        session_for: Gives a target's session or raises ``SessionError``; called from several threads.
        on_progress: Told about every page of the discovery; called from several threads.
    """
    sessions = cache(session_for)
    found = discover([one.target for one in targets], session_for=sessions, on_progress=on_progress)
    keys = {(one.target.account_id, one.target.region) for one in targets}
    now = compose(Discovered(found.inventory, found.failed), _only(expected.inventory, found), keys=keys, today="")
    choices = Choices(expected.config, now)

    def one(target: TargetPlan) -> TargetDrift:
        key = target.target.account_id, target.target.region
        if key in found.unread:
            return TargetDrift(target.target, not_read=(found.unread[key],), entered=False)
        try:
            session = sessions(target.target)
            check_account(session, target.target)
            asking = Asking(session, target.target.region)
            deployed = read_deployed(asking, expected.plan.name, stream_names(target))
        except SessionError as error:
            deployed = Deployed(None, not_read=(str(error),))
        return _compare(expected, target, choices, deployed)

    with ThreadPoolExecutor(_THREADS, thread_name_prefix="flowlog-drift") as pool:
        return list(pool.map(one, targets))


def _only(before: Inventory | None, found: Discovered) -> Inventory | None:
    """Leave targets of which nothing was read out of the inventory so far: they are not looked at."""
    if before is None:
        return None
    return Inventory({key: one for key, one in before.targets.items() if key in found.inventory.targets})


def _compare(expected: Expected, target: TargetPlan, choices: Choices, deployed: Deployed) -> TargetDrift:
    key = target.target.account_id, target.target.region
    now = choices.inventory.targets[key]
    before = expected.inventory.targets.get(key) if expected.inventory else None
    findings = [*compare_resources(target, choices), *_deployed(expected, target, now, deployed)]
    order = list(Kind)
    kept = sorted(
        (one for one in findings if one.kind not in expected.ignored),
        key=lambda one: (order.index(one.kind), one.use, one.subject),
    )
    notes = [*in_passing(before, compare_targets(before, now)), *of_organizations(deployed.others)]
    notes += _accepted(findings, expected.ignored)
    return TargetDrift(target.target, tuple(kept), tuple(notes), (*now.not_read, *deployed.not_read))


def _deployed(expected: Expected, target: TargetPlan, now: TargetInventory, deployed: Deployed) -> Iterator[Finding]:
    if deployed.ours is None:
        return
    pairs = pair(target.flow_logs, deployed.ours, {one.stack_name for one in target.stacks})
    yield from compare_stacks(target, pairs)
    yield from compare_flow_logs(target, pairs, vanished(target, now.resources))
    yield from compare_others(target.flow_logs, deployed.others, now.resources)
    yield from compare_destinations(pairs.paired, deployed.groups, expected.plan.name)
    yield from compare_groups(pairs.paired, deployed.groups, target, slots=expected.slots)
    yield from compare_streams(target, deployed.streams, expected.plan.aggregator.endpoint)


def _accepted(findings: Iterable[Finding], ignored: Collection[Kind]) -> Iterator[str]:
    for kind in ignored:
        if number := sum(one.kind is kind for one in findings):
            yield f"{number:,} of {kind} ignored"
