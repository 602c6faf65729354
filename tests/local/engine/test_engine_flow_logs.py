"""Flow logs over time: duplicates, limits, tokens, listing, and whether delivery works."""

import dataclasses
import json

import pytest
from botocore.exceptions import ClientError
from pipeline_template import ACCOUNT, REGION, only, pipeline

from flowlog_config.local.engine import DuplicateModel, Settings
from flowlog_config.local.engine import sample_network as sample

_BUCKET = f"arn:aws:s3:::cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
_TO_S3 = {"LogDestinationType": "s3", "LogDestination": _BUCKET}
_VPC = {"ResourceType": "VPC", "ResourceIds": [sample.PRODUCTION], "TrafficType": "ALL", **_TO_S3}


def _code(call, **request):
    with pytest.raises(ClientError) as caught:
        call(**request)
    return caught.value.response["Error"]["Code"]


def _configure(engine, **changes):
    engine.configure(dataclasses.replace(Settings(sample_network=True), **changes))


def test_refuses_the_same_configuration_twice(ec2):
    """Same resource, destination and settings: AWS's own error code."""
    ec2.create_flow_logs(**_VPC)
    assert _code(ec2.create_flow_logs, **_VPC) == "FlowLogAlreadyExists"


def test_another_traffic_type_is_another_configuration(ec2):
    """AWS documents that two traffic types on one resource are allowed."""
    ec2.create_flow_logs(**_VPC)
    assert ec2.create_flow_logs(**{**_VPC, "TrafficType": "REJECT"})["FlowLogIds"]


@pytest.mark.parametrize(("model", "allowed"), [("format-counts", True), ("format-ignored", False)])
def test_both_readings_of_what_a_duplicate_is_can_be_tried(sampled, model, allowed):
    """Whether a format is part of the configuration is a setting, as AWS does not say."""
    _configure(sampled, duplicate_model=DuplicateModel(model))
    ec2 = sampled.client("ec2")
    ec2.create_flow_logs(**_VPC)
    other = {**_VPC, "LogFormat": "${version} ${srcaddr}"}
    if allowed:
        assert ec2.create_flow_logs(**other)["FlowLogIds"]
    else:
        assert _code(ec2.create_flow_logs, **other) == "FlowLogAlreadyExists"


def test_group_by_name_and_by_arn_are_one_destination(sampled, deploy):
    """A duplicate is recognised however the group is named."""
    deploy(pipeline())
    ec2 = sampled.client("ec2")
    made = ec2.describe_flow_logs(Filter=[{"Name": "log-group-name", "Values": ["/flowlog/*"]}])["FlowLogs"][0]
    same = {key: made[key] for key in ("TrafficType", "DeliverLogsPermissionArn", "LogFormat")}
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/flowlog/production"
    request = {**same, "ResourceType": "VPC", "ResourceIds": [sample.PRODUCTION], "MaxAggregationInterval": 60}
    assert _code(ec2.create_flow_logs, **request, LogDestination=arn) == "FlowLogAlreadyExists"


def test_limit_of_flow_logs_on_one_resource(sampled):
    """One more than the quota is refused with AWS's code."""
    _configure(sampled, max_flow_logs_per_resource=2)
    ec2 = sampled.client("ec2")
    for prefix in "ab":
        ec2.create_flow_logs(**{**_VPC, "LogDestination": f"{_BUCKET}/{prefix}/"})
    assert _code(ec2.create_flow_logs, **_VPC) == "FlowLogsLimitExceeded"


def test_several_resources_report_those_that_failed(ec2):
    """One duplicate among several resources does not stop the others."""
    ec2.create_flow_logs(**_VPC)
    made = ec2.create_flow_logs(**{**_VPC, "ResourceIds": [sample.PRODUCTION, sample.EDGE]})
    assert len(made["FlowLogIds"]) == 1
    assert [each["ResourceId"] for each in made["Unsuccessful"]] == [sample.PRODUCTION]


def test_missing_bucket_is_reported_as_unsuccessful(ec2):
    """A bucket that is not there makes no flow log."""
    made = ec2.create_flow_logs(**{**_VPC, "LogDestination": "arn:aws:s3:::nowhere-at-all"})
    assert made["FlowLogIds"] == []
    assert "does not exist" in made["Unsuccessful"][0]["Error"]["Message"]


