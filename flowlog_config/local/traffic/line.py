"""
One record as a line, in any format.

Source: VPC User Guide, "Flow log records"; Transit Gateway guide, "Transit Gateway Flow Logs records"
(checked 2026-11).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flowlog_config.formats import Family, record_version
from flowlog_config.local.traffic.flow_logs import FlowLog
from flowlog_config.local.traffic.network import Network
from flowlog_config.local.traffic.sighting import TCP, Sighting

_MISSING = "-"
_TGW_EXTRA_FLAGS = 8 | 16  # PSH and ACK, which only transit gateway records show
_INTERFACE_TYPES = {
    "natgateway": "nat_gateway",
    "networkloadbalancer": "network_load_balancer",
    "transitgateway": "transit_gateway",
    "vpcendpoint": "vpc_endpoint",
}


@dataclass(frozen=True, slots=True)
class Window:
    """An aggregation window in seconds since 1970, both ends included."""

    start: int
    end: int


def ok_line(flow_log: FlowLog, network: Network, window: Window, seen: Sighting) -> str:
    """Write the record of a flow."""
    values = _frame(flow_log, network, window, "OK") | _flow(seen) | _place(network, seen)
    if flow_log.family is Family.TRANSIT_GATEWAY:
        values |= _transit(seen)
    return _join(flow_log, values)


def empty_line(flow_log: FlowLog, network: Network, window: Window, place: str, status: str) -> str:
    """Write the record of a window without flows: ``NODATA``, or ``SKIPDATA`` when AWS lost some."""
    values = _frame(flow_log, network, window, status)
    if place.startswith("eni-"):
        values["interface-id"] = place
    elif place.startswith("nat-"):
        values["resource-id"] = place
    return _join(flow_log, values)


def _join(flow_log: FlowLog, values: Mapping[str, object]) -> str:
    return " ".join(str(values.get(name, _MISSING) or _MISSING) for name in flow_log.fields)


def _frame(flow_log: FlowLog, network: Network, window: Window, status: str) -> dict[str, object]:
    return {
        "version": str(record_version(flow_log.fields)),
        "account-id": network.account_id,
        "start": str(window.start),
        "end": str(window.end),
        "log-status": status,
    }


def _flow(seen: Sighting) -> dict[str, object]:
    """Return what both families tell of a flow; numbers are text here, so that a zero is not taken for missing."""
    packets = seen.packets
    return {
        "srcaddr": seen.source,
        "dstaddr": seen.target,
        "srcport": str(packets.source_port),
        "dstport": str(packets.target_port),
        "protocol": str(packets.protocol),
        "packets": str(packets.packets),
        "bytes": str(packets.bytes),
        "action": seen.action,
        "tcp-flags": str(packets.flags),
        "type": "IPv6" if packets.is_ipv6 else "IPv4",
        "pkt-srcaddr": packets.source,
        "pkt-dstaddr": packets.target,
        "pkt-src-aws-service": packets.source_service,
        "pkt-dst-aws-service": packets.target_service,
        "flow-direction": seen.direction,
        "traffic-path": seen.path or _MISSING,
    }


def _place(network: Network, seen: Sighting) -> dict[str, object]:
    values: dict[str, object] = {"region": network.region, "vpc-id": seen.vpc_id}
    interface = seen.interface
    if interface is None:
        values["resource-id"] = seen.place
        return values
    kind = interface.type.replace("_", "").lower()
    return values | {
        "interface-id": interface.id,
        "subnet-id": interface.subnet_id,
        "instance-id": interface.instance_id,
        "az-id": interface.zone_id,
        "interface-type": _INTERFACE_TYPES.get(kind, _MISSING),
        "encryption-status": _MISSING,
    }


def _transit(seen: Sighting) -> dict[str, object]:
    if seen.hop is None:
        return {}
    near, far = seen.hop
    source = near.interfaces[0] if near.interfaces else None
    target = far.interfaces[0] if far.interfaces else None
    flags = seen.packets.flags | _TGW_EXTRA_FLAGS if seen.packets.protocol == TCP else 0
    return {
        "resource-type": "TransitGateway",
        "tgw-id": near.gateway_id,
        "tgw-attachment-id": seen.place,
        "tgw-pair-attachment-id": far.id if seen.place == near.id else near.id,
        "tgw-src-vpc-account-id": near.vpc_account_id,
        "tgw-dst-vpc-account-id": far.vpc_account_id,
        "tgw-src-vpc-id": near.vpc_id,
        "tgw-dst-vpc-id": far.vpc_id,
        "tgw-src-subnet-id": source.subnet_id if source else _MISSING,
        "tgw-dst-subnet-id": target.subnet_id if target else _MISSING,
        "tgw-src-eni": source.id if source else _MISSING,
        "tgw-dst-eni": target.id if target else _MISSING,
        "tgw-src-az-id": source.zone_id if source else _MISSING,
        "tgw-dst-az-id": target.zone_id if target else _MISSING,
        "tcp-flags": str(flags),
        "packets-lost-no-route": "0",
        "packets-lost-blackhole": "0",
        "packets-lost-mtu-exceeded": "0",
        "packets-lost-ttl-expired": "0",
    }
