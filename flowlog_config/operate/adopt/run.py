"""One look at all targets: what each of their stacks can have back."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from flowlog_config.discovery.sessions import Session, SessionError
from flowlog_config.operate.adopt.account import Account
from flowlog_config.operate.adopt.adoptable import ARCHIVE
from flowlog_config.operate.adopt.adoption import StackAdoption, TargetAdoption
from flowlog_config.operate.adopt.decide import decide
from flowlog_config.operate.adopt.read import read_account
from flowlog_config.plan.model import Plan, Target, TargetPlan

_THREADS = 8


def _each(plan: Plan, target: TargetPlan, account: Account) -> Iterator[StackAdoption]:
    """Decide stack by stack: the others deliver files to the first one's bucket, which it has or can have back."""
    archive = ""
    for stack in target.stacks:
        decided = decide(plan, stack, account, archive)
        yield decided
        archive = archive or _archive(stack, account, decided)


def _archive(stack: TargetPlan, account: Account, decided: StackAdoption) -> str:
    here = account.stacks.get(stack.stack_name)
    adopted = (thing.identifier for one, thing in decided.adopted.items() if one.logical_id == ARCHIVE)
    return (here.physical.get(ARCHIVE, "") if here else "") or next(adopted, "")


def look(
    plan: Plan, targets: Sequence[TargetPlan], *, session_for: Callable[[Target], Session]
) -> list[TargetAdoption]:
    """
    Look at targets, all at once. Of one that could not be wholly looked at nothing is adopted: what is missing would be made anew.

    Args:
        plan: What should be.
        targets: Those of the plan to look at.
        session_for: Gives a target's session or raises ``SessionError``; called from several threads.
    """

    def one(target: TargetPlan) -> TargetAdoption:
        try:
            account = read_account(target, session_for(target.target), plan.name)
        except SessionError as error:
            return TargetAdoption(target.target, not_read=(str(error),))
        if account.not_read:
            return TargetAdoption(target.target, not_read=account.not_read)
        return TargetAdoption(target.target, tuple(_each(plan, target, account)))

    with ThreadPoolExecutor(_THREADS, thread_name_prefix="flowlog-adopt") as pool:
        return list(pool.map(one, targets))
