"""The constructs in an app of somebody else's, without a plan."""

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from flowlog_constructs.aggregator_stream import AggregatorStream
from flowlog_constructs.flow_log_destination import to_log_group
from flowlog_constructs.flow_log_role import FlowLogRole
from flowlog_constructs.record_log_group import RecordLogGroup
from flowlog_constructs.resource_flow_log import FlowLogSettings, ResourceFlowLog


@pytest.fixture
def stack(tmp_path):
    """Give a stack that knows neither its account nor its region."""
    return Stack(App(outdir=str(tmp_path), builtin_cloud_formation_validation=False), "Theirs")


def test_log_group_role_and_flow_log_work_without_a_plan(stack):
    """Plain arguments are enough, and the flow log waits for both others."""
    group = RecordLogGroup(stack, "Group", retention_days=7)
    role = FlowLogRole(stack, "Role", log_group_names=["Theirs-Group*"])
    settings = FlowLogSettings(
        resource_type="VPC",
        traffic_type="ALL",
        destination=to_log_group(group.ref, role_arn=role.attr_arn),
        log_format="${version} ${srcaddr}",
        max_aggregation_interval=60,
    )
    ResourceFlowLog(stack, "FlowLog", resource_id="vpc-0ed6e0000000000a1", settings=settings)
    Template.from_stack(stack).has_resource_properties(
        "AWS::EC2::FlowLog",
        {"LogGroupName": {"Ref": "Group"}, "DeliverLogsPermissionArn": {"Fn::GetAtt": ["Role", "Arn"]}},
    )


def test_stream_refuses_a_key_given_by_its_alias(stack):
    """Firehose would refuse it in the middle of a deployment."""
    alias = "arn:aws:kms:eu-west-1:111122223333:alias/records"
    with pytest.raises(ValueError, match="not of an alias"):
        AggregatorStream(
            stack,
            "Stream",
            stream_name="theirs",
            role_arn="arn:aws:iam::111122223333:role/theirs",
            url="https://flowlogs.example.com/",
            endpoint_name="theirs",
            secret_arn="arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf",  # noqa: S106 - a name
            failed_records_bucket_arn="arn:aws:s3:::theirs",
            error_log_group_name="/theirs/errors",
            common_attributes={},
            buffer_interval_seconds=60,
            buffer_size_mib=1,
            retry_seconds=300,
            content_encoding="GZIP",
            key_arn=alias,
        )
