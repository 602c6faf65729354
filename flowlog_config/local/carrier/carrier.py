"""
Carries log events from log groups, and records that flow logs put into streams, to the endpoint, in the place of CloudWatch
Logs and Firehose.

It reads what is deployed and nothing else, so that a wrong filter, role, key, URL or encoding shows. It differs from
AWS where AWS would lose records: what a role does not let through waits here and goes when the role is right.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

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
_T = TypeVar("_T")


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
        clients = self.around.clients
        try:
            groups = self._readable("log groups", find_subscriptions(clients))
            moved = sum(self._moved(one.log_group, partial(self._poll_group, one, now)) for one in groups)
            streams = self._readable("streams", find_direct_streams(clients.firehose))
            return moved + sum(self._moved(arn, partial(self._poll_stream, arn)) for arn in streams)
        except BotoCoreError as error:
            self._say("engine", Kind.REFUSED, f"the engine does not answer: {type(error).__name__}")
            return 0

    def _readable(self, what: str, found: Iterable[_T]) -> Iterator[_T]:
        """Give what is found, as far as it can be read."""
        try:
            yield from found
        except ClientError as error:
            self._say(what, Kind.REFUSED, f"cannot be read now: {_code(error)}")

    def _moved(self, place: str, move: Callable[[], int]) -> int:
        """Move the events of one place; those of the others move whatever happens to it."""
        try:
            return move()
        except ClientError as error:
            self._say(place, Kind.REFUSED, f"cannot be read now: {_code(error)}")
            return 0

    def _stream(self, arn: str, matter: str) -> Stream | None:
        """Read the settings of a stream; None, which is told, when nothing can go there."""
        try:
            stream = load_stream(self.around.clients.of(arn).firehose, arn)
            check_processors(stream)
        except StreamError as error:
            self._say(matter, Kind.REFUSED, str(error))
            return None
        return stream

    def _poll_group(self, subscription: Subscription, now: int) -> int:
        """Move what a filter takes of its log group."""
        matter = f"{subscription.log_group}, filter {subscription.name}"
        decision = judge_subscription(subscription, self.around.clients)
        if not decision:
            self._say(matter, Kind.REFUSED, decision.why)
            return 0
        stream = self._stream(subscription.stream_arn, matter)
        if stream is None:
            return 0
        owner = f" of account {stream.account_id}" if stream.account_id != subscription.account_id else ""
        self._say(matter, Kind.ACCEPTED, f"goes to the stream {stream.name}{owner}")
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
        state, key = self.around.state, f"{arn}|direct"
        stream = self._stream(arn, arn)
        if stream is None:
            return 0
        line = self._line(stream)
        if line.buffer.full:
            return 0
        free = [held for held in read_held(self.around.clients, stream) if not line.buffer.holds(key, held.id)]
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
