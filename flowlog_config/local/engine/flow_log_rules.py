"""
What CreateFlowLogs refuses: which settings go with which resource kind and with which destination.

Source: EC2 API CreateFlowLogs and FlowLogs data types; Transit Gateway guide, "Create flow logs with the API or CLI";
VPC user guide, "Publish flow logs" (checked 2026-11). The texts of errors AWS does not publish are ours.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from flowlog_config.formats import TAG_FIELDS, Family, check_fields, parse_log_format
from flowlog_config.local.engine import roles
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.ids import new_id
from flowlog_config.local.engine.state import account_id, own_arn, region
from flowlog_config.local.iam.flow_log_role import may_take

TRANSIT_KINDS = frozenset({"TransitGateway", "TransitGatewayAttachment"})
_LARGEST_BATCH = {True: 25, False: 300}
_ARN = {
    "cloud-watch-logs": re.compile(r"arn:[\w-]+:logs:[\w-]+:\d{12}:log-group:[^:]+(:\*)?"),
    "s3": re.compile(r"arn:[\w-]+:s3:::[^:/]+(/.*)?"),
    "kinesis-data-firehose": re.compile(r"arn:[\w-]+:firehose:[\w-]+:\d{12}:deliverystream/[^:/]+"),
}
_CROSS_ACCOUNT_ROLE = "AWSLogDeliveryFirehoseCrossAccountRole"


def check(request: Mapping[str, Any]) -> None:
    """
    Refuse a request whose settings do not go together; whether its resources exist is not looked at.

    Raises:
        AwsError: ``InvalidParameter``, ``MissingParameter`` or ``InvalidParameterValue`` with what is wrong.
    """
    _check_resources(request)
    _check_traffic(request)
    _check_format(request)
    _check_destination(request)
    _check_roles(request)


def _refuse(message: str) -> AwsError:
    return AwsError("InvalidParameter", message)


def _is_transit(request: Mapping[str, Any]) -> bool:
    return request["ResourceType"] in TRANSIT_KINDS


def _check_resources(request: Mapping[str, Any]) -> None:
    largest = _LARGEST_BATCH[_is_transit(request)]
    if len(request["ResourceIds"]) > largest:
        kind = request["ResourceType"]
        raise AwsError("InvalidParameterValue", f"At most {largest} resources of type {kind} in one request")


def _check_traffic(request: Mapping[str, Any]) -> None:
    transit, kind = _is_transit(request), request["ResourceType"]
    if transit and request.get("TrafficType"):
        raise _refuse(f"TrafficType is not supported for {kind}")
    if not transit and not request.get("TrafficType"):
        raise AwsError("MissingParameter", "The request must contain the parameter TrafficType")
    interval = request.get("MaxAggregationInterval")
    if interval is not None and interval not in ({60} if transit else {60, 600}):
        raise _refuse(f"Invalid Flow Log Max Aggregation Interval: {interval} for {kind}")
    if transit and request.get("TagFieldSpecifications"):
        raise _refuse(f"TagFieldSpecifications is not supported for {kind}")


def _check_format(request: Mapping[str, Any]) -> None:
    text = request.get("LogFormat")
    if text is None:
        return
    try:
        names = parse_log_format(text)
    except ValueError:
        raise _refuse("LogFormat must be fields in the form ${field-id}, separated by spaces") from None
    family = Family.TRANSIT_GATEWAY if _is_transit(request) else Family.VPC
    problems = check_fields(names, family)
    if problems:
        listed = ", ".join(f"${{{each.field}}} ({each.reason})" for each in problems)
        raise _refuse(f"LogFormat has fields that are not valid for {request['ResourceType']}: {listed}")
    declared = {
        (each["ResourceType"], place)
        for each in request.get("TagFieldSpecifications") or []
        for place in range(1, len(each.get("TagKeys", [])) + 1)
    }
    undeclared = sorted(name for name in names if name in TAG_FIELDS and TAG_FIELDS[name] not in declared)
    if undeclared:
        raise _refuse(f"LogFormat names tag fields without TagFieldSpecifications: {', '.join(undeclared)}")


def _check_destination(request: Mapping[str, Any]) -> None:
    kind = destination_type(request)
    destination, group = request.get("LogDestination", ""), request.get("LogGroupName", "")
    if group and kind != "cloud-watch-logs":
        raise _refuse(f"LogGroupName is not applicable for {kind} delivery")
    if group and destination:
        raise _refuse("Please only provide LogGroupName or only provide LogDestination.")
    if not group and not destination:
        raise _refuse("LogDestination can't be empty if LogGroupName is not provided.")
    if request.get("DestinationOptions") and kind != "s3":
        raise _refuse(f"DestinationOptions is not applicable for {kind} delivery")
    if destination:
        _check_arn(kind, destination)


def _check_arn(kind: str, arn: str) -> None:
    if not _ARN[kind].fullmatch(arn):
        raise _refuse(f"LogDestination {arn} is not the ARN of a {kind} destination")
    if kind == "cloud-watch-logs" and arn.endswith(":*"):
        raise AwsError("AccessDenied", f"Access Denied for LogDestination: {arn}. Check LogDestination permission")
    if kind == "cloud-watch-logs" and arn.split(":")[3:5] != [region(), account_id()]:
        raise _refuse(f"LogDestination {arn} is not in the account and region of the flow log")
    if kind == "s3" and "AWSLogs" in arn.split("/")[1:]:
        raise _refuse("AWSLogs is reserved and cannot be a folder of LogDestination")


def _check_roles(request: Mapping[str, Any]) -> None:
    kind = destination_type(request)
    role, far_role = request.get("DeliverLogsPermissionArn"), request.get("DeliverCrossAccountRole")
    if far_role and kind != "kinesis-data-firehose":
        raise _refuse(f"DeliverCrossAccountRole is not applicable for {kind} delivery")
    if kind == "s3" and role:
        raise _refuse("DeliverLogsPermissionArn is not applicable for s3 delivery")
    if kind == "cloud-watch-logs":
        _check_logs_role(role)
    if kind == "kinesis-data-firehose":
        _check_firehose_roles(request["LogDestination"], role, far_role)


def _check_logs_role(arn: str | None) -> None:
    if not arn:
        text = "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs."
        raise _refuse(text)
    if roles.refusal(arn, partial(may_take, flow_log_arn=own_arn("ec2", f"vpc-flow-log/{new_id('fl')}"))):
        raise _refuse("Unable to assume given IAM role")


def _check_firehose_roles(stream_arn: str, role: str | None, far_role: str | None) -> None:
    if bool(role) != bool(far_role):
        raise _refuse(
            "When providing a role for cross-account delivery, both the DeliverLogsPermissionArn and "
            "DeliverCrossAccountRole fields must be set"
        )
    foreign = stream_arn.split(":")[4] != account_id()
    if role and not foreign:
        raise _refuse("DeliverLogsPermissionArn is only applicable for cross-account delivery to Firehose")
    if foreign and not role:
        raise _refuse("Cross-account delivery needs DeliverLogsPermissionArn and DeliverCrossAccountRole")
    if far_role and not far_role.rpartition("/")[2].startswith(_CROSS_ACCOUNT_ROLE):
        raise _refuse(f"The name of DeliverCrossAccountRole must start with {_CROSS_ACCOUNT_ROLE}")


def destination_type(request: Mapping[str, Any]) -> str:
    """Give the destination type of a request, CloudWatch Logs when it names none."""
    return str(request.get("LogDestinationType") or "cloud-watch-logs")
