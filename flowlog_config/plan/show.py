"""A destination as ``flowlog plan`` shows it: to a person, and to a program."""

from collections.abc import Iterator
from typing import Any

from flowlog_config.formats import record_bytes
from flowlog_config.plan.in_full import in_days
from flowlog_config.plan.model import (
    BucketDestination,
    Destination,
    ForwardedDestination,
    Incoming,
    LogDestination,
    Plan,
    StreamDestination,
    Target,
)
from flowlog_config.schema.s3 import CREATE


def destination_lines(destination: Destination, plan: Plan, central: Target | None = None) -> Iterator[str]:
    """Say where records go, and what becomes of them there, or in the target that one delivers to."""
    of = f" of {central.name}" if central else ""
    match destination:
        case LogDestination():
            forwarded = f"only {destination.filter_pattern}" if destination.filter_pattern else "all records"
            yield f"log group {destination.log_group_prefix}…  kept {in_days(destination.retention_days)}"
            yield _holds(destination)
            yield f"  stream {destination.stream_name}{of} to {plan.aggregator.endpoint}: {forwarded}"
        case StreamDestination():
            yield f"stream {destination.stream_name}{of} to {plan.aggregator.endpoint}: all records, kept nowhere"
            yield _holds(destination)
        case BucketDestination():
            given = plan.s3.existing_bucket
            bucket = given or f"the bucket{of or ' of the stack'}"
            kept = f"kept {in_days(plan.s3.expire_after_days)}" if plan.s3.expire_after_days else "kept for ever"
            yield f"folder {destination.folder} of {bucket}  {'kept as its owner says' if given else kept}"
            yield f"{_holds(destination)}, {destination.file_format}"
            if isinstance(destination, ForwardedDestination) and plan.s3.forward_to:
                yield f"  each new file posted to {plan.s3.forward_to.endpoint}"


def destination_data(destination: Destination) -> dict[str, Any]:
    """Give the same as plain data."""
    data: dict[str, Any] = {"id": destination.id, "route": destination.route, "family": str(destination.family)}
    match destination:
        case LogDestination():
            data |= {
                "log_group_prefix": destination.log_group_prefix,
                "stream": destination.stream_name,
                "retention_days": destination.retention_days,
                "filter_pattern": destination.filter_pattern,
            }
        case StreamDestination():
            data |= {"stream": destination.stream_name}
        case BucketDestination():
            data |= {"folder": destination.folder, "file_format": destination.file_format}
    size = record_bytes(destination.fields)
    return data | {"log_format": destination.log_format, "bytes_per_record": size}


def incoming_line(one: Incoming) -> str:
    """Say what other targets deliver, and into what."""
    to = one.destination
    into = ""
    match to:
        case LogDestination() | StreamDestination():
            into = f", into stream {to.stream_name}"
        case BucketDestination():
            into = f", into folder {to.folder}"
    senders = f"{len(one.senders)} other target{'s' * (len(one.senders) != 1)}"
    return f"takes in {to.family} records of {senders} by way of {to.route}{into}"


def places(plan: Plan) -> str:
    """Count what the stacks of a plan's targets hold for records, as in ``2 log groups, 2 streams and 1 bucket folder``."""
    streams = (len(stack.through_streams) for one in plan.targets if not one.central for stack in one.stacks)
    counts = (
        (sum(len(target.log_groups) for target in plan.targets), "log group"),
        (sum(streams), "stream"),
        (len(_folders(plan)), "bucket folder"),
    )
    found = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n]
    return " and ".join(part for part in (", ".join(found[:-1]), *found[-1:]) if part) or "nothing"


def _folders(plan: Plan) -> set[tuple[str, str]]:
    """Give each folder once, with whose bucket it is in; all targets share one that exists."""
    own, holders = plan.s3.bucket == CREATE, plan.holders
    return {
        (holders[target.target.name].target.name if own else "", one.folder)
        for target in plan.targets
        for one in target.folders
    }


def _holds(destination: Destination) -> str:
    fields = destination.fields
    return f"  {destination.family} records of {len(fields)} fields, about {record_bytes(fields)} bytes each"
