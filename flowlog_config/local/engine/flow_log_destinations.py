"""Where a flow log delivers, whether that place is there, and whether its role may write there."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flowlog_config.local.engine import flow_log_buckets, roles, seams
from flowlog_config.local.engine.delivery_streams import find_stream
from flowlog_config.local.engine.places import place_of
from flowlog_config.local.engine.state import own_arn
from flowlog_config.local.iam.cross_account import judge_both_roles
from flowlog_config.local.iam.flow_log_role import may_write
from flowlog_config.local.iam.role import RoleNotFoundError, load_role

_ENABLED_TAG = "LogDeliveryEnabled"


def destination_arn(record: Mapping[str, Any]) -> str:
    """Name the destination in one way, whether the group was given by name or by ARN."""
    if record.get("LogGroupName"):
        return own_arn("logs", f"log-group:{record['LogGroupName']}")
    return str(record["LogDestination"]).rstrip("/")


def creation_problem(record: Mapping[str, Any]) -> str:
    """
    Tell why a flow log cannot be made that delivers to this bucket or stream, or give an empty text.

    A missing log group is accepted then, and reported later by ``delivery_problem``.
    """
    arn, kind = destination_arn(record), record["LogDestinationType"]
    if kind == "s3":
        return flow_log_buckets.bucket_problem(arn)
    if kind == "kinesis-data-firehose" and find_stream(arn) is None:
        return f"LogDestination: {arn} does not exist"
    return _roles_refusal(record)


def enable_log_delivery(record: Mapping[str, Any]) -> None:
    """
    Set the tag on a stream without which AWS's service-linked role may not write to it.

    Source: CloudWatch Logs user guide, "Enable logging from AWS services", Firehose (checked 2026-11).
    """
    stream = find_stream(destination_arn(record))
    if stream is not None:
        stream["tags"][_ENABLED_TAG] = "true"


def delivery_problem(record: Mapping[str, Any], judged: dict[tuple[str, str], str]) -> str:
    """
    Give ``Access error`` when records cannot be delivered now, else an empty text.

    Args:
        record: The flow log.
        judged: Verdicts on roles and groups so far in this call; added to, as many flow logs share both.

    Source: EC2 API, FlowLog, DeliverLogsErrorMessage (checked 2026-11).
    """
    arn = destination_arn(record)
    if record["LogDestinationType"] == "cloud-watch-logs":
        key = (record["DeliverLogsPermissionArn"], arn)
        if key not in judged:
            judged[key] = _group_problem(record, arn)
        return judged[key]
    if record["LogDestinationType"] == "s3":
        return "Access error" if flow_log_buckets.bucket_problem(arn) or flow_log_buckets.refusal(arn) else ""
    stream = find_stream(arn)
    if stream is None or stream["tags"].get(_ENABLED_TAG) != "true" or _roles_refusal(record):
        return "Access error"
    return ""


def _roles_refusal(record: Mapping[str, Any]) -> str:
    """Tell why its two roles do not let a flow log into the stream of another account; an empty text when they do."""
    near_arn, far_arn = record.get("DeliverLogsPermissionArn"), record.get("DeliverCrossAccountRole")
    if not near_arn or not far_arn:
        return ""
    found = []
    for arn in (near_arn, far_arn):
        try:
            with place_of(arn):
                found.append(load_role(roles.iam_client(), arn))
        except RoleNotFoundError as error:
            return f"Unable to assume given IAM role (local engine: {error})"
    decision = judge_both_roles(*found, resource_id=record["ResourceId"], stream_arn=record["LogDestination"])
    denied = f"Access Denied for LogDestination: {record['LogDestination']}"
    return "" if decision else f"{denied} (local engine: {decision.why})"


def _group_problem(record: Mapping[str, Any], group_arn: str) -> str:
    if group_arn.split(":log-group:")[1] not in seams.logs.log_groups:
        return "Access error"
    flow_log_arn = own_arn("ec2", f"vpc-flow-log/{record['FlowLogId']}")
    judge = partial(may_write, flow_log_arn=flow_log_arn, group_arn=group_arn, log_streams=("eni-0-all",))
    return "Access error" if roles.refusal(record["DeliverLogsPermissionArn"], judge) else ""
