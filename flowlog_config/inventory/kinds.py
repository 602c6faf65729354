"""
What kind of interface an interface is, in the words people use.

AWS's InterfaceType alone says ``interface`` for RDS, ALB, EFS, ECS and more, so the description and the requester decide,
too. Unknown and future types become ``other``.
Source: EC2 NetworkInterfaceType, and descriptions as AWS services write them (checked 2026-11).
"""

import re

KINDS = (
    "application-load-balancer",
    "aws-service",
    "classic-load-balancer",
    "ecs-task",
    "efs",
    "eks",
    "elasticache",
    "gateway-load-balancer",
    "gateway-load-balancer-endpoint",
    "instance",
    "lambda",
    "nat-gateway",
    "network-load-balancer",
    "other",
    "rds",
    "redshift",
    "transit-gateway-attachment",
    "unattached",
    "vpc-endpoint",
)
"""Every kind an interface can have, sorted."""

GROUPS = {
    "load-balancer": (
        "application-load-balancer",
        "classic-load-balancer",
        "gateway-load-balancer",
        "network-load-balancer",
    )
}
"""Words for several kinds at once."""

TRANSIENT = frozenset({"ecs-task", "eks", "lambda", "instance"})
"""Kinds that come and go by themselves; instances only in an Auto Scaling group (told by the tag AWS sets)."""

_BY_TYPE = {
    "natgateway": "nat-gateway",
    "transitgateway": "transit-gateway-attachment",
    "networkloadbalancer": "network-load-balancer",
    "gatewayloadbalancer": "gateway-load-balancer",
    "gatewayloadbalancerendpoint": "gateway-load-balancer-endpoint",
    "vpcendpoint": "vpc-endpoint",
    "lambda": "lambda",
    "efs": "efs",
    "branch": "eks",
    "trunk": "eks",
    "efa": "instance",
    "efaonly": "instance",
}

_BY_DESCRIPTION = (
    (re.compile(r"ELB (app/.+)"), "application-load-balancer"),
    (re.compile(r"ELB (net/.+)"), "network-load-balancer"),
    (re.compile(r"ELB (gwy/.+)"), "gateway-load-balancer"),
    (re.compile(r"ELB (.+)"), "classic-load-balancer"),
    (re.compile(r"Interface for NAT Gateway (nat-[0-9a-f]+)"), "nat-gateway"),
    (
        re.compile(r"Network Interface for Transit Gateway Attachment (tgw-attach-[0-9a-f]+)"),
        "transit-gateway-attachment",
    ),
    (re.compile(r"VPC Endpoint Interface (vpce-[0-9a-f]+)"), "vpc-endpoint"),
    (re.compile(r"RDSNetworkInterface()|[Nn]etwork [Ii]nterface for DBProxy ?(.*)"), "rds"),
    (re.compile(r"AWS Lambda VPC ENI-(.+?)(?:-[0-9a-f]{8}-[0-9a-f-]{27})?"), "lambda"),
    (re.compile(r"EFS mount target for (fs-[0-9a-f]+).*"), "efs"),
    (re.compile(r"ElastiCache ?(.*)"), "elasticache"),
    (re.compile(r"RedshiftNetworkInterface()"), "redshift"),
    (re.compile(r"(arn:aws[a-z-]*:ecs:.+:attachment/.+)"), "ecs-task"),
    (re.compile(r"aws-K8S-(i-[0-9a-f]+)|aws-k8s-branch-eni()|Amazon EKS (.+)"), "eks"),
)


def interface_kind(
    *, interface_type: str, description: str, requester_managed: bool, attached_to: str
) -> tuple[str, str]:
    """
    Tell an interface's kind and whom it belongs to.

    Args:
        interface_type: ``InterfaceType`` as AWS answers it; ``natGateway`` and ``nat_gateway`` are the same.
        description: ``Description``.
        requester_managed: ``RequesterManaged``.
        attached_to: Instance id, or empty.

    Returns:
        One of KINDS, and the owner as the description names it (may be empty).
    """
    for pattern, kind in _BY_DESCRIPTION:
        if match := pattern.fullmatch(description):
            return kind, next((group for group in match.groups() if group), "")
    by_type = _BY_TYPE.get(re.sub("[^a-z]", "", interface_type.lower()))
    if by_type and not (by_type == "instance" and not attached_to):
        return by_type, attached_to
    if interface_type not in ("interface", "efa", "efa-only", ""):
        return "other", description
    if requester_managed:
        return "aws-service", description
    return ("instance", attached_to) if attached_to else ("unattached", "")
