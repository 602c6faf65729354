"""Whether a flow log of a route without log groups delivers where the plan says."""

from flowlog_config.operate.drift.deployed import Existing
from flowlog_config.plan.model import BucketDestination, FlowLog, StreamDestination

TYPES = {"cloudwatch": "cloud-watch-logs", "firehose": "kinesis-data-firehose", "s3": "s3", "lambda": "s3"}
"""AWS's word for each route. Source: EC2 API, CreateFlowLogs, LogDestinationType (checked 2026-11)."""


def on_its_route(planned: FlowLog, existing: Existing) -> bool:
    """Whether a flow log goes the planned way, wherever that leads."""
    return existing.destination_type == TYPES[planned.destination.route]


def elsewhere(planned: FlowLog, existing: Existing) -> str:
    """
    Say where a flow log delivers instead of to its stream or folder; empty when it is right, and for log groups.

    The name of a bucket that a stack made is not known, so of a bucket only the folder is compared.
    """
    match planned.destination:
        case StreamDestination(stream_name=name):
            wanted, right = f"the stream {name}", existing.destination.endswith(f":deliverystream/{name}")
        case BucketDestination(folder=folder):
            wanted = f"the folder {folder} of a bucket"
            right = existing.destination.partition("/")[2].rstrip("/") == folder.rstrip("/")
        case _:
            return ""
    if on_its_route(planned, existing) and right:
        return ""
    return f"to {existing.destination} ({existing.destination_type}), not to {wanted}"
