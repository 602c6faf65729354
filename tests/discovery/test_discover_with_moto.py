"""Discovery against moto: real clients, real answers, roles of several accounts, and exactly the permissions declared."""

import json

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.retries.bucket import TokenBucket
from click.testing import CliRunner
from fake_aws import ACCOUNT, OTHER
from moto import mock_aws

from flowlog_config.discovery.calls import CALLS, PERMISSIONS
from flowlog_config.discovery.read import discover
from flowlog_config.discovery.sessions import SessionError, Sessions
from flowlog_config.inventory.model import ResourceType
from flowlog_config.operate.permissions_command import permissions
from flowlog_config.plan.model import Target

KEY = (ACCOUNT, "eu-west-1")


@pytest.fixture
def aws(monkeypatch):
    """An AWS of moto's, seen with invented credentials and no file of the user."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "invented",
        "AWS_CONFIG_FILE": "/nowhere",
        "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        yield boto3.Session()


def own_account(session):
    """The account moto takes the caller's to be."""
    return session.client("sts", region_name="eu-west-1").get_caller_identity()["Account"]


def test_reads_what_is_there(aws):
    """VPCs, subnets, interfaces, gateways, attachments and peerings, as moto answers them."""
    ec2 = aws.client("ec2", region_name="eu-west-1")
    target = Target(own_account(aws), "eu-west-1", "production")
    vpc, peer = (ec2.create_vpc(CidrBlock=block)["Vpc"]["VpcId"] for block in ("10.1.0.0/16", "10.2.0.0/16"))
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": "shop"}])
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.0.0/24")["Subnet"]["SubnetId"]
    interface = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    nat = ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")["NatGateway"]["NatGatewayId"]
    gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    attached = ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=gateway, VpcId=vpc, SubnetIds=[subnet])
    attachment = attached["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
    peering = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=peer)["VpcPeeringConnection"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peering["VpcPeeringConnectionId"])

    found = discover([target], session_for=Sessions()).inventory.targets[target.account_id, "eu-west-1"]
    assert found.not_read == ()
    assert found.resources[vpc].name == "shop"
    assert found.resources[subnet].vpc == vpc
    assert found.resources[interface].kind == "unattached"
    assert found.resources[nat].availability == "zonal"
    assert found.resources[gateway].type is ResourceType.TRANSIT_GATEWAY
    assert found.resources[attachment].vpc == vpc
    assert {vpc, peer} <= found.peered_vpcs
    claimed = [one for one in found.resources.values() if one.kind == "nat-gateway" and one.service == nat]
    assert [one.type for one in claimed] == [ResourceType.NETWORK_INTERFACE]


@pytest.mark.usefixtures("aws")
def test_assumes_a_role_in_each_target():
    """Every account gives its own resources, in its own region."""
    targets = [Target(ACCOUNT, "eu-west-1", "a"), Target(OTHER, "eu-central-1", "b"), Target(OTHER, "eu-west-1", "c")]
    maker = Sessions(role="maker")
    made = {
        (t.account_id, t.region): maker(t).client("ec2").create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
        for t in targets
    }
    found = discover(targets, session_for=Sessions(role="reader")).inventory.targets
    assert set(found) == set(made)
    for key, vpc in made.items():
        assert vpc in found[key].resources
        assert found[key].resources[vpc].owner == key[0]


@pytest.mark.parametrize(
    ("role", "region", "arn"),
    [
        ("reader", "eu-west-1", f"arn:aws:iam::{ACCOUNT}:role/reader"),
        ("reader", "cn-north-1", f"arn:aws-cn:iam::{ACCOUNT}:role/reader"),
        ("reader", "us-gov-west-1", f"arn:aws-us-gov:iam::{ACCOUNT}:role/reader"),
        ("arn:aws:iam::{account}:role/net/reader", "eu-west-1", f"arn:aws:iam::{ACCOUNT}:role/net/reader"),
        (f"arn:aws:iam::{OTHER}:role/reader", "eu-west-1", f"arn:aws:iam::{OTHER}:role/reader"),
    ],
)
@pytest.mark.usefixtures("aws")
def test_role_is_given_by_name_or_arn(role, region, arn):
    """A name means the role of that name in the target's account and partition."""
    assert Sessions(role=role).role_arn(Target(ACCOUNT, region, "a")) == arn


