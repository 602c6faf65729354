"""
What kind of interface an interface is, in the words people use.

AWS's InterfaceType alone says ``interface`` for RDS, ALB, EFS, ECS and more, so descriptions decide, too. A description can
be written by anyone, so it never outweighs what AWS itself says: a particular InterfaceType, or the instance the interface
is attached to. Unknown and future types become ``other``.
Source: EC2 API reference, NetworkInterface, and descriptions as AWS services write them (checked 2026-11).
"""

import re
from dataclasses import dataclass

KINDS = (
    "api-gateway",
    "application-load-balancer",
    "aws-service",
    "classic-load-balancer",
    "dax",
    "directory",
    "dms",
    "ecs-task",
    "efs",
    "eks",
    "elasticache",
    "gateway-load-balancer",
    "gateway-load-balancer-endpoint",
    "global-accelerator",
    "instance",
    "instance-connect-endpoint",
    "lambda",
    "nat-gateway",
    "network-load-balancer",
    "other",
    "quicksight",
    "rds",
    "redshift",
    "transit-gateway-attachment",
    "unattached",
    "vpc-endpoint",
    "workspaces",
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

TRANSIENT = frozenset({"application-load-balancer", "classic-load-balancer", "ecs-task", "eks", "instance", "lambda"})
"""
Kinds that come and go by themselves: load balancers that scale, tasks, pods, functions. Instances only where something
launches them; see ``is_transient``.
"""

_LAUNCHED = frozenset({"aws:autoscaling:groupName", "aws:ec2:fleet-id", "aws:ec2spot:fleet-request-id"})
_LAUNCHED_PREFIXES = ("eks:", "karpenter.sh/", "node.k8s.amazonaws.com/", "aws:eks:", "aws:elasticmapreduce:")

_BY_TYPE = {
    "apigatewaymanaged": "api-gateway",
    "awscodestarconnectionsmanaged": "aws-service",
    "branch": "eks",
    "ec2instanceconnectendpoint": "instance-connect-endpoint",
    "efs": "efs",
    "gatewayloadbalancer": "gateway-load-balancer",
    "gatewayloadbalancerendpoint": "gateway-load-balancer-endpoint",
    "globalacceleratormanaged": "global-accelerator",
    "iotrulesmanaged": "aws-service",
    "lambda": "lambda",
    "natgateway": "nat-gateway",
    "networkloadbalancer": "network-load-balancer",
    "quicksight": "quicksight",
    "transitgateway": "transit-gateway-attachment",
    "vpcendpoint": "vpc-endpoint",
}
"""Types that say enough, without case and underscores: ``natGateway`` and ``nat_gateway`` are the same."""

_PLAIN_TYPES = frozenset({"", "interface", "efa", "efaonly", "trunk"})
"""Types that an instance's interfaces have; everything else that is unknown is ``other``."""

_BRANCH = "branch"
"""Type of both EKS pods' and ECS tasks' interfaces: there the description decides."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: str
    regex: re.Pattern[str]
    on_instances: bool = False

    def owner(self, description: str) -> str | None:
        """Give the owner the description names, empty when it names none; None when it does not fit."""
        match = self.regex.fullmatch(description)
        return None if match is None else next((group for group in match.groups() if group), "")


_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_PATTERNS = (
    _Pattern("application-load-balancer", re.compile(r"ELB (app/.+)")),
    _Pattern("network-load-balancer", re.compile(r"ELB (net/.+)")),
    _Pattern("gateway-load-balancer", re.compile(r"ELB (gwy/.+)")),
    _Pattern("classic-load-balancer", re.compile(r"ELB (.+)")),
    _Pattern("nat-gateway", re.compile(r"Interface for NAT Gateway (nat-\w+)")),
    _Pattern(
        "transit-gateway-attachment", re.compile(r"Network Interface for Transit Gateway Attachment (tgw-attach-\w+)")
    ),
    _Pattern("vpc-endpoint", re.compile(r"VPC Endpoint Interface (vpce-\w+)")),
    _Pattern("rds", re.compile(r"RDSNetworkInterface()|[Nn]etwork [Ii]nterface for DBProxy ?(.*)")),
    _Pattern("lambda", re.compile(rf"AWS Lambda VPC ENI(?:: |-)(.+?)(?:-{_UUID})?")),
    _Pattern("efs", re.compile(r"EFS mount target for (fs-\w+).*")),
    _Pattern("elasticache", re.compile(r"ElastiCache[ +]?(.*)")),
    _Pattern("redshift", re.compile(r"RedshiftNetworkInterface()")),
    _Pattern("dms", re.compile(r"DMSNetworkInterface()")),
    _Pattern("dax", re.compile(r"DAX ?(.*)")),
    _Pattern("directory", re.compile(r"AWS created network interface for directory (d-\w+).*")),
    _Pattern("workspaces", re.compile(r"Created By Amazon Work[Ss]paces for AWS Account ID \d{12}()")),
    _Pattern("api-gateway", re.compile(r"ENI managed by APIGateway()")),
    _Pattern("ecs-task", re.compile(r"(arn:aws[a-z-]*:ecs:.+:attachment/.+)"), on_instances=True),
    _Pattern("eks", re.compile(r"aws-K8S-(i-\w+)|aws-k8s-(?:branch|trunk)-eni()|Amazon EKS (.+)"), on_instances=True),
)


def interface_kind(
    *, interface_type: str, description: str, requester_managed: bool, attached_to: str
) -> tuple[str, str]:
    """
    Tell an interface's kind and whom it belongs to.

    Args:
        interface_type: ``InterfaceType`` as AWS answers it; case and underscores do not matter.
        description: ``Description``; may be empty, and may be anything.
        requester_managed: ``RequesterManaged``.
        attached_to: Instance id, or empty.

    Returns:
        One of KINDS, and the owner as the description names it, the instance's id, or the description; may be empty.
    """
    plain_type = re.sub("[^a-z0-9]", "", interface_type.lower())
    said_kind, said_owner = _by_description(description, on_instance=bool(attached_to))
    by_type = _BY_TYPE.get(plain_type)
    if by_type and not (plain_type == _BRANCH and said_kind):
        return by_type, said_owner or attached_to or description
    if said_kind:
        return said_kind, said_owner
    if plain_type not in _PLAIN_TYPES:
        return "other", description
    if attached_to:
        return "instance", attached_to
    return ("aws-service", description) if requester_managed else ("unattached", "")


def is_transient(kind: str, tags: dict[str, str], *, operator_managed: bool) -> bool:
    """
    Tell whether an interface comes and goes by itself, so that a flow log on it ends without notice.

    For an interface of an instance only its own tags and ``Operator`` speak. Auto Scaling tags the instance, not its
    interfaces, unless the launch template says so: an instance of a group may therefore be taken for a lasting one.

    Args:
        kind: One of KINDS.
        tags: Tags of the interface itself.
        operator_managed: ``Operator.Managed``: a service such as EKS Auto Mode launches and ends the instance.

    Source: EC2 Auto Scaling guide "Tag Auto Scaling groups and instances" (checked 2026-11).
    """
    if kind != "instance":
        return kind in TRANSIENT
    launched = not _LAUNCHED.isdisjoint(tags) or any(key.startswith(_LAUNCHED_PREFIXES) for key in tags)
    return operator_managed or launched


def _by_description(description: str, *, on_instance: bool) -> tuple[str, str]:
    for pattern in _PATTERNS:
        if on_instance and not pattern.on_instances:
            continue
        owner = pattern.owner(description)
        if owner is not None:
            return pattern.kind, owner
    return "", ""
