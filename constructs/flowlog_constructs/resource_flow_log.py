"""The flow log of one resource."""

from collections.abc import Mapping, Sequence

from flowlog_constructs.flow_log_destination import Destination
from flowlog_constructs.resource import Resource, Scope


class ResourceFlowLog(Resource):
    """
    Logs the traffic of one VPC, subnet, interface, transit gateway, attachment or regional NAT gateway.

    Any change but that of tags replaces it. Format and interval are always written out, so a default that AWS changes
    never changes the records.

    Args:
        scope: Parent.
        construct_id: Id in the parent. A new id with the same settings fails to deploy: AWS refuses a second equal flow
            log, and CloudFormation creates before it deletes.
        resource_id: Such as ``vpc-0ed6e0000000000a1``.
        resource_type: ``VPC``, ``Subnet``, ``NetworkInterface``, ``TransitGateway``, ``TransitGatewayAttachment`` or
            ``RegionalNatGateway``.
        traffic_type: ``ALL``, ``ACCEPT`` or ``REJECT``; None for transit gateways and attachments, which take none.
        destination: Where to, from :mod:`flowlog_constructs.flow_log_destination`.
        log_format: ``${field} ${field} …``.
        max_aggregation_interval: 60 or 600 seconds; 60 for transit gateways and attachments.
        tag_field_specifications: Resource type to the one or two tag keys whose values the tag fields hold.
        tags: Of the flow log.
        depends_on: What must exist first, such as the filter that forwards its first record.

    Source: EC2 API, CreateFlowLogs; CloudFormation, AWS::EC2::FlowLog (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        resource_id: str,
        resource_type: str,
        traffic_type: str | None,
        destination: Destination,
        log_format: str,
        max_aggregation_interval: int,
        tag_field_specifications: Mapping[str, Sequence[str]] | None = None,
        tags: Mapping[str, str] | None = None,
        depends_on: Sequence[Resource] = (),
    ) -> None:
        specifications = [
            {"ResourceType": kind, "TagKeys": list(keys)}
            for kind, keys in sorted((tag_field_specifications or {}).items())
        ]
        super().__init__(
            scope,
            construct_id,
            "AWS::EC2::FlowLog",
            {
                "ResourceId": resource_id,
                "ResourceType": resource_type,
                "TrafficType": traffic_type,
                **destination,
                "LogFormat": log_format,
                "MaxAggregationInterval": max_aggregation_interval,
                "TagFieldSpecifications": specifications or None,
            },
            tags=tags,
            depends_on=depends_on,
        )
