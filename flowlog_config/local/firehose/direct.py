"""
The records that flow logs put into streams themselves, for the carrier to take the part of Firehose.

AWS has no call that shows what a stream holds; the local engine has one of its own, which only it understands.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowlog_config.local.clients import Clients
from flowlog_config.local.engine.delivery_streams import READ_RECORDS
from flowlog_config.local.firehose.stream import Stream
from flowlog_config.local.own_operation import ask
from flowlog_config.local.subscription.records import Record

if TYPE_CHECKING:
    from mypy_boto3_firehose import FirehoseClient


@dataclass(frozen=True, slots=True)
class Held:
    """One record that a stream holds; ``arrived`` is in milliseconds."""

    id: str
    data: bytes
    arrived: int


def takes_flow_logs(firehose: "FirehoseClient", name: str) -> bool:
    """Whether a stream has the tag that the service-linked role of log delivery needs."""
    tags = firehose.list_tags_for_delivery_stream(DeliveryStreamName=name)["Tags"]
    return any(tag["Key"] == "LogDeliveryEnabled" and tag.get("Value") == "true" for tag in tags)


def find_direct_streams(firehose: "FirehoseClient") -> Iterator[str]:
    """Give the ARN of every stream that flow logs may write to, by its tag."""
    more, start = True, ""
    while more:
        list_streams = firehose.list_delivery_streams
        page = list_streams(ExclusiveStartDeliveryStreamName=start) if start else list_streams()
        for name in page["DeliveryStreamNames"]:
            if takes_flow_logs(firehose, name):
                described = firehose.describe_delivery_stream(DeliveryStreamName=name)
                yield described["DeliveryStreamDescription"]["DeliveryStreamARN"]
            start = name
        more = page["HasMoreDeliveryStreams"]


def read_held(clients: Clients, stream: Stream) -> list[Held]:
    """Read what was put into a stream of the clients' account; nothing from an engine that does not tell."""
    answer = ask(clients, f"Firehose_20150804.{READ_RECORDS}", {"DeliveryStreamName": stream.name})
    records = answer.get("Records", ())
    return [Held(one["RecordId"], base64.b64decode(one["Data"]), one["Arrived"]) for one in records]


def record_of(held: Held, subscription: str) -> Record:
    """Make the carrier's record of one that a stream holds; ``subscription`` names the stream over restarts."""
    return Record(held.data, subscription, ((held.id, held.arrived),), held.arrived)
