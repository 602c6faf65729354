"""The commands: help with an example, exit codes, and errors that say what to do."""

import json
import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from deployed_pipeline import KEY, URL, add_flow_log, deploy, flow_log_role

from flowlog_config.local.commands.group import local
from flowlog_config.local.receiver.keys import KeyMissingError, key_from_secret, keys_from_environment, keys_from_file

NOBODY = "http://127.0.0.1:9"


def invoke(*arguments, **environment):
    """Run a command; returns exit code and everything it printed."""
    result = CliRunner().invoke(local, [str(one) for one in arguments], env=environment)
    return result.exit_code, result.output


@pytest.mark.parametrize("command", ["receive", "carry", "traffic", "engine"])
def test_help_has_an_example(command):
    """Every command shows how it is used."""
    code, output = invoke(command, "--help")
    assert code == 0
    assert f"flowlog local {command}" in output


def test_traffic_and_carry_work_together(clients, endpoint, tls, tmp_path):
    """What traffic writes, carry delivers; a second time there is nothing left and nothing wrong."""
    deploy(clients)
    add_flow_log(
        clients,
        flow_log_role(clients),
        resource_type="VPC",
        resource_id="vpc-0c0de0000000000b1",
        TrafficType="ALL",
    )
    engine = ("--endpoint-url", clients.logs.meta.endpoint_url)
    code, output = invoke("traffic", "--json", "--conversations", 20, *engine)
    assert code == 0
    written = json.loads(output)["records"]
    receiver = endpoint()
    resolve = f"{URL.split('/')[2]}:443:127.0.0.1:{receiver.port}"
    carry = ("carry", "--once", "--json", "--resolve", resolve, "--ca", tls[1], "--state", tmp_path / "s", *engine)
    code, output = invoke(*carry)
    assert code == 0
    delivered = [json.loads(line) for line in output.splitlines()]
    assert sum(one["events"] for one in delivered if one["kind"] == "delivered") == written == len(receiver.got)
    assert invoke(*carry)[0] == 0
    assert len(receiver.got) == written
    assert KEY not in output


def test_carry_fails_with_1_when_a_role_refuses(clients, tmp_path):
    """What is wrong with the deployment is the user's to mend."""
    deploy(clients)
    clients.iam.delete_role_policy(RoleName="subscription", PolicyName="inline")
    engine = ("--endpoint-url", clients.logs.meta.endpoint_url)
    code, output = invoke("carry", "--once", "--state", tmp_path / "s", *engine)
    assert code == 1
    assert "refused" in output
    assert "firehose:PutRecord" in output


def test_commands_fail_with_1_when_nothing_is_deployed(clients, tmp_path):
    """An engine without stacks is told as such."""
    engine = ("--endpoint-url", clients.logs.meta.endpoint_url)
    for arguments in (("carry", "--once", "--state", tmp_path / "s"), ("traffic",)):
        code, output = invoke(*arguments, *engine)
        assert code == 1
        assert "deployed" in output


def test_commands_say_so_when_no_engine_answers(tmp_path):
    """The way to start one is in the text."""
    receive = ("receive", "--key-secret", "any", "--port", 0, "--ca", tmp_path / "ca.pem")
    for arguments in (("carry", "--once", "--state", tmp_path / "s"), ("traffic",), receive):
        code, output = invoke(*arguments, "--endpoint-url", NOBODY)
        assert code == 1
        assert "does not answer" in output
        assert "flowlog local engine" in output


@pytest.mark.parametrize(
    "arguments",
    [
        ("carry", "--once", "--resolve", "nonsense"),
        ("carry", "--once", "--endpoint-url", "https://logs.eu-west-1.amazonaws.com"),
        ("traffic", "--endpoint-url", "https://logs.eu-west-1.amazonaws.com"),
        ("traffic", "--account", "12345"),
        ("receive",),
        ("receive", "--key-env", "FLOWLOG_TEST_KEY_THAT_IS_NOT_SET"),
        ("receive", "--key-file", "does-not-exist"),
        ("receive", "--no-key", "--key-env", "HOME"),
        ("receive", "--no-key", "--plain-http", "--port", 0, "--output", "none/events.jsonl"),
        ("receive", "--no-key", "--port", 0, "--ca", "words/ca.pem"),
        ("receive", "--no-key", "--port", 0, "--name", "two words"),
        ("receive", "--no-key", "--port", 0, "--name", ""),
        ("carry", "--once", "--state", "words"),
        ("carry", "--once", "--state", "words/s"),
        ("engine", "--port", 0, "--cdk-home", "words/cdk"),
    ],
)
def test_wrong_options_exit_with_1(arguments, tmp_path, monkeypatch):
    """A wrong host, account, key, address or file is told."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words").write_text("A text, and neither a folder nor a database. " * 10)
    code, output = invoke(*arguments)
    assert code == 1
    assert output.startswith("Error: ")


def test_where_to_connect_is_checked_before_the_engine_is_asked(tmp_path):
    """A slip in an option is told even while no engine runs."""
    options = ("--endpoint-url", NOBODY, "--state", tmp_path / "s")
    code, output = invoke("carry", "--once", "--resolve", "bogus", *options)
    assert code == 1
    assert "--resolve 'bogus' is not HOST:443:ADDRESS:PORT" in output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_engine_says_what_to_export_and_stops_cleanly_on_a_signal(number, tmp_path):
    """Ctrl-C gives exit code 0, and leaves nothing behind that answers."""
    code = "from flowlog_config.cli import main; main()"
    command = [sys.executable, "-c", code, "local", "engine", "--port", "0", "--cdk-home", str(tmp_path / "cdk")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as engine:  # noqa: S603 - ours
        try:
            line = next(one for one in engine.stdout if one.startswith("export AWS_ENDPOINT_URL="))
            port = urlsplit(line.strip().partition("=")[2]).port
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            engine.send_signal(number)
            assert engine.wait(20) == 0
        finally:
            engine.kill()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


@pytest.mark.parametrize("command", [("engine",), ("receive", "--no-key", "--plain-http")])
def test_a_port_that_is_none_is_refused(command):
    """A number no port has is wrong usage, told as such."""
    code, output = invoke(*command, "--port", 99999)
    assert code == 2
    assert "99999 is not in the range 0<=x<=65535" in output


def test_keys_come_from_environment_file_and_secret(clients, tmp_path):
    """Every place but the command line; what holds none is told."""
    deployed = deploy(clients)
    path = tmp_path / "keys"
    path.write_text("old\n\nnew\n")
    assert keys_from_environment(["A"], {"A": "x"}) == ["x"]
    assert keys_from_file(path) == ["old", "new"]
    assert key_from_secret(clients, deployed.secret_arn) == KEY
    assert key_from_secret(clients.at("999988887777", "us-east-1"), deployed.secret_arn) == KEY
    path.write_text("\n")
    for wrong in (
        lambda: keys_from_environment(["A"], {"A": ""}),
        lambda: keys_from_file(path),
        lambda: key_from_secret(clients, "none"),
        lambda: key_from_secret(clients, "arn:nonsense"),
        lambda: key_from_secret(clients, deployed.secret_arn.replace("eu-west-1", "us-east-1")),
    ):
        with pytest.raises(KeyMissingError):
            wrong()
