"""CreateFlowLogs: every rule about which settings go together, tried through boto3."""

import json

import pytest
from botocore.exceptions import ClientError
from pipeline_template import ACCOUNT, REGION

from flowlog_config.local.engine import sample_network as sample

_ROLE = f"arn:aws:iam::{ACCOUNT}:role/flow"
_TO_S3 = {"LogDestinationType": "s3", "LogDestination": f"arn:aws:s3:::cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"}
_TO_LOGS = {"LogGroupName": "/flowlog/x", "DeliverLogsPermissionArn": _ROLE}
_STREAM = f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/none"
_FAR_STREAM = f"arn:aws:firehose:{REGION}:444455556666:deliverystream/far"
_TO_FAR = {"LogDestinationType": "kinesis-data-firehose", "LogDestination": _FAR_STREAM}
_FAR_ROLE = "arn:aws:iam::444455556666:role/AWSLogDeliveryFirehoseCrossAccountRole-flow"
_VPC = {"ResourceType": "VPC", "ResourceIds": [sample.PRODUCTION], "TrafficType": "ALL"}
_GATEWAY = {"ResourceType": "TransitGateway", "ResourceIds": [sample.TRANSIT_GATEWAY]}


@pytest.fixture
def role(sampled):
    """A role the flow logs service may assume."""
    trust = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
        '"Principal":{"Service":"vpc-flow-logs.amazonaws.com"}}]}'
    )
    sampled.client("iam").create_role(RoleName="flow", AssumeRolePolicyDocument=trust)


def _refused(ec2, **request):
    with pytest.raises(ClientError) as caught:
        ec2.create_flow_logs(**request)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


_COMBINATIONS = [
    ("traffic type missing", {**_VPC, **_TO_S3, "TrafficType": None}, "TrafficType"),
    ("traffic type on a gateway", {**_GATEWAY, **_TO_S3, "TrafficType": "ALL"}, "not supported"),
    ("600 seconds on a gateway", {**_GATEWAY, **_TO_S3, "MaxAggregationInterval": 600}, "Interval"),
    ("120 seconds", {**_VPC, **_TO_S3, "MaxAggregationInterval": 120}, "Interval"),
    ("no destination", {**_VPC, "DeliverLogsPermissionArn": _ROLE}, "LogDestination can't be empty"),
    ("group name and ARN", {**_VPC, **_TO_LOGS, "LogDestination": "arn:aws:logs:a:1:log-group:x"}, "only provide"),
    ("group name for a bucket", {**_VPC, **_TO_S3, "LogGroupName": "x"}, "LogGroupName is not applicable"),
    ("no role", {**_VPC, "LogGroupName": "x"}, "DeliverLogsPermissionArn can't be empty"),
    ("role for a bucket", {**_VPC, **_TO_S3, "DeliverLogsPermissionArn": _ROLE}, "not applicable for s3 delivery"),
    ("far role for logs", {**_VPC, **_TO_LOGS, "DeliverCrossAccountRole": _FAR_ROLE}, "DeliverCrossAccountRole"),
    ("one of two roles", {**_VPC, **_TO_FAR, "DeliverLogsPermissionArn": _ROLE}, "both the"),
    ("other account, no roles", {**_VPC, **_TO_FAR}, "Cross-account"),
    (
        "roles for the same account",
        {
            **_VPC,
            **_TO_FAR,
            "LogDestination": _STREAM,
            "DeliverLogsPermissionArn": _ROLE,
            "DeliverCrossAccountRole": _FAR_ROLE,
        },
        "only applicable for cross-account",
    ),
    (
        "far role of another name",
        {**_VPC, **_TO_FAR, "DeliverLogsPermissionArn": _ROLE, "DeliverCrossAccountRole": _ROLE},
        "must start with",
    ),
    (
        "options for logs",
        {
            **_VPC,
            **_TO_LOGS,
            "DestinationOptions": {
                "FileFormat": "parquet",
                "HiveCompatiblePartitions": True,
                "PerHourPartition": True,
            },
        },
        "DestinationOptions is not applicable",
    ),
    ("unknown field", {**_VPC, **_TO_S3, "LogFormat": "${version} ${bogus}"}, "bogus"),
    ("gateway field on a VPC", {**_VPC, **_TO_S3, "LogFormat": "${version} ${tgw-id}"}, "tgw-id"),
    ("VPC field on a gateway", {**_GATEWAY, **_TO_S3, "LogFormat": "${version} ${action}"}, "action"),
    ("not fields", {**_VPC, **_TO_S3, "LogFormat": "version account-id"}, "LogFormat must be"),
    ("tag field undeclared", {**_VPC, **_TO_S3, "LogFormat": "${version} ${instance-tag}"}, "TagFieldSpecifications"),
    (
        "tag fields on a gateway",
        {
            **_GATEWAY,
            **_TO_S3,
            "TagFieldSpecifications": [{"ResourceType": "instance", "TagKeys": ["team"]}],
        },
        "TagFieldSpecifications",
    ),
    (
        "destination of another kind",
        {**_VPC, "LogDestinationType": "s3", "LogDestination": "arn:aws:logs:r:1:log-group:x"},
        "not the ARN",
    ),
    (
        "bucket with account and region",
        {**_VPC, "LogDestinationType": "s3", "LogDestination": f"arn:aws:s3:{REGION}:{ACCOUNT}:bucket"},
        "not the ARN",
    ),
    (
        "no log group in the ARN",
        {**_VPC, "DeliverLogsPermissionArn": _ROLE, "LogDestination": f"arn:aws:logs:{REGION}:{ACCOUNT}:x"},
        "not the ARN",
    ),
    *(
        (
            f"log group of another {what}",
            {**_VPC, "DeliverLogsPermissionArn": _ROLE, "LogDestination": f"arn:aws:logs:{place}:log-group:/x"},
            "not in the account and region",
        )
        for what, place in (("account", f"{REGION}:444455556666"), ("region", f"us-east-1:{ACCOUNT}"))
    ),
    (
        "reserved folder",
        {**_VPC, "LogDestinationType": "s3", "LogDestination": "arn:aws:s3:::b/AWSLogs/"},
        "reserved",
    ),
]


