"""
The interfaces that services and instances have in the sample network, as real accounts show them.

Source: descriptions and requesters as in public captures of DescribeNetworkInterfaces (checked 2026-11); the
requester ids of services other than load balancers and databases are not established.
"""

from dataclasses import dataclass, field
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.ids import id_for
from flowlog_config.local.engine.network_interfaces import put_interface
from flowlog_config.local.engine.state import account_id, region


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """
    One interface.

    Attributes:
        name: Its ``Name`` tag when it is a user's own, and what its id is derived from.
        subnet: Subnet as ``vpc-tier-zone``.
        description: AWS's words, or the user's.
        interface_type: As in responses.
        requester: The service that made and manages it; empty for the account itself.
        instance: Name of the instance it is attached to; otherwise an AWS service holds it.
        public_address: Public IPv4 address, if any.
        ipv6: IPv6 address, if any.
        tags: Tags beside ``Name``; service interfaces have none.
    """

    name: str
    subnet: str
    description: str = ""
    interface_type: str = "interface"
    requester: str = ""
    instance: str = ""
    public_address: str = ""
    ipv6: str = ""
    tags: dict[str, str] = field(default_factory=dict)


_PAYMENTS = {"env": "production", "team": "payments"}
_PLATFORM = {"env": "shared", "team": "platform"}
_TASK = "3f0f7b2a-6d1c-4f57-8d3e-0a1b2c3d4e5f"
_LAMBDA = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

SAMPLES = (
    *(
        Sample(
            name=f"edge-web-{zone}",
            subnet=f"edge-public-{zone}",
            description="ELB app/edge-web/50dc6c495c0c9188",
            requester="amazon-elb",
            public_address=f"203.0.113.{host}",
        )
        for zone, host in (("a", 20), ("b", 21))
    ),
    *(
        Sample(
            name=f"edge-ingress-{zone}",
            subnet=f"edge-public-{zone}",
            description="ELB net/edge-ingress/7b1f2f8f3c9a4c11",
            interface_type="network_load_balancer",
            requester="amazon-elb",
        )
        for zone in "ab"
    ),
    *(
        Sample(name=f"web-{zone}", subnet=f"production-private-{zone}", instance=f"web-{zone}", tags=_PAYMENTS)
        for zone in "ab"
    ),
    Sample(
        name="api-ipv6",
        subnet="production-public-a",
        instance="api-ipv6",
        ipv6="2a05:d018:abc:de00:9c1f:4b2a:77aa:10e5",
        public_address="203.0.113.30",
        tags=_PAYMENTS,
    ),
    Sample(
        name="orders-db",
        subnet="production-private-a",
        description="RDSNetworkInterface",
        requester="amazon-rds",
    ),
    Sample(
        name="orders-function",
        subnet="production-private-b",
        description=f"AWS Lambda VPC ENI-orders-{_LAMBDA}",
        interface_type="lambda",
        requester="amazon-aws",
    ),
    Sample(
        name="checkout-task",
        subnet="production-private-a",
        description=f"arn:aws:ecs:{{region}}:{{account}}:attachment/{_TASK}",
        requester="amazon-aws",
    ),
    Sample(
        name="payments-node",
        subnet="production-private-b",
        description=f"aws-K8S-{id_for('i', 'payments-node')}",
        instance="payments-node",
        tags=_PAYMENTS,
    ),
    Sample(
        name="payments-cluster",
        subnet="production-private-a",
        description="Amazon EKS payments",
        requester="amazon-aws",
    ),
    Sample(
        name="home-files",
        subnet="shared-services-private-a",
        description=f"EFS mount target for {id_for('fs', 'home')} ({id_for('fsmt', 'home')})",
        requester="amazon-aws",
    ),
    Sample(name="directory", subnet="shared-services-private-b", instance="directory", tags=_PLATFORM),
)


def build() -> None:
    """Put every sample interface into its subnet."""
    for sample in SAMPLES:
        _put(sample)


def _put(sample: Sample) -> None:
    attachment: dict[str, Any] = {"AttachmentId": id_for("eni-attach", sample.name)}
    if sample.instance:
        attachment |= {
            "InstanceId": id_for("i", sample.instance),
            "InstanceOwnerId": account_id(),
            "DeviceIndex": 0,
            "DeleteOnTermination": True,
        }
    identifier = id_for("eni", sample.name)
    put_interface(
        identifier=identifier,
        subnet_id=id_for("subnet", sample.subnet),
        description=sample.description.format(region=region(), account=account_id()),
        interface_type=sample.interface_type,
        requester_id=sample.requester,
        attachment=attachment,
        public_address=sample.public_address,
        ipv6_addresses=[sample.ipv6] if sample.ipv6 else [],
    )
    if sample.tags:
        pairs = {"Name": sample.name, **sample.tags}
        seams.ec2.tags[identifier] = [{"Key": key, "Value": value} for key, value in pairs.items()]
