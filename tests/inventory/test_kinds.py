"""Every kind of interface AWS answers with is told by what it says of itself."""

import json
from pathlib import Path

import pytest

from flowlog_config.inventory.kinds import GROUPS, KINDS, TRANSIENT, interface_kind, is_transient

FIXTURES = Path(__file__).parents[1] / "fixtures" / "interfaces"
TASK = "arn:aws:ecs:eu-west-1:111122223333:attachment/"

EXPECTED = {
    "almost-nothing": ("unattached", "", False),
    "api-gateway-managed": ("api-gateway", "ENI managed by APIGateway", False),
    "application-load-balancer": ("application-load-balancer", "app/shop/50dc6c495c0c9188", True),
    "classic-load-balancer": ("classic-load-balancer", "legacy-web", True),
    "dax": ("dax", "carts-a", False),
    "directory": ("directory", "d-9367a1b2c3", False),
    "dms": ("dms", "", False),
    "ecs-task-branch": ("ecs-task", f"{TASK}09f2c5b1-2a7e-4b8c-9d3f-6e5d4c3b2a19", True),
    "ecs-task-fargate": ("ecs-task", f"{TASK}3f0f7b2a-6d1c-4f57-8d3e-0a1b2c3d4e5f", True),
    "ecs-task-on-instance": ("ecs-task", f"{TASK}77c0a6de-9a44-4c1d-8a52-7d1e2f3a4b5c", True),
    "efa": ("instance", "i-0{}", False),
    "efa-only": ("instance", "i-0{}", False),
    "efs": ("efs", "fs-0f1e2d3c4b5a69788", False),
    "efs-by-type": ("efs", "", False),
    "eks-auto-mode-node": ("instance", "i-0{}", True),
    "eks-branch": ("eks", "", True),
    "eks-control-plane": ("eks", "payments", True),
    "eks-node-primary": ("instance", "i-0{}", True),
    "eks-node-secondary": ("eks", "i-0d420fddc65f3100d", True),
    "eks-trunk": ("eks", "", True),
    "elasticache": ("elasticache", "sessions-0001-001", False),
    "elasticache-plus": ("elasticache", "sessions-0001-002", False),
    "gateway-load-balancer": ("gateway-load-balancer", "gwy/inspection/1f2e3d4c5b6a7988", False),
    "gateway-load-balancer-endpoint": ("gateway-load-balancer-endpoint", "vpce-05e2f0000000000d7", False),
    "global-accelerator-managed": ("global-accelerator", "GlobalAccelerator managed ENI", False),
    "instance": ("instance", "i-0{}", False),
    "instance-connect-endpoint": (
        "instance-connect-endpoint",
        "EC2 Instance Connect Endpoint eice-0a1b2c3d4e5f60718",
        False,
    ),
    "instance-described-like-a-load-balancer": ("instance", "i-0{}", False),
    "instance-of-auto-scaling-group": ("instance", "i-0{}", True),
    "instance-without-description": ("instance", "i-0{}", False),
    "iot-rules-managed": ("aws-service", "IoT rule destination", False),
    "ipv6-only": ("instance", "i-0{}", False),
    "ipv6-private": ("instance", "i-0{}", False),
    "lambda": ("lambda", "orders-api", True),
    "lambda-old-style": ("lambda", "7c9e6679-7425-40de-944b-e07fc1f90ae7", True),
    "nat-gateway": ("nat-gateway", "nat-0ed6e0000000000f1", False),
    "nat-gateway-as-in-the-model": ("nat-gateway", "nat-0ed6e0000000000f1", False),
    "network-load-balancer-by-description": ("network-load-balancer", "net/ingress/7b1f2f8f3c9a4c11", False),
    "network-load-balancer-by-type": ("network-load-balancer", "net/ingress/7b1f2f8f3c9a4c11", False),
    "network-load-balancer-without-description": ("network-load-balancer", "", False),
    "quicksight": ("quicksight", "QuickSight VPC connection", False),
    "rds": ("rds", "", False),
    "rds-proxy": ("rds", "orders-proxy", False),
    "redshift": ("redshift", "", False),
    "transit-gateway-attachment": ("transit-gateway-attachment", "tgw-attach-0ab1e0000000000e1", False),
    "unattached": ("unattached", "", False),
    "unknown-future-type": ("other", "Quantum link ql-0a1b2c3d", False),
    "unknown-service": ("aws-service", "Interface of a service yet to come", False),
    "vpc-endpoint": ("vpc-endpoint", "vpce-05e2f0000000000c9", False),
    "workspaces": ("workspaces", "", False),
}


def classified(item):
    """Kind, owner and transience, from nothing but one item of DescribeNetworkInterfaces."""
    attached_to = item.get("Attachment", {}).get("InstanceId", "")
    kind, service = interface_kind(
        interface_type=item.get("InterfaceType", ""),
        description=item.get("Description", ""),
        requester_managed=item.get("RequesterManaged", False),
        attached_to=attached_to,
    )
    tags = {tag["Key"]: tag["Value"] for tag in item.get("TagSet", [])}
    transient = is_transient(kind, tags, operator_managed=item.get("Operator", {}).get("Managed", False))
    return kind, service.replace(attached_to, "i-0{}") if kind == "instance" else service, transient


@pytest.mark.parametrize("name", EXPECTED)
def test_tells_each_kind_whom_it_belongs_to_and_whether_it_lasts(name):
    """Each fixture is one item of DescribeNetworkInterfaces."""
    assert classified(json.loads((FIXTURES / f"{name}.json").read_text())) == EXPECTED[name]


def test_every_fixture_is_expected_and_every_kind_has_one():
    """A new fixture or kind cannot be forgotten here."""
    assert {path.stem for path in FIXTURES.glob("*.json")} == set(EXPECTED)
    assert {kind for kind, _, _ in EXPECTED.values()} == set(KINDS)


@pytest.mark.parametrize("spelling", ["natGateway", "nat_gateway", "NAT_GATEWAY", "natgateway"])
def test_spelling_of_a_type_does_not_matter(spelling):
    """The model, the filters and real answers spell the same type differently."""
    kind, _ = interface_kind(interface_type=spelling, description="", requester_managed=True, attached_to="")
    assert kind == "nat-gateway"


def test_description_does_not_outweigh_a_particular_type():
    """A description can be written by anyone."""
    kind, _ = interface_kind(
        interface_type="lambda", description="ELB app/a/1", requester_managed=False, attached_to=""
    )
    assert kind == "lambda"


def test_sets_of_kinds_are_sorted_and_closed():
    """Groups and transient kinds name only kinds there are."""
    assert list(KINDS) == sorted(set(KINDS))
    assert {kind for kinds in GROUPS.values() for kind in kinds} | TRANSIENT <= set(KINDS)


@pytest.mark.parametrize(
    ("tag", "transient"),
    [
        ("aws:autoscaling:groupName", True),
        ("karpenter.sh/nodepool", True),
        ("aws:ec2:fleet-id", True),
        ("Name", False),
        ("team", False),
    ],
)
def test_an_instances_interface_is_transient_when_its_tags_say_who_launched_it(tag, transient):
    """Without such a tag it counts as lasting."""
    assert is_transient("instance", {tag: "x"}, operator_managed=False) is transient
