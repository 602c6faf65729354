"""The flow log of one resource."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from flowlog_constructs.batch import Described, Like
from flowlog_constructs.flow_log_destination import Destination
from flowlog_constructs.resource import Resource, Scope, describe


@dataclass(frozen=True, kw_only=True)
class FlowLogSettings:
    """
    Everything of a flow log but what it logs: thousands of one stack have the same, so they are described once.

    Any change but that of tags replaces a flow log. Format and interval are always written out, so a default that AWS
    changes never changes the records.

    Attributes:
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

    resource_type: str
    traffic_type: str | None
    destination: Destination
    log_format: str
    max_aggregation_interval: int
    tag_field_specifications: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    depends_on: Sequence[Resource] = ()

    @cached_property
    def described(self) -> Described:
        """The flow log as in a template, without ``ResourceId``."""
        specifications = [
            {"ResourceType": kind, "TagKeys": list(keys)}
            for kind, keys in sorted(self.tag_field_specifications.items())
        ]
        properties = {
            "ResourceType": self.resource_type,
            "TrafficType": self.traffic_type,
            **self.destination,
            "LogFormat": self.log_format,
            "MaxAggregationInterval": self.max_aggregation_interval,
            "TagFieldSpecifications": specifications or None,
        }
        return describe("AWS::EC2::FlowLog", properties, self.tags, None, self.depends_on)


class ResourceFlowLog(Resource):
    """
    Logs the traffic of one VPC, subnet, interface, transit gateway, attachment or regional NAT gateway.

    Args:
        scope: Parent.
        construct_id: Id in the parent. A new id with the same settings fails to deploy: AWS refuses a second equal flow
            log, and CloudFormation creates before it deletes.
        resource_id: Such as ``vpc-0ed6e0000000000a1``.
        settings: All the rest.
    """

    def __init__(self, scope: Scope, construct_id: str, *, resource_id: str, settings: FlowLogSettings) -> None:
        self._add(scope, construct_id, Like(settings.described, "ResourceId", resource_id), settings.depends_on)
