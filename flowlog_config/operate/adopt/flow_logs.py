"""Flow logs of ours that are in no stack: the few that nobody removed with it, or that were made by hand."""

from collections.abc import Iterator, Mapping

from flowlog_config.operate.adopt.account import Account, Thing
from flowlog_config.operate.adopt.adoptable import ARCHIVE, FLOW_LOG, Adoptable, adoptables
from flowlog_config.operate.adopt.adoption import Left, Why
from flowlog_config.operate.adopt.words import word
from flowlog_config.operate.drift.deployed import NAME_TAG, Existing
from flowlog_config.operate.drift.pairs import differences, pair
from flowlog_config.operate.existing_stacks import STACK_TAG, end
from flowlog_config.plan.model import (
    BucketDestination,
    FlowLog,
    LogDestination,
    Plan,
    StreamDestination,
    TargetPlan,
)
from flowlog_config.plan.naming import bucket_name


def loose_flow_logs(
    plan: Plan, stack: TargetPlan, account: Account, ids: Mapping[str, str], archive: str = ""
) -> tuple[dict[Adoptable, Thing], list[Left]]:
    """
    Give flow logs of ours with all settings and the destination of a planned one: those in no stack, and those in another one.

    CloudFormation would take one into a second stack without a word, and then each of the two deletes what both have.

    Args:
        plan: Everything that will exist.
        stack: The part of the plan that is this stack.
        account: What the target has.
        ids: Physical ids of what is in the stack or adopted, by logical id.
        archive: Name of the bucket of the target's first stack, for the others.
    """
    there = {**({ARCHIVE: archive} if archive else {}), **ids}
    held = account.held
    by_id = {one.logical_id: one for one in adoptables(plan, stack) if one.type == FLOW_LOG}
    found: dict[Adoptable, Thing] = {}
    held_elsewhere: list[Left] = []
    for planned, existing in pair(stack.flow_logs, (one for one in account.flow_logs if one.id not in held)).paired:
        if (
            planned.logical_id not in ids
            and not differences(planned, existing)
            and _same_place(plan, stack, planned, existing, there)
        ):
            thing = Thing(FLOW_LOG, existing.id, f"{existing.id} on {existing.resource_id}")
            owner = existing.tags.get(STACK_TAG, "")
            if owner in account.elsewhere:
                held_elsewhere.append(_of(owner, thing, stack.target.region))
            else:
                found[by_id[planned.logical_id]] = thing
    return found, held_elsewhere


def flow_logs_in_the_way(
    plan: Plan, stack: TargetPlan, account: Account, ids: Mapping[str, str], archive: str = ""
) -> Iterator[Left]:
    """
    Give flow logs without our tag that are equal to a planned one and deliver to its place: AWS takes no second one.

    Args:
        plan: Everything that will exist.
        stack: The part of the plan that is this stack.
        account: What the target has.
        ids: Physical ids of what is in the stack or adopted, by logical id.
        archive: Name of the bucket of the target's first stack, for the others.

    Source: EC2 API "Error codes", FlowLogAlreadyExists (checked 2026-11).
    """
    there = {**({ARCHIVE: archive} if archive else {}), **ids}
    for planned in stack.flow_logs:
        for one in account.others:
            same = one.resource_id == planned.source.id and not one.of_organization and not differences(planned, one)
            if same and planned.logical_id not in ids and _same_place(plan, stack, planned, one, there):
                yield _of_others(plan, stack, planned, one)


def _of_others(plan: Plan, stack: TargetPlan, planned: FlowLog, one: Existing) -> Left:
    region = stack.target.region
    message = f"the deployment makes an equal one, and AWS takes no second; it has no tag {NAME_TAG} = {plan.name}"
    delete = f"aws ec2 delete-flow-logs --region {region} --flow-log-ids {one.id}"
    use = f"if it is nobody else's: {delete}; its records stay where they are"
    if isinstance(planned.destination, BucketDestination):
        tag = f"aws ec2 create-tags --region {region} --resources {one.id} --tags Key={NAME_TAG},Value={plan.name}"
        use = f"if it is nobody else's: {tag}, and run flowlog adopt again, which takes it in without a gap"
    return Left(Why.IN_THE_WAY, word(FLOW_LOG), f"{one.id} on {one.resource_id}", message, use)


def _of(owner: str, thing: Thing, region: str) -> Left:
    message = f"the deployment makes an equal one; this one is of the stack {owner}, which is there"
    use = f"leave the resource to one of the two stacks; if this one replaces the other, first: {end(owner, region)}"
    return Left(Why.IN_THE_WAY, word(FLOW_LOG), thing.name, message, use)


def _same_place(plan: Plan, stack: TargetPlan, planned: FlowLog, existing: Existing, ids: Mapping[str, str]) -> bool:
    to = planned.destination
    if isinstance(to, LogDestination):
        return bool(existing.log_group) and existing.log_group == ids.get(to.log_group_id)
    if isinstance(to, BucketDestination):
        return existing.destination.rstrip("/").endswith(f":{_bucket(plan, stack, ids)}/{to.folder}".rstrip("/"))
    return isinstance(to, StreamDestination) and existing.destination.endswith(f":deliverystream/{to.stream_name}")


def _bucket(plan: Plan, stack: TargetPlan, ids: Mapping[str, str]) -> str | None:
    if plan.s3.existing_bucket:
        return plan.s3.existing_bucket
    if stack.central:
        return bucket_name(plan.name, stack.central.account_id, stack.central.region)
    return ids.get(ARCHIVE)
