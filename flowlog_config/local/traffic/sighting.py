"""One flow as seen at one place: what becomes one record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from flowlog_config.local.traffic.network import Attachment, Interface

TCP, UDP = 6, 17
ACCEPT, REJECT = "ACCEPT", "REJECT"
SAME_VPC, INTERNET_GATEWAY = 1, 8
SYN, SYN_ACK, FIN = 2, 18, 1


@dataclass(frozen=True, slots=True)
class Packets:
    """
    One direction of a conversation as the packets say: addresses, ports, protocol and size.

    ``flags`` are the TCP flags of the window, ored.
    """

    source: str
    target: str
    source_port: int
    target_port: int
    protocol: int
    packets: int
    bytes: int
    flags: int
    source_service: str = "-"
    target_service: str = "-"

    @property
    def is_ipv6(self) -> bool:
        """Whether the addresses are IPv6."""
        return ":" in self.source


@dataclass(frozen=True, slots=True)
class Sighting:
    """
    Packets seen at an interface, a regional NAT gateway or a transit gateway attachment, named by ``place``.

    ``source`` and ``target`` are what the record shows as srcaddr and dstaddr, which AWS replaces by the interface's
    own primary address on its side. ``path`` is the traffic-path code, 0 when there is none. ``hop`` are the two
    attachments a transit gateway record tells about.
    """

    place: str
    vpc_id: str
    packets: Packets
    source: str
    target: str
    direction: str
    action: str = ACCEPT
    path: int = 0
    interface: Interface | None = None
    hop: tuple[Attachment, Attachment] | None = None


@dataclass(frozen=True, slots=True)
class End:
    """One end of a conversation: an address, and the interface it is on when that is ours."""

    address: str
    interface: Interface | None = None
    service: str = "-"


def both_ways(client: End, server: End, port: int, protocol: int, random: Random) -> tuple[Packets, Packets]:
    """Invent request and response of one conversation; ``port`` is the server's."""
    near = random.randint(32768, 60999)
    count = random.randint(3, 60)
    sizes = random.randint(60, 400), random.randint(80, 1400)
    tcp = protocol == TCP
    request = Packets(
        source=client.address,
        target=server.address,
        source_port=near,
        target_port=port,
        protocol=protocol,
        packets=count,
        bytes=count * sizes[0],
        flags=(SYN | FIN) if tcp else 0,
        source_service=client.service,
        target_service=server.service,
    )
    answers = max(1, count - random.randint(0, 2))
    response = replace(turned(request), packets=answers, bytes=answers * sizes[1], flags=(SYN_ACK | FIN) if tcp else 0)
    return request, response


def turned(packets: Packets) -> Packets:
    """Swap source and target."""
    return replace(
        packets,
        source=packets.target,
        target=packets.source,
        source_port=packets.target_port,
        target_port=packets.source_port,
        source_service=packets.target_service,
        target_service=packets.source_service,
    )


def at_interface(
    interface: Interface, packets: Packets, direction: str, *, path: int = 0, action: str = ACCEPT
) -> Sighting:
    """See packets at an interface; its own side of the flow is shown as its primary address."""
    own = interface.ipv6 if packets.is_ipv6 and interface.ipv6 else interface.address
    egress = direction == "egress"
    return Sighting(
        place=interface.id,
        vpc_id=interface.vpc_id,
        packets=packets,
        source=own if egress else packets.source,
        target=packets.target if egress else own,
        direction=direction,
        action=action,
        path=path if egress else 0,
        interface=interface,
    )


def exchange(client: End, server: End, flows: Sequence[Packets], path: int) -> list[Sighting]:
    """See request and response at both ends, as far as these are interfaces of ours."""
    request, response = flows
    seen = []
    if client.interface:
        seen.append(at_interface(client.interface, request, "egress", path=path))
        seen.append(at_interface(client.interface, response, "ingress"))
    if server.interface:
        seen.append(at_interface(server.interface, request, "ingress"))
        seen.append(at_interface(server.interface, response, "egress", path=path))
    return seen
