"""
The same flow logs as an ordinary CDK app in Python makes them: ``python cdk.py l1|l2 COUNT OUTDIR``.

450 in a stack, each stack with a log group and a role, all with format, interval and three tags, and none of the CDK's extras.
"""

import sys

from aws_cdk import App, CfnTag, Stack, aws_ec2, aws_iam, aws_logs

FIELDS = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
)
FORMAT = " ".join(f"${{{name}}}" for name in FIELDS.split())
TAGS = {"Name": "flowlog/a", "flowlog:entry": "a", "flowlog:name": "flowlog"}


def main(kind: str, count: int, outdir: str) -> None:
    """Make the app and synthesise it."""
    app = App(
        outdir=outdir,
        analytics_reporting=False,
        tree_metadata=False,
        stack_traces=False,
        builtin_cloud_formation_validation=False,
    )
    for first in range(0, count, 450):
        stack = Stack(app, f"Stack{first}")
        group = aws_logs.LogGroup(stack, "LogGroup")
        role = aws_iam.Role(stack, "Role", assumed_by=aws_iam.ServicePrincipal("vpc-flow-logs.amazonaws.com"))
        for number in range(first, min(count, first + 450)):
            {"l1": _l1, "l2": _l2}[kind](stack, number, group, role)
    app.synth()


def _l1(stack: Stack, number: int, group: aws_logs.LogGroup, role: aws_iam.Role) -> None:
    aws_ec2.CfnFlowLog(
        stack,
        f"FlowLog{number}",
        resource_id=f"eni-{number:017x}",
        resource_type="NetworkInterface",
        traffic_type="ALL",
        log_group_name=group.log_group_name,
        deliver_logs_permission_arn=role.role_arn,
        log_format=FORMAT,
        max_aggregation_interval=60,
        tags=[CfnTag(key=key, value=value) for key, value in TAGS.items()],
    )


def _l2(stack: Stack, number: int, group: aws_logs.LogGroup, role: aws_iam.Role) -> None:
    aws_ec2.FlowLog(
        stack,
        f"FlowLog{number}",
        resource_type=aws_ec2.FlowLogResourceType.from_network_interface_id(f"eni-{number:017x}"),
        destination=aws_ec2.FlowLogDestination.to_cloud_watch_logs(group, role),
        log_format=[aws_ec2.LogFormat.custom(FORMAT)],
        max_aggregation_interval=aws_ec2.FlowLogMaxAggregationInterval.ONE_MINUTE,
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
