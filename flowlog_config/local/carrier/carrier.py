"""
Carries log events from log groups, and records that flow logs put into streams, to the endpoint, in the place of CloudWatch
Logs and Firehose.

It reads what is deployed and nothing else, so that a wrong filter, role, key, URL or encoding shows. It differs from
AWS where AWS would lose records: what a role does not let through waits here and goes when the role is right.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from botocore.exceptions import BotoCoreError, ClientError

from flowlog_config.local.carrier.line import StreamLine, Surroundings
from flowlog_config.local.carrier.report import Happening, Kind
from flowlog_config.local.firehose.direct import find_direct_streams, read_held, record_of
from flowlog_config.local.firehose.processing import check_processors
from flowlog_config.local.firehose.stream import Stream, StreamError, load_stream
from flowlog_config.local.subscription.filters import Subscription, find_subscriptions, judge_subscription
from flowlog_config.local.subscription.records import (
    LATEST_LATENESS_MILLISECONDS,
    control_record,
    make_records,
    read_events,
)

_READ_LAG_MILLISECONDS = 3600 * 1000


@dataclass
class Carrier:
    """
    All subscriptions, and all streams that flow logs write to, of one account and region; a subscription may lead to a stream of
    another one.

    `poll` moves new events into the streams' buffers; each `StreamLine` in ``lines``, by stream ARN, delivers.
    """

    around: Surroundings
    lines: dict[str, StreamLine] = field(default_factory=dict)
    _said: dict[str, str] = field(default_factory=dict)

    def poll(self) -> int:
        """
        Look once at every log group and at every stream that flow logs write to.

        Returns:
            The number of events newly put into a buffer.
        """
        now = self.around.clock.milliseconds()
        self.around.state.forget_before(now - LATEST_LATENESS_MILLISECONDS - _READ_LAG_MILLISECONDS)
        try:
            moved = sum(self._poll_one(subscription, now) for subscription in self._subscriptions())
            return moved + sum(self._poll_stream(arn) for arn in find_direct_streams(self.around.clients.firehose))
        except BotoCoreError as error:
            self._say("engine", Kind.NOTE, f"the engine does not answer: {type(error).__name__}")
            return 0

    def _subscriptions(self) -> Iterator[Subscription]:
        try:
            yield from find_subscriptions(self.around.clients)
        except ClientError as error:
            self._say("engine", Kind.NOTE, f"log groups cannot be read: {_code(error)}")

    def _poll_one(self, subscription: Subscription, now: int) -> int:
        try:
            stream = self._judge(subscription)
            return self._move(subscription, stream, now) if stream else 0
        except ClientError as error:
            self._say(subscription.log_group, Kind.NOTE, f"cannot be read now: {_code(error)}")
            return 0

    def _judge(self, subscription: Subscription) -> Stream | None:
        """Return the stream if records may go there; else say why not."""
        clients, matter = self.around.clients, f"{subscription.log_group}, filter {subscription.name}"
        decision = judge_subscription(subscription, clients)
        if not decision:
            self._say(matter, Kind.REFUSED, decision.why)
            return None
        try:
            stream = load_stream(clients.of(subscription.stream_arn).firehose, subscription.stream_arn)
            check_processors(stream)
        except StreamError as error:
            self._say(matter, Kind.REFUSED, str(error))
            return None
        owner = f" of account {stream.account_id}" if stream.account_id != subscription.account_id else ""
        self._say(matter, Kind.ACCEPTED, f"goes to the stream {stream.name}{owner}")
        return stream

    def _move(self, subscription: Subscription, stream: Stream, now: int) -> int:
        state, key = self.around.state, subscription.key
        line = self._line(stream)
        if not state.probed(key) and not line.buffer.holds(key):
            line.put(stream, [control_record(subscription, now)])
        if line.buffer.full:
            return 0
        events = read_events(self.around.clients.logs, subscription, now=now)
        # First what is under way, then what is done: an event is marked before it is released, so none slips between.
        free = [event for event in events if not line.buffer.holds(key, event["eventId"])]
        unseen = state.unseen(key, (event["eventId"] for event in free))
        fresh = [event for event in free if event["eventId"] in unseen]
        records, unwanted = make_records(subscription, fresh, now=now)
        state.mark(key, unwanted)
        line.put(stream, records)
        return len(fresh) - len(unwanted)

    def _poll_stream(self, arn: str) -> int:
        """Move what flow logs put into a stream."""
        clients, state, key = self.around.clients, self.around.state, f"{arn}|direct"
        try:
            stream = load_stream(clients.firehose, arn)
            check_processors(stream)
        except StreamError as error:
            self._say(arn, Kind.REFUSED, str(error))
            return 0
        line = self._line(stream)
        if line.buffer.full:
            return 0
        free = [held for held in read_held(clients, stream) if not line.buffer.holds(key, held.id)]
        unseen = state.unseen(key, (held.id for held in free))
        fresh = [record_of(held, key) for held in free if held.id in unseen]
        if fresh:
            self._say(stream.name, Kind.ACCEPTED, "takes records straight from flow logs")
            line.put(stream, fresh)
        return len(fresh)

    def _line(self, stream: Stream) -> StreamLine:
        """Give the stream at work, which uses the key, the roles and the bucket of its own account."""
        if stream.arn not in self.lines:
            self.lines[stream.arn] = StreamLine(
                stream, replace(self.around, clients=self.around.clients.of(stream.arn))
            )
        return self.lines[stream.arn]

    def _say(self, matter: str, kind: Kind, text: str) -> None:
        """Report, unless it is what was last said about the matter."""
        if self._said.get(matter) != text:
            self._said[matter] = text
            self.around.report(Happening(kind, matter, text))


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "unknown error")
