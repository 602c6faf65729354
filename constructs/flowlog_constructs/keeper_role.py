"""The role with which the keeper makes and deletes flow logs."""

from collections.abc import Mapping

from flowlog_constructs.references import reference
from flowlog_constructs.resource import Scope
from flowlog_constructs.role import ServiceRole
from flowlog_constructs.statements import allow, arn

STACK_TAG = "flowlog:stack"
"""Key of the tag that tells whose a flow log is; its value is the id of the stack."""
STACK_ID = reference("AWS::StackId")


class KeeperRole(ServiceRole):
    """
    What the keeper needs: to see resources and flow logs, to make flow logs with its stack's tag, and to delete those alone;
    and to see whether its stack is being deleted.

    EC2 knows no resources for its Describe actions. A flow log is made on the resource and as the flow log, so both are named;
    of the two only the flow log has a tag in the request.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        flow_log_role_arn: Role that flow logs write with, which the keeper hands to them.
        log_group_arn: Its own, with ``:*`` at the end.
        tags: Of the role.

    Source: Service Authorization Reference, Amazon EC2, CreateFlowLogs, DeleteFlowLogs and CreateTags; AWS CloudFormation,
    DescribeStacks; VPC User Guide, permissions to create flow logs (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        flow_log_role_arn: str,
        log_group_arn: str,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        flow_logs = arn("ec2", "vpc-flow-log/*")
        logged = [arn("ec2", f"{kind}/*") for kind in ("vpc", "transit-gateway", "transit-gateway-attachment")]
        asked = {"StringEquals": {f"aws:RequestTag/{STACK_TAG}": STACK_ID}}
        own = {"StringEquals": {f"aws:ResourceTag/{STACK_TAG}": STACK_ID}}
        made = {"StringEquals": {"ec2:CreateAction": "CreateFlowLogs"}}
        passed = {"StringEquals": {"iam:PassedToService": "vpc-flow-logs.amazonaws.com"}}
        super().__init__(
            scope,
            construct_id,
            service="lambda.amazonaws.com",
            source_arn=None,
            statements=[
                allow(
                    (
                        "ec2:DescribeFlowLogs",
                        "ec2:DescribeTransitGatewayAttachments",
                        "ec2:DescribeTransitGateways",
                        "ec2:DescribeVpcs",
                    ),
                    ["*"],
                ),
                allow(("ec2:CreateFlowLogs",), logged),
                allow(("ec2:CreateFlowLogs",), [flow_logs], asked),
                allow(("ec2:CreateTags",), [flow_logs], made),
                allow(("ec2:DeleteFlowLogs",), [flow_logs], own),
                allow(("iam:PassRole",), [flow_log_role_arn], passed),
                allow(("cloudformation:DescribeStacks",), [STACK_ID]),
                allow(("logs:CreateLogStream", "logs:PutLogEvents"), [log_group_arn]),
            ],
            description="The keeper makes and deletes the flow logs of this account and region",
            tags=tags,
        )
