"""Starting, stopping and dying: an engine answers when it is given out and never outlives its user."""

import http.client
import json
import socket
import subprocess
import sys
import time

import pytest

from flowlog_config.local.engine import Engine, EngineError, Settings, ThreadEngine, process, start
from flowlog_config.local.engine.loopback import bind, port_of

_MODULE = "flowlog_config.local.engine"


def _answers(port):
    """Ask past any proxy, which ``urllib`` would take."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _stops_answering(port):
    end = time.monotonic() + 60
    while _answers(port) and time.monotonic() < end:
        time.sleep(0.05)
    return not _answers(port)


def test_engine_answers_at_once_and_stops_with_its_context():
    """Nothing is left behind when the block ends."""
    with start() as engine:
        assert engine.client("sts").get_caller_identity()["Account"] == "111122223333"
        port = engine.port
    assert not _answers(port)
    engine.stop()


def test_engine_stops_when_its_user_is_interrupted():
    """Ctrl-C in the block stops the child too."""
    with pytest.raises(KeyboardInterrupt), start() as engine:
        raise KeyboardInterrupt
    assert not _answers(engine.port)


def test_engine_ends_when_its_user_is_killed():
    """No orphan keeps the port when the parent dies without a word."""
    script = f"import time; from {_MODULE} import start; print(start().port, flush=True); time.sleep(600)"
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603 - ours
        try:
            port = int(parent.stdout.readline())
            assert _answers(port)
        finally:
            parent.kill()
    assert _stops_answering(port)


def test_port_in_use_is_an_error_that_says_what_to_do():
    """Not the system's words alone."""
    with bind() as taken, pytest.raises(EngineError, match="Choose another port"):
        start(port_of(taken))


def test_engine_listens_on_loopback_only():
    """The listening socket itself is bound to 127.0.0.1."""
    with bind() as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        assert listener.family == socket.AF_INET


def test_child_that_dies_is_reported_with_its_log(monkeypatch, tmp_path):
    """The reason is in the error, not in a file somewhere."""
    monkeypatch.setattr(process.sys, "executable", _script(tmp_path, "echo the reason; exit 3"))
    with pytest.raises(EngineError, match=r"(?s)ended before it was ready.*Its log:.*the reason"):
        start()


def _script(folder, commands):
    script = folder / "python"
    script.write_text(f"#!/bin/sh\n{commands}\n")
    script.chmod(0o755)
    return str(script)


def test_engine_that_never_answers_is_given_up_in_time(monkeypatch, tmp_path):
    """The wait is bounded, and the child is ended."""
    monkeypatch.setattr(process.sys, "executable", _script(tmp_path, "exec sleep 600"))
    monkeypatch.setattr(process, "_READY_SECONDS", 0.2)
    monkeypatch.setattr(process, "_STOP_SECONDS", 0.2)
    with pytest.raises(EngineError, match=r"did not answer within 0\.2 seconds"):
        start()


def test_child_gets_none_of_the_callers_aws_settings(monkeypatch):
    """Not even in memory."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    monkeypatch.setenv("AWS_PROFILE", "production")
    assert not [name for name in process._child_environment() if name.startswith("AWS")]


@pytest.mark.usefixtures("running_engine")
def test_second_engine_in_one_process_is_refused():
    """The emulator's state belongs to the process."""
    with pytest.raises(EngineError, match="already"):
        ThreadEngine(Settings())


def test_settings_reach_the_child():
    """Account, region, model and limits."""
    settings = Settings(account_id="999988887777", region="us-east-1", bootstrapped=False, sample_network=True)
    with Engine(settings) as engine:
        assert engine.client("sts").get_caller_identity()["Account"] == "999988887777"
        assert len(engine.client("ec2").describe_vpcs()["Vpcs"]) == 3
        assert engine.client("s3").list_buckets()["Buckets"] == []


def test_reset_forgets_and_seeds_anew(sampled):
    """Also through the address stock ministack has for it."""
    ec2 = sampled.client("ec2")
    ec2.create_vpc(CidrBlock="10.99.0.0/16")
    sampled.client("logs").put_query_definition(name="q", queryString="fields srcaddr")
    sampled.reset()
    assert len(ec2.describe_vpcs()["Vpcs"]) == 3
    assert sampled.client("logs").describe_query_definitions()["queryDefinitions"] == []
    parameter = sampled.client("ssm").get_parameter(Name="/cdk-bootstrap/hnb659fds/version")["Parameter"]
    assert json.loads(parameter["Value"]) == 33
