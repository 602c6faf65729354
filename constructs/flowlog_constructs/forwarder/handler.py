"""What Lambda calls: messages in, the ids of those that were not delivered out."""

import logging
import os
import time
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, NamedTuple, Protocol

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from .access_key import AccessKey
from .batch import batches
from .body_format import digest, writer_for
from .delivery import Delivery
from .notification import Part, read_message, write_message
from .problems import RefusedError, StoppedError
from .record import RecordReader
from .settings import Forwarding
from .stored_object import open_lines

_RESERVE_SECONDS = 15.0  # for S3 to time out, and to write down what is left
_LONGEST_DELAY_SECONDS = 900  # SQS API, SendMessage, DelaySeconds (checked 2026-11)
_log = logging.getLogger("flowlog.forwarder")
_log.setLevel(logging.INFO)


class Context(Protocol):
    """The part of Lambda's context that is used."""

    def get_remaining_time_in_millis(self) -> int:
        """Give the milliseconds until Lambda ends the invocation."""


class _World(NamedTuple):
    """What lives as long as the process."""

    forwarding: Forwarding
    queue_url: str
    dead_letter_queue_url: str
    key: AccessKey
    s3: Any
    sqs: Any


def handle(event: Mapping[str, Any], context: Context) -> dict[str, list[dict[str, str]]]:
    """
    Deliver the objects that a batch of SQS messages names.

    Returns:
        ``batchItemFailures`` with the ids of the messages that stay in the queue; the others are done, or what is left of
        them is in a message of its own.

    Source: Lambda Developer Guide, partial batch responses for SQS (checked 2026-11).
    """
    world = _world()
    deadline = time.monotonic() + context.get_remaining_time_in_millis() / 1000 - _RESERVE_SECONDS
    delivery = Delivery(world.forwarding, world.key, deadline)
    failures = []
    try:
        for message in event["Records"]:
            try:
                _process(message["body"], delivery, world)
            except StoppedError as reason:
                _log.error("message %s stays in the queue: %s", message["messageId"], reason)
                failures.append({"itemIdentifier": message["messageId"]})
    finally:
        delivery.close()
    return {"batchItemFailures": failures}


def _process(body: str, delivery: Delivery, world: _World) -> None:
    """
    Deliver what one message names.

    Raises:
        StoppedError: Nothing of it could be delivered.
    """
    try:
        left = read_message(body)
    except RefusedError as reason:
        _give_up(body, reason, world)
        return
    moved = False
    while left:
        part = left.pop(0)
        try:
            for rest in _forward(part, delivery, world):
                part, moved = rest, True
            moved = True
        except RefusedError as reason:
            _give_up(write_message([part]), reason, world)
            moved = True
        except StoppedError as reason:
            if not moved:
                raise
            _log.warning("%s goes on after record %d: %s", part.uri, part.records_done, reason)
            delay = min(int(reason.delay_seconds), _LONGEST_DELAY_SECONDS)
            _send(world, world.queue_url, write_message([part, *left]), DelaySeconds=delay)
            return


def _forward(part: Part, delivery: Delivery, world: _World) -> Iterator[Part]:
    """
    Deliver the records of an object, and give what is left of it after each request.

    The endpoint may take a request and reject records of it for good. The first time in an invocation the object goes to
    the dead letters with what the endpoint said, so that no record is lost in silence, and the others are delivered.

    Raises:
        RefusedError: They can never be delivered.
        StoppedError: Not now.
    """
    forwarding, begin = world.forwarding, part
    writer = writer_for(forwarding.body_format, part, forwarding.ticks_per_second)
    rejected = False
    with open_lines(world.s3, part) as stored:
        lines = (line for line in stored if line)
        header = next(lines, b"")
        if not header:
            _log.info("%s is empty", part.uri)
            return
        reader = RecordReader(header)
        numbered = enumerate(lines, 1)
        records = (reader.read(number, line) for number, line in islice(numbered, part.records_done, None))
        largest = forwarding.max_batch_records
        for batch in batches(records, writer, max_records=largest, max_bytes=lambda: delivery.batch_bytes):
            for count in delivery.send(batch, writer, digest(part)):
                if delivery.rejections and not rejected:
                    _give_up(write_message([begin]), delivery.rejections[0], world)
                    rejected = True
                delivery.rejections.clear()
                part = part.after(count)
                yield part
    _log.info("delivered %d records of %s", part.records_done - begin.records_done, part.uri)


def _give_up(body: str, reason: RefusedError | str, world: _World) -> None:
    _log.error("to the dead letters: %s", reason)
    attributes = {"reason": {"DataType": "String", "StringValue": str(reason)}}
    _send(world, world.dead_letter_queue_url, body, MessageAttributes=attributes)


def _send(world: _World, queue_url: str, body: str, **more: Any) -> None:
    """
    Write a message; when that fails, the one at hand must stay.

    Raises:
        StoppedError: SQS does not take it.
    """
    try:
        world.sqs.send_message(QueueUrl=queue_url, MessageBody=body, **more)
    except (ClientError, BotoCoreError) as error:
        raise StoppedError(f"SQS does not take a message: {error}") from error


@cache
def _world() -> _World:
    patient = Config(connect_timeout=3, read_timeout=8, retries={"mode": "standard", "total_max_attempts": 3})
    quick = Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})
    return _World(
        forwarding=Forwarding.read(os.environ["FORWARDING"]),
        queue_url=os.environ["QUEUE_URL"],
        dead_letter_queue_url=os.environ["DEAD_LETTER_QUEUE_URL"],
        key=AccessKey(boto3.client("secretsmanager", config=quick), os.environ.get("SECRET_ARN", "")),
        s3=boto3.client("s3", config=patient),
        sqs=boto3.client("sqs", config=quick),
    )
