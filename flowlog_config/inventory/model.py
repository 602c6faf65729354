"""Resources of the accounts, as far as selecting and explaining needs them. No secret, no traffic, no clock in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ResourceType(StrEnum):
    """What a selector can choose between, in the words of the file."""

    VPC = "vpc"
    SUBNET = "subnet"
    NETWORK_INTERFACE = "network-interface"
    NAT_GATEWAY = "nat-gateway"
    TRANSIT_GATEWAY = "transit-gateway"
    TRANSIT_GATEWAY_ATTACHMENT = "transit-gateway-attachment"


PREFIXES: Mapping[str, ResourceType] = {
    "vpc": ResourceType.VPC,
    "subnet": ResourceType.SUBNET,
    "eni": ResourceType.NETWORK_INTERFACE,
    "nat": ResourceType.NAT_GATEWAY,
    "tgw": ResourceType.TRANSIT_GATEWAY,
    "tgw-attach": ResourceType.TRANSIT_GATEWAY_ATTACHMENT,
}
"""What an id is of, by what stands before its last hyphen."""
_NO_TAGS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """
    One resource that can have a flow log, or through which one is chosen.

    Attributes:
        id: AWS id.
        type: What it is.
        tags: Its tags, Name included.
        owner: Account whose it is to log, 12 digits; differs from the target's account when it is shared. Of an attachment
            that is the owner of the transit gateway.
        vpc: VPC it lives in or, for an attachment of type vpc, that it attaches; empty when there is none.
        subnet: Subnet it lives in; empty when there is none.
        kind: Interface kind in user's words (``inventory.kinds``); for a NAT gateway ``nat-gateway``; else empty.
        service: Who the interface belongs to, such as ``app/shop/50dc6c495c0c9188``, ``nat-0ed6e0000000000f1`` or
            ``com.amazonaws.eu-west-1.logs (vpce-05e2f0000000000c9)``; what an attachment attaches, where that is no VPC.
        addresses: Private, public and IPv6 addresses and delegated prefixes of an interface or NAT gateway, sorted; CIDR
            blocks of a VPC or subnet.
        public: Whether an interface or NAT gateway has a public IPv4 address, or an IPv6 address that is not private
            (``fc00::/7``).
        state: As AWS gives it: ``available``, ``in-use``, ``pending`` …
        attachment_type: Of a transit gateway attachment: ``vpc``, ``vpn``, ``peering``, ``connect`` …
        transit_gateway: Transit gateway of an attachment.
        availability: ``zonal`` or ``regional`` for a NAT gateway; only regional ones are logged by their own id.
        transient: Whether it comes and goes by itself, so that logging it one by one goes stale (``kinds.is_transient``).
    """

    id: str
    type: ResourceType
    tags: Mapping[str, str] = field(default_factory=lambda: _NO_TAGS)
    owner: str = ""
    vpc: str = ""
    subnet: str = ""
    kind: str = ""
    service: str = ""
    addresses: tuple[str, ...] = ()
    public: bool = False
    state: str = ""
    attachment_type: str = ""
    transit_gateway: str = ""
    availability: str = ""
    transient: bool = False

    @property
    def name(self) -> str:
        """The Name tag, or empty."""
        return self.tags.get("Name", "")


@dataclass(frozen=True, slots=True)
class TargetInventory:
    """
    What one account has in one region.

    Attributes:
        account_id: 12 digits.
        region: Such as ``eu-west-1``.
        resources: By id, sorted.
        peered_vpcs: VPCs of this target with an active peering connection; a peering has no interface of its own.
        not_read: Calls that failed, each with the reason and what is missing or old in consequence; sorted.
    """

    account_id: str
    region: str
    resources: Mapping[str, Resource]
    peered_vpcs: frozenset[str] = frozenset()
    not_read: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """
    Which stack of a target each flow log is in. Recorded, since moving one to another stack would leave a gap.

    Attributes:
        opened: How many stacks there are; one that has become empty still counts.
        stacks: Number of the stack, from 1, by what is logged and the id of its destination.
        left: The same of flow logs that are no longer planned, and may still be deployed: one that comes back is where it was.
    """

    opened: int = 1
    stacks: Mapping[tuple[str, str], int] = field(default_factory=lambda: _NO_STACKS)
    left: Mapping[tuple[str, str], int] = field(default_factory=lambda: _NO_STACKS)

    @property
    def everywhere(self) -> Mapping[tuple[str, str], int]:
        """Stacks of what is planned, and of what left."""
        return {**self.left, **self.stacks}


_NO_STACKS: Mapping[tuple[str, str], int] = {}


@dataclass(frozen=True, slots=True)
class Inventory:
    """
    What all targets have.

    Attributes:
        targets: By account and region. Empty where nothing was discovered and only ``assigned`` is recorded.
        discovered: Day in UTC (ISO 8601) on which something was last found changed, so that a discovery that finds
            nothing new changes no byte; synthesis never looks at it.
        assigned: Stacks of the flow logs, by account and region.
    """

    targets: Mapping[tuple[str, str], TargetInventory]
    discovered: str = ""
    assigned: Mapping[tuple[str, str], Assignment] = field(default_factory=dict)
