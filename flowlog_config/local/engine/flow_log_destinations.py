"""Where a flow log delivers, whether that place is there, and whether its role may write there."""

import json
from collections.abc import Mapping
from typing import Any

from flowlog_config.local.engine import roles, seams
from flowlog_config.local.engine.flow_log_rules import source_context
from flowlog_config.local.engine.state import account_id, region

_ENABLED_TAG = "LogDeliveryEnabled"


def destination_arn(record: Mapping[str, Any]) -> str:
    """Name the destination in one way, whether the group was given by name or by ARN."""
    if record.get("LogGroupName"):
        return f"arn:aws:logs:{region()}:{account_id()}:log-group:{record['LogGroupName']}"
    return str(record["LogDestination"]).rstrip("/")


def missing_destination(record: Mapping[str, Any]) -> str:
    """
    Tell why a bucket or stream cannot be a destination at creation, or give an empty text.

    A missing log group is accepted then, and reported later by ``delivery_problem``.
    """
    arn = destination_arn(record)
    kind = record["LogDestinationType"]
    bucket_gone = kind == "s3" and arn.split(":", 5)[5].split("/")[0] not in seams.s3.buckets
    stream_gone = kind == "kinesis-data-firehose" and _is_ours(arn) and _stream(arn) is None
    return f"LogDestination: {arn} does not exist" if bucket_gone or stream_gone else ""


def enable_log_delivery(record: Mapping[str, Any]) -> None:
    """
    Set the tag on a stream without which AWS's service-linked role may not write to it.

    Source: CloudWatch Logs user guide, "Enable logging from AWS services", Firehose (checked 2026-11).
    """
    stream = _stream(destination_arn(record))
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
    if record["LogDestinationType"] == "s3" and not missing_destination(record):
        return "" if _bucket_lets_in(arn) else "Access error"
    stream = _stream(arn)
    untagged = stream is not None and stream["tags"].get(_ENABLED_TAG) != "true"
    return "Access error" if untagged or missing_destination(record) else ""


def _bucket_lets_in(arn: str) -> bool:
    """
    Tell whether the bucket's policy lets the log delivery service write, as far as account and region go.

    AWS adds to the policy when it may; here it never does, so that a policy the templates lack shows.
    """
    from flowlog_config.local.iam.service import service_may  # noqa: PLC0415 - only needed when a bucket is judged

    bucket, _, folder = arn.split(":::")[1].partition("/")
    document = seams.s3.bucket_policies.get(bucket)
    decision = service_may(
        json.loads(document) if document else None,
        name="the bucket policy",
        service="delivery.logs.amazonaws.com",
        action="s3:PutObject",
        resource=f"arn:aws:s3:::{bucket}/{folder and f'{folder}/'}AWSLogs/{account_id()}/file",
        context={
            "aws:SourceAccount": account_id(),
            "aws:SourceArn": f"arn:aws:logs:{region()}:{account_id()}:*",
            "aws:SecureTransport": "true",
            "s3:x-amz-acl": "bucket-owner-full-control",
        },
    )
    return decision.allowed


def _group_problem(record: Mapping[str, Any], group_arn: str) -> str:
    if group_arn.split(":log-group:")[1] not in seams.logs.log_groups:
        return "Access error"
    streams = f"{group_arn}:log-stream:"
    wanted = {"logs:CreateLogStream": streams, "logs:PutLogEvents": f"{streams}eni-0-all"}
    refused = any(
        roles.refusal(
            record["DeliverLogsPermissionArn"],
            principal_service="vpc-flow-logs.amazonaws.com",
            action=action,
            resource=resource,
            context=source_context(record["FlowLogId"]),
        )
        for action, resource in wanted.items()
    )
    return "Access error" if refused else ""


def _is_ours(arn: str) -> bool:
    """A stream of another account cannot be seen from here and is taken as there."""
    return arn.split(":")[4] == account_id()


def _stream(arn: str) -> dict[str, Any] | None:
    return next((stream for stream in seams.firehose.streams.values() if stream["arn"] == arn), None)
