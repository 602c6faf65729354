"""One look at all targets: what each of their stacks can have back."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from flowlog_config.discovery.sessions import Session, SessionError
from flowlog_config.operate.adopt.adoption import TargetAdoption
from flowlog_config.operate.adopt.decide import decide
from flowlog_config.operate.adopt.read import read_account
from flowlog_config.plan.model import Plan, Target, TargetPlan

_THREADS = 8


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
        return TargetAdoption(target.target, tuple(decide(plan, stack, account) for stack in target.stacks))

    with ThreadPoolExecutor(_THREADS, thread_name_prefix="flowlog-adopt") as pool:
        return list(pool.map(one, targets))
