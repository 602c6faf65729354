"""A flow log of a VPC on a route without log groups, and what it writes in a few minutes."""

from datetime import UTC, datetime

from deployed_pipeline import FORMAT

from flowlog_config.local.traffic.records import window_at
from flowlog_config.local.traffic.writer import write_traffic

MOMENT = int(datetime(2026, 11, 1, 4, 58, tzinfo=UTC).timestamp())
FIELDS = FORMAT.replace("${", "").replace("}", "").split()


def flow_log(clients, kind, destination, **more):
    """Make it; gives its id."""
    made = clients.ec2.create_flow_logs(
        ResourceType="VPC",
        ResourceIds=["vpc-0ed6e0000000000a1"],
        TrafficType="ALL",
        LogDestinationType=kind,
        LogDestination=destination,
        LogFormat=FORMAT,
        MaxAggregationInterval=60,
        **more,
    )
    assert not made["Unsuccessful"]
    return made["FlowLogIds"][0]


def write(clients):
    """Let every flow log write four minutes; gives what each wrote."""
    windows = [window_at(MOMENT + 60 * minute) for minute in range(4)]
    return list(write_traffic(clients, windows=windows, conversations=30, seed="test"))