def test_client_token_makes_a_retry_harmless(ec2):
    """The same request with the same token gives the same flow log; another request with it is refused."""
    first = ec2.create_flow_logs(**_VPC, ClientToken="once")
    assert ec2.create_flow_logs(**_VPC, ClientToken="once")["FlowLogIds"] == first["FlowLogIds"]
    other = {**_VPC, "TrafficType": "REJECT"}
    assert _code(ec2.create_flow_logs, **other, ClientToken="once") == "IdempotentParameterMismatch"
    assert len(ec2.describe_flow_logs()["FlowLogs"]) == 1


def test_options_and_tag_fields_are_kept(ec2):
    """What was given comes back."""
    options = {"FileFormat": "parquet", "HiveCompatiblePartitions": True, "PerHourPartition": False}
    tag_fields = [{"ResourceType": "instance", "TagKeys": ["team"]}]
    ec2.create_flow_logs(
        **_VPC,
        DestinationOptions=options,
        TagFieldSpecifications=tag_fields,
        LogFormat="${version} ${instance-tag}",
        TagSpecifications=[{"ResourceType": "vpc-flow-log", "Tags": [{"Key": "team", "Value": "a&b"}]}],
    )
    found = ec2.describe_flow_logs(Filter=[{"Name": "tag:team", "Values": ["a*"]}])["FlowLogs"][0]
    assert (found["DestinationOptions"], found["TagFieldSpecifications"]) == (options, tag_fields)
    assert found["Tags"] == [{"Key": "team", "Value": "a&b"}]


def test_tags_of_another_type_of_resource_are_refused_and_nothing_is_made(ec2):
    """The specification names what is tagged."""
    tags = [{"ResourceType": "vpc", "Tags": [{"Key": "team", "Value": "a"}]}]
    assert _code(ec2.create_flow_logs, **_VPC, TagSpecifications=tags) == "InvalidParameterValue"
    assert ec2.describe_flow_logs()["FlowLogs"] == []


def test_delivery_fails_when_the_group_is_gone(sampled, deploy):
    """The status tells it, with the only words AWS has for it, and recovers with the group."""
    deploy(pipeline())
    ec2, logs = sampled.client("ec2"), sampled.client("logs")
    by_group = [{"Name": "log-group-name", "Values": ["/flowlog/production"]}]
    logs.delete_log_group(logGroupName="/flowlog/production")
    broken = ec2.describe_flow_logs(Filter=by_group)["FlowLogs"][0]
    assert (broken["DeliverLogsStatus"], broken["DeliverLogsErrorMessage"]) == ("FAILED", "Access error")
    failed = [{"Name": "deliver-log-status", "Values": ["FAILED"]}]
    listed = {one["FlowLogId"] for one in ec2.describe_flow_logs(Filter=failed)["FlowLogs"]}
    assert broken["FlowLogId"] in listed
    logs.create_log_group(logGroupName="/flowlog/production")
    assert ec2.describe_flow_logs(Filter=by_group)["FlowLogs"][0]["DeliverLogsStatus"] == "SUCCESS"


def test_delivery_fails_when_the_role_may_not_write(sampled, deploy):
    """A policy without PutLogEvents, or for another group, shows in the status."""
    stack = deploy(pipeline())
    ec2, iam = sampled.client("ec2"), sampled.client("iam")
    made = ec2.describe_flow_logs(FlowLogIds=[stack["Values"]["FlowLogId"]])["FlowLogs"][0]
    role = made["DeliverLogsPermissionArn"].rpartition("/")[2]
    name = iam.list_role_policies(RoleName=role)["PolicyNames"][0]
    for action, resource in (("logs:CreateLogStream", "*"), ("logs:*", "arn:aws:logs:*:*:log-group:/other:*")):
        statement = {"Effect": "Allow", "Action": action, "Resource": resource}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=document)
        broken = ec2.describe_flow_logs(FlowLogIds=[made["FlowLogId"]])["FlowLogs"][0]
        assert (broken["DeliverLogsStatus"], broken["DeliverLogsErrorMessage"]) == ("FAILED", "Access error")


def test_stream_is_tagged_for_delivery_and_needs_the_tag_to_stay(sampled, deploy):
    """AWS sets the tag at creation; an update of the stream's tags by its stack takes it away."""
    deploy(pipeline())
    ec2, firehose = sampled.client("ec2"), sampled.client("firehose")
    name = firehose.list_delivery_streams()["DeliveryStreamNames"][0]
    arn = f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/{name}"
    made = ec2.create_flow_logs(**{**_VPC, "LogDestinationType": "kinesis-data-firehose", "LogDestination": arn})
    tags = firehose.list_tags_for_delivery_stream(DeliveryStreamName=name)["Tags"]
    assert {"Key": "LogDeliveryEnabled", "Value": "true"} in tags
    deploy(pipeline(Stream={"Tags": [{"Key": "team", "Value": "renamed"}]}))
    assert ec2.describe_flow_logs(FlowLogIds=made["FlowLogIds"])["FlowLogs"][0]["DeliverLogsStatus"] == "FAILED"


