"""
What goes on in the network: web, database, internet and DNS through NAT, between zones, through the transit gateway,
scans.

Every scenario takes part only if the network has the interfaces for it, and invents nothing but ports, sizes and
outside addresses. The outside ones are documentation ranges and one published S3 address.

Source of what AWS leaves out or replaces: VPC User Guide, "Flow log limitations" and "Flow log records"
(checked 2026-11). Traffic to the Amazon DNS server is never in a flow log, so DNS here goes to other servers.
"""

from collections.abc import Callable
from itertools import permutations
from random import Random

from flowlog_config.local.traffic.network import Attachment, Interface, Network, Role
from flowlog_config.local.traffic.sighting import (
    INTERNET_GATEWAY,
    REJECT,
    SAME_VPC,
    SYN,
    TCP,
    UDP,
    End,
    Packets,
    Sighting,
    at_interface,
    both_ways,
    exchange,
)

Scenario = Callable[[Network, Random], list[Sighting]]

_OUTSIDE = (
    End("203.0.113.25"),
    End("198.51.100.77"),
    End("192.0.2.140"),
    End("52.218.64.12", service="S3"),
)
_OUTSIDE_IPV6 = (End("2001:db8:53::7"), End("2001:db8:9a::443"))
_SCANNED_PORTS = (22, 23, 445, 3389, 5900, 8545)


def _end(interface: Interface) -> End:
    return End(interface.address, interface)


def _pick(interfaces: list[Interface], random: Random) -> Interface | None:
    return random.choice(interfaces) if interfaces else None


def _same_vpc(one: Interface, others: list[Interface]) -> list[Interface]:
    return [other for other in others if other.vpc_id == one.vpc_id and other.id != one.id]


def web(network: Network, random: Random) -> list[Sighting]:
    """A client on the internet asks a load balancer, which asks a server in its VPC."""
    front = _pick(network.of(Role.FRONT), random)
    if front is None:
        return []
    client = random.choice(_OUTSIDE[:3])
    flows = both_ways(client, _end(front), 443, TCP, random)
    seen = exchange(client, _end(front), flows, INTERNET_GATEWAY)
    server = _pick(_same_vpc(front, network.of(Role.COMPUTE)), random)
    if server:
        inner = both_ways(_end(front), _end(server), 8080, TCP, random)
        seen += exchange(_end(front), _end(server), inner, SAME_VPC)
    return seen


def database(network: Network, random: Random) -> list[Sighting]:
    """A server asks a database in its VPC."""
    target = _pick(network.of(Role.DATABASE), random)
    client = _pick(_same_vpc(target, network.of(Role.COMPUTE)), random) if target else None
    if target is None or client is None:
        return []
    flows = both_ways(_end(client), _end(target), 5432, TCP, random)
    return exchange(_end(client), _end(target), flows, SAME_VPC)


def between_zones(network: Network, random: Random) -> list[Sighting]:
    """Two servers of one VPC in different zones talk; across zones is what costs."""
    client = _pick(network.of(Role.COMPUTE), random)
    others = _same_vpc(client, network.of(Role.COMPUTE, Role.ENDPOINT)) if client else []
    server = _pick([one for one in others if client and one.zone_id != client.zone_id], random)
    if client is None or server is None:
        return []
    port = 443 if server.role is Role.ENDPOINT else 9090
    return exchange(_end(client), _end(server), both_ways(_end(client), _end(server), port, TCP, random), SAME_VPC)


def through_nat(network: Network, random: Random) -> list[Sighting]:
    """
    A server asks the internet, or a DNS server there, through the NAT gateways of its VPC.

    Without any there, through those of a VPC that its transit gateway joins it with.
    """
    client = _pick(network.of(Role.COMPUTE), random)
    if client is None:
        return []
    server, port, protocol = random.choice(_OUTSIDE), *random.choice(((443, TCP), (53, UDP)))
    request, response = both_ways(_end(client), server, port, protocol, random)
    seen = exchange(_end(client), server, (request, response), 0)
    if _has_nat(network, client.vpc_id):
        return seen + _at_nats(network, client.vpc_id, SAME_VPC, (request, response), random)
    ways = [(a, b) for a, b in _joined(network) if a.vpc_id == client.vpc_id and _has_nat(network, b.vpc_id)]
    if not ways:
        return seen
    near, far = random.choice(ways)
    seen += _at_attachments(near, far, request) + _at_attachments(far, near, response)
    return seen + _at_nats(network, far.vpc_id, 0, (request, response), random)


