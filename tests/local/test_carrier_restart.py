"""Nothing is lost and nothing is attributed to another stream, whatever fails and whenever the carrier is restarted."""

import tempfile
from collections import defaultdict
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from local_fakes import NOW, SOURCE_ARN, STREAM, FakeClock, dice

from flowlog_config.local.carrier import carrier
from flowlog_config.local.carrier import line as carrier_line
from flowlog_config.local.carrier.carrier import Carrier
from flowlog_config.local.carrier.line import Surroundings
from flowlog_config.local.carrier.run import run_once
from flowlog_config.local.carrier.state import CarrierState
from flowlog_config.local.clock import StoppedError
from flowlog_config.local.envelope.envelope import unpack
from flowlog_config.local.firehose.backup import BackupError
from flowlog_config.local.firehose.failure import DeliveryError, ErrorCode
from flowlog_config.local.iam.role import Decision
from flowlog_config.local.subscription.filters import Subscription

SUBSCRIPTION = Subscription(
    key="one",
    group_arn="arn:aws:logs:eu-west-1:111122223333:log-group:/flow",
    log_group="/flow",
    name="all",
    pattern="-unwanted",
    stream_arn=SOURCE_ARN,
    role_arn="arn:aws:iam::111122223333:role/sub",
    created=0,
)


class World:
    """A log group, an endpoint and a bucket that outlive the carrier."""

    def __init__(self, directory):
        self.events, self.arrived, self.answers = [], defaultdict(set), []
        self.path = Path(directory) / "state.sqlite"

    def put(self, lines):
        """Put (stream, line) pairs into the group; times may go backwards."""
        for stream, text in lines:
            number = len(self.events)
            line = f"{text} {number}"
            event = {"eventId": str(number), "timestamp": NOW - number, "ingestionTime": 1}
            self.events.append(event | {"message": line, "logStreamName": stream})

    def take(self, records):
        """Keep what the endpoint or the bucket got, as (stream, line)."""
        for data in records:
            found = unpack(data)
            self.arrived[found.log_stream].update(event.message for event in found.events)

    def deliver(self, attempt, **_):
        """Let the endpoint answer as told, and well when nothing is left to be told."""
        answer = self.answers.pop(0) if self.answers else "ok"
        if answer == "stop":
            raise StoppedError
        if answer == "lost answer":
            attempt(0)
            raise StoppedError
        if answer == "ok":
            attempt(0)
            return carrier_line.Outcome(1)
        permanent = answer == "413"
        return carrier_line.Outcome(1, DeliveryError(ErrorCode.DESTINATION, answer, permanent=permanent))

    def back_up(self, _clients, _stream, failed):
        """Take a failed batch, or refuse to."""
        if failed.error.message == "no backup":
            raise BackupError("refused")
        self.take(record.data for record in failed.records)
        return "s3://bucket/key"

    @contextmanager
    def carrier(self, clock):
        """Start a carrier on the same state file."""
        with (
            CarrierState(self.path) as state,
            patch.object(carrier, "find_subscriptions", lambda _: iter([SUBSCRIPTION])),
            patch.object(carrier, "judge_subscription", lambda *_: Decision(allowed=True, why="")),
            patch.object(carrier, "load_stream", lambda *_: STREAM),
            patch.object(carrier, "read_events", lambda *_, **__: list(self.events)),
            patch.object(carrier_line, "deliver", self.deliver),
            patch.object(carrier_line, "write_failed", self.back_up),
            patch.object(carrier_line, "make_request", lambda _stream, records, **_: records),
            patch.object(carrier_line, "check_answer", lambda *_: None),
        ):
            yield Carrier(Surroundings(_NoClients(), state, _Sender(self), clock, dice(1), lambda _: None))


class _NoStreams:
    def list_delivery_streams(self):
        return {"DeliveryStreamNames": [], "HasMoreDeliveryStreams": False}


class _NoClients:
    logs = iam = None
    firehose = _NoStreams()

    def of(self, _arn):
        """Be those of every place."""
        return self


class _Sender:
    def __init__(self, world):
        self._world = world

    def send(self, _url, request, **_):
        """Arrive."""
        self._world.take(request)


puts = st.tuples(
    st.just("put"), st.lists(st.tuples(st.sampled_from(["eni-a", "eni-b"]), st.sampled_from(["x", "unwanted"])))
)
steps = st.one_of(
    puts,
    st.tuples(st.just("poll"), st.none()),
    st.tuples(st.just("step"), st.sampled_from(["ok", "503", "413", "no backup", "stop", "lost answer"])),
    st.tuples(st.just("sleep"), st.sampled_from([1, 30, 200])),
    st.tuples(st.just("restart"), st.none()),
)


def play(world, clock, run):
    """Play actions until the run asks for a restart or ends; returns what is left."""
    with world.carrier(clock) as running, suppress(StoppedError):
        while run:
            action, value = run.pop(0)
            if action == "put":
                world.put(value)
            elif action == "poll":
                running.poll()
            elif action == "sleep":
                clock.seconds += value
            elif action == "restart":
                break
            else:
                clock.seconds += 200
                world.answers = [value]
                for line in running.lines.values():
                    line.step()
    return run


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, max_size=25))
def test_every_wanted_line_arrives_under_its_own_stream(run):
    """However deliveries fail and the carrier is stopped, in the end all is at the endpoint or in the bucket."""
    with tempfile.TemporaryDirectory() as directory:
        world, clock = World(directory), FakeClock()
        while run:
            run = play(world, clock, run)
        world.answers = []
        with world.carrier(clock) as running:
            run_once(running)
        for stream in ("eni-a", "eni-b"):
            mine = [event["message"] for event in world.events if event["logStreamName"] == stream]
            assert world.arrived[stream] == {line for line in mine if "unwanted" not in line}


def test_what_could_not_be_backed_up_goes_later_without_a_restart():
    """A batch that is neither delivered nor backed up stays in the buffer and goes when it can."""
    with tempfile.TemporaryDirectory() as directory:
        world, clock = World(directory), FakeClock()
        world.put([("eni-a", "x")])
        run = [("poll", None), ("step", "no backup"), ("step", "stop")]
        assert play(world, clock, list(run)) == []
        world.arrived.clear()
        with world.carrier(clock) as running:
            running.poll()
            (line,) = running.lines.values()
            for answer in ("no backup", "503"):
                clock.seconds += 200
                world.answers = [answer]
                assert line.step()
        assert world.arrived["eni-a"] == {"x 0"}


def test_nothing_arrives_twice_when_nothing_fails():
    """Polling again and restarting deliver no event a second time."""
    with tempfile.TemporaryDirectory() as directory:
        world, seen = World(directory), []
        world.take = lambda records: seen.extend(e.message for data in records for e in unpack(data).events)
        world.put([("eni-a", "x")] * 40)
        for _ in range(3):
            with world.carrier(FakeClock()) as running:
                run_once(running)
        assert sorted(line for line in seen if "CONTROL" not in line) == sorted(e["message"] for e in world.events)
        assert sum("CONTROL" in line for line in seen) == 1