def test_listing_gives_pages_that_neither_skip_nor_repeat(ec2):
    """Twelve flow logs in pages of five."""
    made = set()
    for number in range(12):
        answer = ec2.create_flow_logs(**{**_VPC, "LogDestination": f"{_BUCKET}/{number}/"})
        made.update(answer["FlowLogIds"])
    pages = list(ec2.get_paginator("describe_flow_logs").paginate(PaginationConfig={"PageSize": 5}))
    assert [len(page["FlowLogs"]) for page in pages] == [5, 5, 2]
    assert {each["FlowLogId"] for page in pages for each in page["FlowLogs"]} == made


def test_delete_names_every_unknown_id_and_deletes_nothing(ec2):
    """A wrong id in the list leaves the right ones alone."""
    made = ec2.create_flow_logs(**_VPC)["FlowLogIds"]
    code = _code(ec2.delete_flow_logs, FlowLogIds=[*made, "fl-0123456789abcdef0"])
    assert code == "InvalidFlowLogId.NotFound"
    assert len(ec2.describe_flow_logs()["FlowLogs"]) == 1
    ec2.delete_flow_logs(FlowLogIds=made)
    assert ec2.describe_flow_logs()["FlowLogs"] == []


def test_changed_format_replaces_and_changed_tags_do_not(sampled, deploy):
    """A new id for every setting but the tags."""
    first = deploy(pipeline())["Values"]["FlowLogId"]
    tagged = pipeline(FlowLog={"Tags": [{"Key": "Name", "Value": "renamed"}]})
    assert deploy(tagged)["Values"]["FlowLogId"] == first
    found = sampled.client("ec2").describe_flow_logs(FlowLogIds=[first])["FlowLogs"][0]
    assert {"Key": "Name", "Value": "renamed"} in found["Tags"]
    second = deploy(pipeline(FlowLog={"LogFormat": "${version} ${dstaddr}"}))["Values"]["FlowLogId"]
    assert second != first
    left = [each["FlowLogId"] for each in sampled.client("ec2").describe_flow_logs()["FlowLogs"]]
    assert second in left
    assert first not in left


def test_replacement_creates_before_it_deletes(sampled, deploy):
    """Where the format does not count, the new flow log is a duplicate of the old one, which then stays."""
    _configure(sampled, duplicate_model=DuplicateModel.FORMAT_IGNORED)
    first = deploy(pipeline())["Values"]["FlowLogId"]
    stack = deploy(pipeline(FlowLog={"LogFormat": "${version} ${dstaddr}"}))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert any("AlreadyExists" in reason for reason in stack["Reasons"])
    assert sampled.client("ec2").describe_flow_logs(FlowLogIds=[first])["FlowLogs"]


def test_destination_options_in_a_template_need_all_three(deploy):
    """The resource schema requires every option once the object is there."""
    options = {"DestinationOptions": {"FileFormat": "parquet"}}
    stack = deploy(pipeline(GatewayFlowLog=options))
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert any("required key [HiveCompatiblePartitions, PerHourPartition]" in each for each in stack["Reasons"])


def test_camel_case_options_in_a_template_are_refused(deploy):
    """The spelling the CDK's own L2 emits is not in the resource schema."""
    options = {"fileFormat": "parquet", "hiveCompatiblePartitions": True, "perHourPartition": True}
    names = ("FileFormat", "HiveCompatiblePartitions", "PerHourPartition")
    both = {**options, **dict.fromkeys(names, "true"), "FileFormat": "parquet"}
    stack = deploy(pipeline(GatewayFlowLog={"DestinationOptions": both}))
    assert any("extraneous key [fileFormat]" in reason for reason in stack["Reasons"])


def test_deleting_the_stack_deletes_its_flow_logs(sampled, deploy, remove):
    """No flow log is left to publish and to bill."""
    deploy(only("Backup", "GatewayFlowLog"))
    ec2 = sampled.client("ec2")
    assert len(ec2.describe_flow_logs()["FlowLogs"]) == 1
    assert remove() == "DELETE_COMPLETE"
    assert ec2.describe_flow_logs()["FlowLogs"] == []
