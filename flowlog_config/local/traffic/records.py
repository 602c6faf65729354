"""
Realistic flow-log records for what is deployed: each flow log gets what its resource would see, in its own format.

The same network, window and seed give the same traffic, and all flow logs see the same traffic from their own places.

Stream names are AWS's for interfaces (``<eni>-<all|accept|reject>``). How AWS names the streams of transit gateway
attachments and regional NAT gateways is not established; here it is the id and ``-all`` or the traffic type.
"""

from collections import defaultdict
from collections.abc import Iterable
from random import Random

from flowlog_config.formats import Family
from flowlog_config.local.traffic.flow_logs import FlowLog
from flowlog_config.local.traffic.line import Window, empty_line, ok_line
from flowlog_config.local.traffic.network import Network
from flowlog_config.local.traffic.scenarios import SCENARIOS
from flowlog_config.local.traffic.sighting import Sighting

WINDOW_SECONDS = 60
_SKIPPED_ONE_IN = 200


def window_at(second: int) -> Window:
    """Return the 60-second window that holds a moment given in seconds since 1970."""
    start = second - second % WINDOW_SECONDS
    return Window(start, start + WINDOW_SECONDS - 1)


def windows_until(second: int, count: int) -> list[Window]:
    """Return the last windows that are over at a moment given in seconds since 1970, the oldest first."""
    return [window_at(second - WINDOW_SECONDS * back) for back in range(count, 0, -1)]


def make_traffic(network: Network, window: Window, *, conversations: int, seed: str) -> list[Sighting]:
    """
    Invent the traffic of one window.

    Args:
        network: Who there is.
        window: When; each window has traffic of its own.
        conversations: How many, 0 or more; each is seen at several places. As far as they reach, there is one of each
            scenario, so that no minute of a small network leaves a transit gateway without records by chance.
        seed: The same seed gives the same traffic.
    """
    random = Random(f"{seed}|{window.start}")  # noqa: S311 - invented traffic, no secret
    scenarios, weights = zip(*SCENARIOS, strict=True)
    once = scenarios[:conversations]
    drawn = random.choices(scenarios, weights, k=conversations - len(once))
    return [seen for scenario in (*once, *drawn) for seen in scenario(network, random)]


def places(flow_log: FlowLog, network: Network) -> set[str]:
    """Return the ids of interfaces, attachments or NAT gateways whose traffic a flow log records."""
    resource = flow_log.resource_id
    if flow_log.family is Family.TRANSIT_GATEWAY:
        return {one.id for one in network.attachments if resource in (one.id, one.gateway_id)}
    if resource.startswith("nat-"):
        return {one for one in network.regional_nats if one == resource}
    return {one.id for one in network.interfaces if resource in (one.id, one.subnet_id, one.vpc_id)}


def stream_name(flow_log: FlowLog, place: str) -> str:
    """Return the name of the log stream for one place."""
    return f"{place}-{flow_log.traffic_type.lower() or 'all'}"


def make_lines(
    flow_log: FlowLog, network: Network, window: Window, traffic: Iterable[Sighting], *, seed: str
) -> dict[str, list[str]]:
    """
    Write one window's records of one flow log.

    A place without flows gets one NODATA record; once in a while one has a SKIPDATA record beside its flows. Transit
    gateway records have neither here.

    Returns:
        Lines by log stream name.
    """
    covered = places(flow_log, network)
    lines: dict[str, list[str]] = defaultdict(list)
    for seen in traffic:
        if seen.place in covered and flow_log.traffic_type in ("", "ALL", seen.action):
            lines[stream_name(flow_log, seen.place)].append(ok_line(flow_log, network, window, seen))
    if flow_log.family is Family.TRANSIT_GATEWAY:
        return dict(lines)
    random = Random(f"{seed}|{window.start}|{flow_log.id}")  # noqa: S311 - as above
    for place in sorted(covered):
        stream = stream_name(flow_log, place)
        if stream not in lines:
            lines[stream].append(empty_line(flow_log, network, window, place, "NODATA"))
        elif random.randrange(_SKIPPED_ONE_IN) == 0:
            lines[stream].append(empty_line(flow_log, network, window, place, "SKIPDATA"))
    return dict(lines)
