"""The flow log of one resource."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_ec2
from constructs import Construct

from flowlog_constructs.tagging import cfn_tags


class ResourceFlowLog(aws_ec2.CfnFlowLog):
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
        log_group_name: Where to; its ``Ref``, so that it exists first.
        role_arn: :class:`flowlog_constructs.flow_log_role.FlowLogRole`, or one that may do the same.
        log_format: ``${field} ${field} …``.
        max_aggregation_interval: 60 or 600 seconds; 60 for transit gateways and attachments.
        tag_field_specifications: Resource type to the one or two tag keys whose values the tag fields hold.
        tags: Of the flow log.

    Source: EC2 API, CreateFlowLogs; CloudFormation, AWS::EC2::FlowLog (checked 2026-11).
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        resource_id: str,
        resource_type: str,
        traffic_type: str | None,
        log_group_name: str,
        role_arn: str,
        log_format: str,
        max_aggregation_interval: int,
        tag_field_specifications: Mapping[str, Sequence[str]] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        specifications = [
            self.TagFieldSpecificationProperty(resource_type=kind, tag_keys=list(keys))
            for kind, keys in sorted((tag_field_specifications or {}).items())
        ]
        super().__init__(
            scope,
            construct_id,
            resource_id=resource_id,
            resource_type=resource_type,
            traffic_type=traffic_type,
            log_destination_type="cloud-watch-logs",
            log_group_name=log_group_name,
            deliver_logs_permission_arn=role_arn,
            log_format=log_format,
            max_aggregation_interval=max_aggregation_interval,
            tag_field_specifications=specifications or None,
            tags=cfn_tags(tags),
        )