@pytest.mark.usefixtures("role")
@pytest.mark.parametrize(("request_", "part"), [case[1:] for case in _COMBINATIONS], ids=[c[0] for c in _COMBINATIONS])
def test_refuses_settings_that_do_not_go_together(ec2, request_, part):
    """Each forbidden combination is refused with a text that names it."""
    given = {key: value for key, value in request_.items() if value is not None}
    code, message = _refused(ec2, **given)
    assert part in message
    assert code in {"InvalidParameter", "MissingParameter"}


@pytest.mark.usefixtures("role")
def test_refuses_the_arn_form_that_get_att_gives(ec2):
    """A log group ARN that ends in ``:*`` is answered as missing access, as AWS does."""
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:x:*"
    code, _ = _refused(ec2, **_VPC, LogDestination=arn, DeliverLogsPermissionArn=_ROLE)
    assert code == "AccessDenied"


def test_refuses_a_role_that_does_not_exist(ec2):
    """The service cannot assume a role that is not there yet."""
    code, message = _refused(ec2, **_VPC, **_TO_LOGS)
    assert (code, message) == ("InvalidParameter", "Unable to assume given IAM role")


@pytest.mark.usefixtures("role")
def test_refuses_a_role_that_does_not_trust_the_service(sampled, ec2):
    """A role for another account's flow logs, or another service, cannot be assumed."""
    principal = {"Service": "vpc-flow-logs.amazonaws.com"}
    condition = {"StringEquals": {"aws:SourceAccount": "444455556666"}}
    for part in ({"Principal": principal, "Condition": condition}, {"Principal": {"Service": "ec2.amazonaws.com"}}):
        statement = {"Effect": "Allow", "Action": "sts:AssumeRole", **part}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sampled.client("iam").update_assume_role_policy(RoleName="flow", PolicyDocument=document)
        assert _refused(ec2, **_VPC, **_TO_LOGS)[1] == "Unable to assume given IAM role"


@pytest.mark.parametrize(
    ("kind", "identifier", "code"),
    [
        ("VPC", "vpc-0123456789abcdef0", "InvalidVpcID.NotFound"),
        ("VPC", sample.subnet_id("edge", "public", "a"), "InvalidVpcID.NotFound"),
        ("Subnet", "subnet-0123456789abcdef0", "InvalidSubnetID.NotFound"),
        ("NetworkInterface", "eni-0123456789abcdef0", "InvalidNetworkInterfaceID.NotFound"),
        ("TransitGateway", "tgw-0123456789abcdef0", "InvalidTransitGatewayID.NotFound"),
        ("TransitGatewayAttachment", sample.TRANSIT_GATEWAY, "InvalidTransitGatewayAttachmentID.NotFound"),
        ("RegionalNatGateway", "nat-0123456789abcdef0", "NatGatewayNotFound"),
        ("RegionalNatGateway", sample.ZONAL_NAT_GATEWAY, "InvalidParameter"),
    ],
)
def test_refuses_ids_that_are_unknown_or_of_another_kind(ec2, kind, identifier, code):
    """An id must name a resource of the type that is claimed."""
    traffic = {} if kind.startswith("TransitGateway") else {"TrafficType": "ALL"}
    found, _ = _refused(ec2, ResourceType=kind, ResourceIds=[identifier], **traffic, **_TO_S3)
    assert found == code


@pytest.mark.parametrize(
    ("kind", "identifier"),
    [
        ("VPC", sample.EDGE),
        ("Subnet", sample.subnet_id("edge", "public", "a")),
        ("TransitGateway", sample.TRANSIT_GATEWAY),
        ("TransitGatewayAttachment", sample.EDGE_ATTACHMENT),
        ("RegionalNatGateway", sample.REGIONAL_NAT_GATEWAY),
    ],
)
def test_accepts_every_kind_with_the_defaults_of_its_family(ec2, kind, identifier):
    """Interval and format that are not given become AWS's defaults for the kind."""
    transit = kind.startswith("TransitGateway")
    traffic = {} if transit else {"TrafficType": "ACCEPT"}
    made = ec2.create_flow_logs(ResourceType=kind, ResourceIds=[identifier], **traffic, **_TO_S3)
    found = ec2.describe_flow_logs(FlowLogIds=made["FlowLogIds"])["FlowLogs"][0]
    assert found["MaxAggregationInterval"] == (60 if transit else 600)
    assert len(found["LogFormat"].split()) == (36 if transit else 14)
    assert found["ResourceId"] == identifier


def test_refuses_a_resource_type_aws_does_not_have(ec2):
    """An enumeration is checked as AWS checks it."""
    code, _ = _refused(ec2, **{**_VPC, "ResourceType": "Vpc"}, **_TO_S3)
    assert code == "InvalidParameterValue"


def test_refuses_more_than_25_gateways_in_one_request(ec2):
    """The batch limit of transit gateway kinds is smaller than that of the others."""
    ids = [sample.TRANSIT_GATEWAY] * 26
    code, message = _refused(ec2, ResourceType="TransitGateway", ResourceIds=ids, **_TO_S3)
    assert (code, "At most 25" in message) == ("InvalidParameterValue", True)
