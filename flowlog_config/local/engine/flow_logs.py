"""Flow logs: created with every rule AWS applies, listed, and deleted."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flowlog_config.formats import DEFAULT_FORMATS, Family, log_format
from flowlog_config.local.engine import flow_log_rules, seams, settings
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.flow_log_destinations import (
    creation_problem,
    delivery_problem,
    destination_arn,
    enable_log_delivery,
)
from flowlog_config.local.engine.ids import new_id
from flowlog_config.local.engine.listing import Listing, Record, describe, find, tag
from flowlog_config.local.engine.nat_gateways import NAT_GATEWAYS
from flowlog_config.local.engine.network_interfaces import INTERFACES
from flowlog_config.local.engine.state import store
from flowlog_config.local.engine.transit_gateway_attachments import ATTACHMENTS, attachments
from flowlog_config.local.engine.transit_gateways import TRANSIT_GATEWAYS, gateways
from flowlog_config.local.engine.vpcs import SUBNETS, VPCS

FLOW_LOGS = Listing(
    result="FlowLogs",
    ids="FlowLogIds",
    id_field="FlowLogId",
    not_found="InvalidFlowLogId.NotFound",
    noun="flowLog",
    filter_member="Filter",
    filters={
        "deliver-log-status": "DeliverLogsStatus",
        "flow-log-id": "FlowLogId",
        "log-destination-type": "LogDestinationType",
        "log-group-name": "LogGroupName",
        "resource-id": "ResourceId",
        "traffic-type": "TrafficType",
    },
)
_KEPT = (
    *("TrafficType", "LogGroupName", "LogDestination", "DeliverLogsPermissionArn", "DeliverCrossAccountRole"),
    *("DestinationOptions", "TagFieldSpecifications"),
)


def create_flow_logs(request: Mapping[str, Any]) -> Record:
    """
    Answer ``CreateFlowLogs``.

    A request repeated with its ``ClientToken`` gets its first answer again. With several resources, those that
    are refused as duplicates or over the limit are reported in ``Unsuccessful`` and the others are made.
    """
    token = request.get("ClientToken")
    if token and token in store("flow log tokens"):
        earlier, answer = store("flow log tokens")[token]
        if earlier != request:
            text = "The request uses the same client token as a previous, but non-identical request."
            raise AwsError("IdempotentParameterMismatch", text)
        return dict(answer)
    flow_log_rules.check(request)
    for identifier in request["ResourceIds"]:
        _find_resource(request["ResourceType"], identifier)
    answer = _create_each(request)
    if token:
        store("flow log tokens")[token] = (request, answer)
    return answer


def describe_flow_logs(request: Mapping[str, Any]) -> Record:
    """Answer ``DescribeFlowLogs``; whether delivery works is judged anew each time, as its parts come and go."""
    judged: dict[tuple[str, str], str] = {}
    records = [_with_status(each, judged) for each in seams.ec2.flow_logs.values()]
    return describe(FLOW_LOGS, records, request)


def delete_flow_logs(request: Mapping[str, Any]) -> Record:
    """Answer ``DeleteFlowLogs``: all of them, or none when an id is unknown."""
    unknown = [each for each in request["FlowLogIds"] if each not in seams.ec2.flow_logs]
    if unknown:
        listed = f"[TotalCount: {len(unknown)}] {', '.join(unknown)}"
        raise AwsError(FLOW_LOGS.not_found, f"These flow log ids in the input list are not found: {listed}")
    for each in request["FlowLogIds"]:
        seams.ec2.flow_logs.pop(each)
        seams.ec2.tags.pop(each, None)
    return {"Unsuccessful": []}


def _create_each(request: Mapping[str, Any]) -> Record:
    made, refused = [], []
    for identifier in request["ResourceIds"]:
        record = _record(request, identifier)
        try:
            _check_against_existing(record)
        except AwsError as error:
            if len(request["ResourceIds"]) == 1:
                raise
            refused.append(_unsuccessful(identifier, error.code, error.message))
            continue
        problem = creation_problem(record)
        if problem:
            refused.append(_unsuccessful(identifier, "400", problem))
            continue
        tag(record["FlowLogId"], request, "vpc-flow-log")
        seams.ec2.flow_logs[record["FlowLogId"]] = record
        enable_log_delivery(record)
        made.append(record["FlowLogId"])
    return {"FlowLogIds": made, "Unsuccessful": refused, "ClientToken": request.get("ClientToken")}


def _unsuccessful(identifier: str, code: str, message: str) -> Record:
    return {"ResourceId": identifier, "Error": {"Code": code, "Message": message}}


def _record(request: Mapping[str, Any], identifier: str) -> Record:
    transit = request["ResourceType"] in flow_log_rules.TRANSIT_KINDS
    family = Family.TRANSIT_GATEWAY if transit else Family.VPC
    return {
        "FlowLogId": new_id("fl"),
        "FlowLogStatus": "ACTIVE",
        "ResourceId": identifier,
        "ResourceType": request["ResourceType"],
        "CreationTime": datetime.now(UTC),
        "LogDestinationType": flow_log_rules.destination_type(request),
        "LogFormat": request.get("LogFormat") or log_format(DEFAULT_FORMATS[family]),
        "MaxAggregationInterval": request.get("MaxAggregationInterval") or (60 if transit else 600),
        **{key: request[key] for key in _KEPT if request.get(key)},
    }


def _check_against_existing(record: Record) -> None:
    same_resource = [each for each in seams.ec2.flow_logs.values() if each["ResourceId"] == record["ResourceId"]]
    if any(_configuration(each) == _configuration(record) for each in same_resource):
        text = "Error. There is an existing Flow Log with the same configuration and log destination."
        raise AwsError("FlowLogAlreadyExists", text)
    if len(same_resource) >= settings.current().max_flow_logs_per_resource:
        raise AwsError("FlowLogsLimitExceeded", f"Too many flow logs on {record['ResourceId']}")


def _configuration(record: Record) -> tuple[Any, ...]:
    key = (record["LogDestinationType"], destination_arn(record), record.get("TrafficType"))
    if settings.current().duplicate_model is settings.DuplicateModel.FORMAT_IGNORED:
        return key
    return (*key, record["LogFormat"], record["MaxAggregationInterval"])


def _with_status(record: Record, judged: dict[tuple[str, str], str]) -> Record:
    problem = delivery_problem(record, judged)
    if not problem:
        return {**record, "DeliverLogsStatus": "SUCCESS"}
    return {**record, "DeliverLogsStatus": "FAILED", "DeliverLogsErrorMessage": problem}


def _find_resource(kind: str, identifier: str) -> None:
    kinds = {
        "VPC": (VPCS, seams.ec2.vpcs),
        "Subnet": (SUBNETS, seams.ec2.subnets),
        "NetworkInterface": (INTERFACES, seams.ec2.network_interfaces),
        "TransitGateway": (TRANSIT_GATEWAYS, gateways()),
        "TransitGatewayAttachment": (ATTACHMENTS, attachments()),
        "RegionalNatGateway": (NAT_GATEWAYS, seams.ec2.nat_gateways),
    }
    record = find(*kinds[kind], identifier)
    if kind == "RegionalNatGateway" and record.get("AvailabilityMode") != "regional":
        raise AwsError("InvalidParameter", f"{identifier} is a zonal NAT gateway; log its network interface instead")
    if record.get("State", "available") not in {"available", "pending", "modifying"}:
        raise AwsError("InvalidParameter", f"{identifier} is {record['State']}")


ACTIONS = {
    "CreateFlowLogs": create_flow_logs,
    "DeleteFlowLogs": delete_flow_logs,
    "DescribeFlowLogs": describe_flow_logs,
}
