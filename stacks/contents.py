"""Everything of one account and region: flow logs, their log groups, and the way to the aggregator."""

from collections.abc import Mapping

from flowlog_config.plan import FlowLog, LogDestination, Plan, TargetPlan
from flowlog_config.plan.naming import LOG_GROUP, numbered_stack
from flowlog_constructs.encryption_key import EncryptionKey
from flowlog_constructs.output import add_output
from flowlog_constructs.record_log_group import RecordLogGroup
from flowlog_constructs.references import PARTITION
from flowlog_constructs.resource import Scope
from flowlog_constructs.resource_flow_log import ResourceFlowLog
from stacks.archive import Archive, file_senders
from stacks.delivery import ERROR_LOG_GROUP, Delivery
from stacks.forwarding import Code
from stacks.holding import Holding
from stacks.once import Once
from stacks.outputs import write_archive_outputs, write_delivery_outputs
from stacks.receiving import add_receiving
from stacks.saved_queries import add_saved_queries
from stacks.sending import Sending
from stacks.tags import flow_log_tags, stack_tags
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
    once = Once(target)
    key_arn = _key(scope, target, once, deletable=deletable, tags=tags)
    holding = Holding(key_arn=key_arn, deletable=deletable, tags=tags)
    groups = {d.id: _log_group(scope, d, holding) for d in target.log_groups}
    delivery = (
        Delivery(scope, plan=plan, target=target, groups=groups, holding=holding) if target.uses_firehose else None
    )
    bucket_name = once.imported("FlowLogBucketName")
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
    own_tags = {one.entry: flow_log_tags(plan, one) for one in target.flow_logs}
    for flow_log in target.flow_logs:
        _add_flow_log(scope, flow_log, ways, own_tags[flow_log.entry])
    if delivery:
        write_delivery_outputs(scope, plan=plan, target=target, groups=groups, delivery=delivery)
    if archive:
        write_archive_outputs(scope, target=target, archive=archive)


def _key(scope: Scope, target: TargetPlan, once: Once, *, deletable: bool, tags: Mapping[str, str]) -> str | None:
    if target.kms_key != "create":
        return target.kms_key
    if there := once.imported("EncryptionKeyArn"):
        return there
    names = [every(target, LOG_GROUP), every(target, ERROR_LOG_GROUP)]
    if export := once.export("EncryptionKeyArn"):
        names.append(numbered_stack(target.stack_name, "*"))
    key = EncryptionKey(
        scope,
        "EncryptionKey",
        log_group_names=names,
        senders=file_senders(target),
        deletable=deletable,
        tags=tags,
    )
    if export:
        add_output(scope, "EncryptionKeyArn", key.attr_arn, "Key of everything that holds records", export=export)
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


def _add_flow_log(scope: Scope, flow_log: FlowLog, ways: Ways, tags: Mapping[str, str]) -> None:
    ResourceFlowLog(
        scope,
        flow_log.logical_id,
        resource_id=flow_log.source.id,
        resource_type=flow_log.source.resource_type,
        traffic_type=flow_log.traffic_type,
        destination=ways.to[flow_log.destination.id],
        log_format=flow_log.destination.log_format,
        max_aggregation_interval=flow_log.max_aggregation_interval,
        tag_field_specifications={s.resource_type: s.tag_keys for s in flow_log.tag_field_specifications},
        tags=tags,
        depends_on=ways.first[flow_log.destination.id],
    )