@pytest.mark.usefixtures("aws")
def test_external_id_is_sent_and_never_shown():
    """Whoever logs the session must not log it."""
    asked = []
    sessions = Sessions(role="reader", external_id="hush-hush")
    sessions._base.events.register(
        "provide-client-params.sts.AssumeRole", lambda params, **_: asked.append(dict(params))
    )
    given = sessions(Target(ACCOUNT, "eu-west-1", "a"))
    assert asked[0]["ExternalId"] == "hush-hush"
    assert asked[0]["RoleSessionName"] == "flowlog-discover"
    shown = f"{sessions!r} {given!r}"
    assert "hush-hush" not in shown
    assert given.credentials["aws_secret_access_key"] not in shown


@pytest.mark.usefixtures("aws")
def test_an_unknown_profile_is_said_in_words():
    """No word of the library."""
    with pytest.raises(SessionError, match="no AWS profile"):
        Sessions(profile="nobody")(Target(ACCOUNT, "eu-west-1", "a"))


@pytest.mark.usefixtures("aws")
def test_missing_credentials_are_said_in_words(monkeypatch):
    """Whether a role is to be assumed or not."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    target = Target(ACCOUNT, "eu-west-1", "a")
    for role in ("", "reader"):
        unread = discover([target], session_for=Sessions(role=role)).unread[KEY]
        assert "there are no AWS credentials" in unread


def test_the_declared_permissions_are_exactly_those_used(aws):
    """Every operation called is declared, every one declared is called, and all of them only read."""
    used = set()
    sessions = Sessions()
    sessions._base.events.register(
        "before-call.*.*", lambda model, **_: used.add(f"{model.service_model.endpoint_prefix}:{model.name}")
    )
    discover([Target(own_account(aws), "eu-west-1", "a")], session_for=sessions)
    assert used == set(PERMISSIONS)
    assert all(action.split(":")[1].startswith(("Describe", "Get", "List")) for action in used)


def test_every_call_is_one_of_ec2s_and_has_a_paginator(aws):
    """What the table declares agrees with AWS's own model."""
    client = aws.client("ec2", region_name="eu-west-1")
    for call in CALLS:
        operation = client.meta.method_to_api_mapping[call.operation]
        assert call.permission == f"ec2:{operation}"
        assert client.can_paginate(call.operation)
        model = client.meta.service_model.operation_model(operation)
        assert call.result in model.output_shape.members
        assert set(call.arguments) <= set(model.input_shape.members)


def test_policy_grants_what_is_declared():
    """Printed as JSON for aws iam put-role-policy."""
    printed = CliRunner().invoke(permissions, [])
    (statement,) = json.loads(printed.output)["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Allow", list(PERMISSIONS))


class Raw:
    """The body of a made-up HTTP answer."""

    def __init__(self, body):
        self._body = body

    def stream(self, **_):
        """Give it whole."""
        yield self._body


def test_throttling_is_waited_out(aws, monkeypatch):
    """AWS refuses twice, then answers: nothing is missing."""
    refusals = [b"<Response><Errors><Error><Code>RequestLimitExceeded</Code></Error></Errors></Response>"] * 2
    slept = []
    monkeypatch.setattr("botocore.endpoint.time.sleep", slept.append)
    monkeypatch.setattr(TokenBucket, "acquire", lambda *_, **__: True)
    target = Target(own_account(aws), "eu-west-1", "a")
    sessions = Sessions()

    def refuse(request, **_):
        return AWSResponse(request.url, 503, {}, Raw(refusals.pop())) if refusals else None

    sessions._base.events.register_first("before-send.ec2.DescribeVpcs", refuse)
    found = discover([target], session_for=sessions).inventory.targets[target.account_id, "eu-west-1"]
    assert refusals == []
    assert len(slept) == 2
    assert found.not_read == ()
    assert any(one.type is ResourceType.VPC for one in found.resources.values())
