"""
Vector's part for files in a bucket: one source a queue, and a program that makes of each line what the records' own program
reads, whatever way they came.

Source: https://vector.dev/docs/reference/configuration/sources/aws_s3/ and vectordotdev/vector, src/sources/aws_s3 at
0.38.0 to 0.57.0 (checked 2026-11).
"""

from typing import Any

from flowlog_config.aggregator.files import QUEUE, drawn_name, folders
from flowlog_config.aggregator.templates import template
from flowlog_config.aggregator.vrl import literal
from flowlog_config.plan import Plan
from flowlog_config.schema.partition import partition_of

LINES = "flow_log_lines"
"""Output with an event for each line of a file that is a record."""


def file_sources(plan: Plan, reference: str) -> dict[str, Any]:
    """
    Give a source for each bucket.

    Args:
        plan: What will exist.
        reference: How Vector finds a key of the Kubernetes secret, with ``{}`` for its name.
    """
    targets = {one.target.target.name: one.target for one in folders(plan)}
    return {
        f"files_of_{name.replace('-', '_').lower()}": {
            "type": "aws_s3",
            "region": target.target.region,
            "compression": "gzip",
            "sqs": {"queue_url": reference.format(drawn_name(QUEUE, target))},
        }
        for name, target in targets.items()
    }


def lines_transform(plan: Plan, sources: dict[str, Any]) -> dict[str, Any]:
    """Give the transform that leaves header lines out and hands records on, none when there are no files."""
    if not sources:
        return {}
    headers = sorted({" ".join(one.destination.fields) for one in folders(plan)})
    regions = {one.target.target.region for one in folders(plan)}
    partitions = {region: partition_of(region) for region in regions}
    program = template("flow_log_lines.vrl.j2").render(headers=headers, partitions=partitions, literal=literal)
    dropping = {"drop_on_error": True, "drop_on_abort": True, "reroute_dropped": False}
    return {LINES: {"type": "remap", "inputs": list(sources), **dropping, "source": program}}
