"""The flow logs of the account against those of the plan."""

from collections.abc import Collection, Iterator

from flowlog_config.operate.drift.deployed import ENTRY_TAG, Existing
from flowlog_config.operate.drift.finding import REVERT, Finding, Kind
from flowlog_config.operate.drift.pairs import Pairs, differences
from flowlog_config.operate.drift.stacks import not_planned
from flowlog_config.plan.model import TargetPlan

_REMAKE = "if the file changed: npx cdk deploy --all; if it was made by hand: delete it, then npx cdk deploy --all --revert-drift"
_TO_DO = {
    "Rate limited": "CloudWatch Logs throttles, and what it refuses is lost: ask for a higher quota, or log less "
    "(narrower selectors, traffic_type, aggregation)",
    "Access error": "the role of the flow log may not write to its log group, or one of the two is gone; or its stream lost the "
    "tag LogDeliveryEnabled (then that is said below), or its bucket the policy (flowlog permissions --for s3): npx cdk deploy "
    "--all --revert-drift; if it stays so, delete the flow log and do it again",
    "Unknown error": "an error inside AWS: look again in an hour; then ask AWS Support, with the flow log's id",
}
"""
By ``DeliverLogsErrorMessage``. Source: EC2 API reference, FlowLog (checked 2026-11).
"""
_UNPLANNED = "it is not planned, so a deployment mends nothing of it: see above what to do about it"
_ELSE = "look the message up in the EC2 API reference, FlowLog"


def compare_flow_logs(target: TargetPlan, pairs: Pairs, vanished: Collection[str]) -> Iterator[Finding]:
    """
    Give every flow log that is missing, not planned, not active, cannot deliver, or is not as planned.

    Args:
        target: Where, with its stacks.
        pairs: Those of the plan and of the account.
        vanished: Ids that are gone from the account; that nothing logs them is no news.
    """
    for planned in pairs.missing:
        if planned.source.id not in vanished:
            message = f'no flow log of "{planned.entry}" on it'
            yield Finding(Kind.MISSING, planned.source.id, message, REVERT, {"entry": planned.entry})
    stacks = [one.stack_name for one in target.stacks]
    for existing in pairs.surplus:
        entry = existing.tags.get(ENTRY_TAG, "")
        made = f", made by stack {existing.stack}" if existing.stack else ""
        of = f'of "{entry}"' if entry else f"without the tag {ENTRY_TAG}"
        message = f"on {existing.resource_id}, {of}{made}"
        use = not_planned(existing, stacks, target.target.region)
        details = {"resource": existing.resource_id, "entry": entry, "stack": existing.stack}
        yield Finding(Kind.NOT_PLANNED, existing.id, message, use, details)
        yield from _working(existing, use=_UNPLANNED)
    for planned, existing in pairs.paired:
        yield from _working(existing)
        for difference in differences(planned, existing):
            message = f"on {existing.resource_id}: {difference}"
            details = {"resource": existing.resource_id, "entry": planned.entry}
            yield Finding(Kind.CHANGED, existing.id, message, _REMAKE, details)


def _working(existing: Existing, *, use: str = "") -> Iterator[Finding]:
    """Give what keeps a flow log from working; ``use`` in place of what helps a planned one."""
    details = {"resource": existing.resource_id}
    if existing.status != "ACTIVE":
        message = f"on {existing.resource_id}: its status is {existing.status}"
        wait = "look again in a few minutes; if it stays so, delete it, then npx cdk deploy --all --revert-drift"
        yield Finding(Kind.NOT_ACTIVE, existing.id, message, use or wait, details)
    if existing.deliver_status == "FAILED":
        said = existing.deliver_error or "no reason given"
        message = f"on {existing.resource_id}: {said}"
        yield Finding(
            Kind.DELIVERY_FAILED, existing.id, message, use or _TO_DO.get(said, _ELSE), {**details, "error": said}
        )
