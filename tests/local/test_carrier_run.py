"""A carrier that runs until it is stopped, and one whose engine ends before it does."""

import threading

from botocore.exceptions import EndpointConnectionError
from click.testing import CliRunner
from deployed_pipeline import GROUP, STREAM, URL, deploy
from local_fakes import LINE, dice

from flowlog_config.local.carrier.carrier import Carrier
from flowlog_config.local.carrier.line import StreamLine, Surroundings
from flowlog_config.local.carrier.run import run
from flowlog_config.local.carrier.state import CarrierState
from flowlog_config.local.clock import HurriedClock
from flowlog_config.local.commands.group import local
from flowlog_config.local.firehose.http import Sender
from flowlog_config.local.traffic.writer import put_events


def test_running_carrier_delivers_what_comes_later_and_stops(clients, endpoint, tls):
    """Records put after the start arrive in hurried time, and stopping ends all threads."""
    deploy(clients)
    arrived, stop = threading.Event(), threading.Event()
    receiver = endpoint(sink=lambda events: arrived.set() if events else None)
    clock = HurriedClock(600, stop=stop)
    sender = Sender({URL.split("/")[2]: ("127.0.0.1", receiver.port)}, tls[1])
    with CarrierState(":memory:") as state:
        carrier = Carrier(Surroundings(clients, state, sender, clock, dice(1), lambda _: None))
        options = {"stop": stop, "poll_seconds": 0.1, "hurry": 600.0}
        thread = threading.Thread(target=run, args=(carrier,), kwargs=options)
        thread.start()
        try:
            put_events(clients.logs, GROUP, "eni-0a1b-all", [{"timestamp": clock.milliseconds(), "message": LINE}])
            assert arrived.wait(20)
        finally:
            stop.set()
            thread.join(20)
        assert not thread.is_alive()
        assert [line.rsplit("/", 1)[-1] for line in carrier.lines] == [STREAM]


def test_an_engine_that_ends_meanwhile_is_told_as_such(clients, tmp_path, monkeypatch):
    """As one that never answered is; what was not delivered goes next time."""

    def gone(_line):
        raise EndpointConnectionError(endpoint_url="x")

    deploy(clients)
    monkeypatch.setattr(StreamLine, "flush", gone)
    url = clients.logs.meta.endpoint_url
    ran = CliRunner().invoke(local, ["carry", "--once", "--state", str(tmp_path / "s"), "--endpoint-url", url])
    assert ran.exit_code == 1
    assert f"the engine at {url} does not answer" in ran.output
