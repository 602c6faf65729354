"""Flow logs of ours that are in no stack: the few that nobody removed with it, or that were made by hand."""

from collections.abc import Mapping

from flowlog_config.operate.adopt.account import Account, Thing
from flowlog_config.operate.adopt.adoptable import ARCHIVE, FLOW_LOG, Adoptable, adoptables
from flowlog_config.operate.drift.deployed import Existing
from flowlog_config.operate.drift.pairs import differences, pair
from flowlog_config.plan.model import (
    BucketDestination,
    FlowLog,
    LogDestination,
    Plan,
    StreamDestination,
    TargetPlan,
)
from flowlog_config.plan.naming import bucket_name
from flowlog_config.schema.s3 import CREATE


def loose_flow_logs(plan: Plan, stack: TargetPlan, account: Account, ids: Mapping[str, str]) -> dict[Adoptable, Thing]:
    """
    Give flow logs of ours that are in no stack, with all settings and the destination of a planned one.

    Args:
        plan: Everything that will exist.
        stack: The part of the plan that is this stack.
        account: What the target has.
        ids: Physical ids of what is in the stack or adopted, by logical id.
    """
    held = account.held
    by_id = {one.logical_id: one for one in adoptables(plan, stack) if one.type == FLOW_LOG}
    found = {}
    for planned, existing in pair(stack.flow_logs, (one for one in account.flow_logs if one.id not in held)).paired:
        if (
            planned.logical_id not in ids
            and not differences(planned, existing)
            and _same_place(plan, stack, planned, existing, ids)
        ):
            found[by_id[planned.logical_id]] = Thing(FLOW_LOG, existing.id, f"{existing.id} on {existing.resource_id}")
    return found


def _same_place(plan: Plan, stack: TargetPlan, planned: FlowLog, existing: Existing, ids: Mapping[str, str]) -> bool:
    to = planned.destination
    if isinstance(to, LogDestination):
        return bool(existing.log_group) and existing.log_group == ids.get(to.log_group_id)
    if isinstance(to, BucketDestination):
        return existing.destination.rstrip("/").endswith(f":{_bucket(plan, stack, ids)}/{to.folder}".rstrip("/"))
    return isinstance(to, StreamDestination) and existing.destination.endswith(f":deliverystream/{to.stream_name}")


def _bucket(plan: Plan, stack: TargetPlan, ids: Mapping[str, str]) -> str | None:
    if plan.s3.bucket != CREATE:
        return plan.s3.bucket.split("/")[0].rpartition(":")[2]
    if stack.central:
        return bucket_name(plan.name, stack.central.account_id, stack.central.region)
    return ids.get(ARCHIVE)