def _has_nat(network: Network, vpc_id: str) -> bool:
    zonal = (one.vpc_id for one in network.of(Role.NAT))
    return vpc_id in (*zonal, *network.regional_nats.values())


def _at_nats(
    network: Network, vpc_id: str, back: int, flows: tuple[Packets, Packets], random: Random
) -> list[Sighting]:
    """See a request and its response at a zonal NAT gateway and the regional ones of a VPC; ``back`` is the way home."""
    request, response = flows
    seen = []
    gateway = _pick([one for one in network.of(Role.NAT) if one.vpc_id == vpc_id], random)
    if gateway:
        outside = End(request.target, service=request.target_service)
        out, answer = both_ways(_end(gateway), outside, request.target_port, request.protocol, random)
        seen += [
            at_interface(gateway, request, "ingress"),
            at_interface(gateway, out, "egress", path=INTERNET_GATEWAY),
            at_interface(gateway, answer, "ingress"),
            at_interface(gateway, response, "egress", path=back),
        ]
    for place, its_vpc in network.regional_nats.items():
        if its_vpc == vpc_id:
            seen.append(Sighting(place, vpc_id, request, request.source, request.target, "ingress"))
            seen.append(Sighting(place, vpc_id, response, response.source, response.target, "egress", path=back))
    return seen


def through_transit_gateway(network: Network, random: Random) -> list[Sighting]:
    """Servers of two VPCs talk through the transit gateway; both VPCs and both attachments see it."""
    pairs = _joined(network)
    random.shuffle(pairs)
    for near, far in pairs:
        client = _pick([one for one in network.of(Role.COMPUTE) if one.vpc_id == near.vpc_id], random)
        others = network.of(Role.COMPUTE, Role.DATABASE)
        server = _pick([one for one in others if one.vpc_id == far.vpc_id], random)
        if client and server:
            request, response = both_ways(_end(client), _end(server), random.choice((443, 53)), TCP, random)
            seen = exchange(_end(client), _end(server), (request, response), 0)
            return seen + _at_attachments(near, far, request) + _at_attachments(far, near, response)
    return []


def _joined(network: Network) -> list[tuple[Attachment, Attachment]]:
    """Give the attachments that a transit gateway joins, each pair both ways."""
    return [(a, b) for a, b in permutations(network.attachments, 2) if a.gateway_id == b.gateway_id]


def _at_attachments(near: Attachment, far: Attachment, packets: Packets) -> list[Sighting]:
    """See packets come into the gateway at one attachment and leave it at the other."""
    return [
        Sighting(place.id, place.vpc_id, packets, packets.source, packets.target, direction, hop=(near, far))
        for place, direction in ((near, "ingress"), (far, "egress"))
    ]


def scan(network: Network, random: Random) -> list[Sighting]:
    """Someone on the internet knocks where a security group lets nobody in."""
    exposed = [one for one in network.interfaces if one.public_address] or network.of(Role.FRONT, Role.NAT)
    target = _pick(exposed, random)
    if target is None:
        return []
    count, port = random.randint(1, 3), random.choice(_SCANNED_PORTS)
    source = random.choice(_OUTSIDE[:3]).address
    packets = Packets(source, target.address, random.randint(32768, 60999), port, TCP, count, 40 * count, SYN)
    return [at_interface(target, packets, "ingress", action=REJECT)]


def ipv6(network: Network, random: Random) -> list[Sighting]:
    """A server with an IPv6 address asks the internet."""
    client = _pick([one for one in network.interfaces if one.ipv6], random)
    if client is None:
        return []
    here, there = End(client.ipv6, client), random.choice(_OUTSIDE_IPV6)
    return exchange(here, there, both_ways(here, there, 443, TCP, random), INTERNET_GATEWAY)


SCENARIOS: tuple[tuple[Scenario, int], ...] = (
    (web, 6),
    (database, 4),
    (between_zones, 3),
    (through_nat, 4),
    (through_transit_gateway, 4),
    (scan, 3),
    (ipv6, 2),
)
"""Each scenario with how often it comes up against the others."""
