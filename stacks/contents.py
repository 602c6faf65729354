"""Everything of one account and region: flow logs, their log groups, and the way to the aggregator."""

from collections.abc import Mapping

from flowlog_config.plan import LogDestination, Plan, TargetPlan
from flowlog_config.plan.naming import LOG_GROUP, numbered_stack
from flowlog_constructs.encryption_key import EncryptionKey
from flowlog_constructs.output import add_output
from flowlog_constructs.record_log_group import RecordLogGroup
from flowlog_constructs.references import PARTITION
from flowlog_constructs.resource import Scope
from stacks.archive import Archive, file_senders
from stacks.delivery import ERROR_LOG_GROUP, Delivery
from stacks.flow_logs import add_flow_logs
from stacks.forwarding import Code
from stacks.holding import Holding
from stacks.once import bucket_of_first_stack, of_first_stack
from stacks.outputs import write_archive_outputs, write_delivery_outputs, write_log_group_outputs
from stacks.receiving import add_receiving
from stacks.saved_queries import add_saved_queries
from stacks.sending import Sending
from stacks.tags import stack_tags
from stacks.ways import Ways, every


def add_contents(scope: Scope, *, plan: Plan, target: TargetPlan, deletable: bool, code: Code | None = None) -> None:
    """
    Add what a stack holds.

    Args:
        scope: The stack, or its batch.
        plan: Everything that will exist.
        target: The part of the plan that is this stack.
        deletable: Whether CloudFormation may delete what holds records.
        code: Of the function that posts files; None when none does.
    """
    tags = stack_tags(plan)
    once_deletable = deletable and target.opened == 1
    key_arn = _key(scope, target, tags=tags)
    holding = Holding(key_arn=key_arn, deletable=deletable, once_deletable=once_deletable, tags=tags)
    groups = {d.id: _log_group(scope, d, holding) for d in target.log_groups}
    delivery = (
        Delivery(scope, plan=plan, target=target, groups=groups, holding=holding) if target.uses_firehose else None
    )
    bucket_name = bucket_of_first_stack(plan, target)
    archive = (
        Archive(scope, plan=plan, target=target, holding=holding, code=code)
        if target.file_senders and not bucket_name
        else None
    )
    add_saved_queries(scope, plan=plan, target=target, groups=groups)
    ways = Ways()
    if target.central:
        sending = Sending(scope, plan=plan, target=target, central=target.central, groups=groups, tags=tags)
        ways.add_log_groups(scope, target=target, groups=groups, filters=sending.filters, tags=tags)
        ways.add_streams_of_other_account(target, sending)
        ways.add_folders(target, sending.bucket_arn)
    if delivery:
        ways.add_log_groups(scope, target=target, groups=groups, filters=delivery.filters, tags=tags)
        ways.add_streams(target, delivery.streams)
        add_receiving(scope, plan=plan, target=target, streams=delivery.streams, tags=tags)
    if archive:
        ways.add_folders(target, archive.bucket_arn, archive.first)
    elif not target.central:
        ways.add_folders(target, f"arn:{PARTITION}:s3:::{bucket_name}")
    add_flow_logs(scope, plan=plan, target=target, ways=ways)
    write_log_group_outputs(scope, target=target, groups=groups)
    if delivery:
        write_delivery_outputs(scope, plan=plan, target=target, delivery=delivery)
    if archive:
        write_archive_outputs(scope, target=target, archive=archive)


def _key(scope: Scope, target: TargetPlan, *, tags: Mapping[str, str]) -> str | None:
    if target.kms_key != "create":
        return target.kms_key
    if there := of_first_stack(target, "EncryptionKeyArn"):
        return there
    names = [every(target, LOG_GROUP), every(target, ERROR_LOG_GROUP)]
    if target.opened > 1:
        names.append(numbered_stack(target.stack_name, "*"))
    key = EncryptionKey(
        scope,
        "EncryptionKey",
        log_group_names=names,
        senders=file_senders(target),
        tags=tags,
    )
    if target.opened > 1:
        add_output(scope, "EncryptionKeyArn", key.attr_arn, "Key of everything that holds records")
    return key.attr_arn


def _log_group(scope: Scope, destination: LogDestination, holding: Holding) -> RecordLogGroup:
    return RecordLogGroup(
        scope,
        destination.log_group_id,
        retention_days=destination.retention_days,
        key_arn=holding.key_arn,
        deletable=holding.deletable,
        tags=holding.tags,
    )
