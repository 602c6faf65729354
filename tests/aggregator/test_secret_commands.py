"""The lines that make the Kubernetes secret, run for real with stand-ins for aws and kubectl."""

import base64
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from flowlog_config.aggregator import access_keys, secret_commands
from flowlog_config.plan import make_plan
from flowlog_config.schema import load
from flowlog_config.schema.commands import DEFAULT, in_project

FAKE = Path(__file__).parent / "fake_command.py"
US_ARN = "arn:aws-us-gov:secretsmanager:us-gov-west-1:012345670123:secret:it/key-AbC123"
KEYS = {"generated": "Zq8vB2nL5xW1", "existing": "t0p=s3cr3t#'x\"$HOME`id`", "other": "0042e7"}


def secret_string(key):
    """Give what Secrets Manager holds."""
    return json.dumps({"api_key": key})


@pytest.fixture
def cloud():
    """Give what the accounts of the plan `several` hold, by profile and region."""
    first, other = "arn:aws:x:first-AbC123", "arn:aws:x:other-AbC123"
    return {
        "net/eu-west-1": {
            "stacks": {"edge-Payments": {"AccessKeySecretArn": first}},
            "secrets": {first: secret_string(KEYS["generated"])},
        },
        "net/us-gov-west-1": {"stacks": {}, "secrets": {US_ARN: secret_string(KEYS["existing"])}},
        "shop/eu-west-1": {
            "stacks": {"edge-production": {"AccessKeySecretArn": other}},
            "secrets": {other: secret_string(KEYS["other"])},
        },
    }


class Shell:
    """A bash that finds the stand-ins only, and what they were asked."""

    def __init__(self, folder, cloud):
        self._folder, self._cloud = folder, cloud
        bin_ = folder / "bin"
        bin_.mkdir()
        for name in ("aws", "kubectl"):
            (bin_ / name).write_text(f"#!{sys.executable} -IS\n{FAKE.read_text()}")
            (bin_ / name).chmod(0o755)
        (bin_ / "python3").symlink_to(sys.executable)
        self._environment = {"PATH": str(bin_), "FAKE_CLOUD": str(folder / "cloud"), "FAKE_LOG": str(folder / "log")}
        self._environment |= {"FAKE_CLUSTER": str(folder / "cluster"), "HOME": str(folder)}

    def run(self, plan, *, after="", path=DEFAULT, **profiles):
        """Run a plan's lines, with these profiles for accounts."""
        (self._folder / "cloud").write_text(json.dumps(self._cloud))
        script = "\n".join([*secret_commands(plan, path), after])
        environment = self._environment | {f"PROFILE_{name[1:]}": profile for name, profile in profiles.items()}
        bash = ["/bin/bash", "--noprofile", "--norc", "-c", script]
        return subprocess.run(bash, env=environment, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own script, on purpose

    def secret(self):
        """Give the secret in the cluster, if there is one."""
        path = self._folder / "cluster"
        return json.loads(path.read_text()) if path.exists() else None

    def calls(self):
        """Give what the stand-ins were started with."""
        return [json.loads(line) for line in (self._folder / "log").read_text().splitlines()]


@pytest.fixture
def shell(tmp_path, cloud):
    """Give a shell whose aws answers from `cloud`."""
    return Shell(tmp_path, cloud)


PROFILES = {"_012345670123": "net", "_444455556666": "shop"}


def test_each_key_arrives_under_the_name_the_values_use(shell, several):
    """The right key of each target lands, byte for byte, in the secret the plan names."""
    done = shell.run(several, **PROFILES)
    assert (done.returncode, done.stderr) == (0, "")
    secret = shell.secret()
    assert (secret["name"], secret["namespace"]) == ("edge-keys", "logging")
    names = [key.name for key in access_keys(several)]
    got = {name: base64.b64decode(value).decode() for name, value in secret["data"].items()}
    assert got == dict(zip(names, [KEYS["generated"], KEYS["existing"], KEYS["other"]], strict=True))


def test_no_key_is_in_arguments_environment_or_output(shell, several):
    """A list of processes, a log of the terminal and a crash report show no key."""
    done = shell.run(several, **PROFILES)
    calls = shell.calls()
    assert {call["name"] for call in calls} == {"aws", "kubectl"}
    shown = json.dumps(calls) + done.stdout + done.stderr + "\n".join(secret_commands(several))
    for key in KEYS.values():
        assert key not in shown
        assert json.dumps(key)[1:-1] not in shown


def test_the_shell_forgets_the_keys(shell, several):
    """Nothing stays in variables of the shell somebody goes on to work in."""
    done = shell.run(several, after="set", **PROFILES)
    assert done.returncode == 0
    assert "PROFILE_012345670123" in done.stdout
    assert not [key for key in KEYS.values() if key in done.stdout]


def test_default_credentials_do_for_one_account(shell, cloud, plan):
    """Without a profile the AWS CLI chooses."""
    stack, arn = plan.targets[0].stack_name, "arn:aws:x:only-AbC123"
    cloud["default/eu-west-1"] = {
        "stacks": {stack: {"AccessKeySecretArn": arn}},
        "secrets": {arn: secret_string("k3y")},
    }
    assert shell.run(plan).returncode == 0
    assert base64.b64decode(*shell.secret()["data"].values()) == b"k3y"
    assert not [call for call in shell.calls() if "--profile" in str(call["arguments"])]


@pytest.mark.parametrize(
    "held", [None, "", "{}", "[]", "not json", '{"api_key": ""}', '{"api_key": null}', '{"api_key": 7}']
)
def test_nothing_is_written_when_a_key_cannot_be_read(shell, cloud, several, held):
    """A secret without a key, or with an empty one, would let everyone in or keep the aggregator from starting."""
    cloud["shop/eu-west-1"]["secrets"] = {"arn:aws:x:other-AbC123": held} if held is not None else {}
    done = shell.run(several, **PROFILES)
    assert done.returncode != 0
    assert "key was read" in done.stderr
    assert "Traceback" not in done.stderr
    assert shell.secret() is None
    assert "kubectl" not in {call["name"] for call in shell.calls()}


def test_nothing_is_written_when_the_stack_is_not_there(shell, several):
    """Before the deployment, or with the credentials of another account, the lines fail."""
    done = shell.run(several, _012345670123="net", _444455556666="net")
    assert done.returncode != 0
    assert shell.secret() is None
    assert (
        "the stack edge-production cannot be read in account 444455556666, region eu-west-1: deploy it" in done.stderr
    )


def test_no_secret_is_asked_for_before_the_stack_is_there(shell, plan):
    """The lines end at the stack that is not deployed yet, with words and without Python's own."""
    done = shell.run(plan)
    assert done.returncode == 1
    assert "deploy it first (npx cdk deploy --all)" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [call for call in shell.calls() if "get-secret-value" in call["arguments"]]


def test_what_is_to_be_deployed_first_names_the_file_whatever_it_is_called(shell, plan):
    """Nothing of its name is run."""
    path = Path("it's `$(exit 7)` here.yaml")
    said = shell.run(plan, path=path).stderr
    assert f"npx cdk deploy --all -c {shlex.quote(f'file={in_project(path)}')})" in said


@pytest.mark.parametrize(("dialect", "output"), [("kubesense", "FlowLogBucketName"), ("vector", "NewFilesQueueUrl")])
def test_a_stack_that_lacks_what_the_aggregator_must_know_is_named(shell, cloud, dialect, output):
    """A bucket or a queue is no key; nothing is written with an empty name in it."""
    text = f"""{{version: 1, aggregator: {{endpoint: "https://a.example.com/", cluster_name: x, dialect: {dialect}}},
targets: [{{account: "111122223333", region: eu-west-1, name: archive}}], s3: {{aggregator_reads: true}},
flow_logs: [{{name: all, select: vpc-0ed6e0000000000a1, route: s3}}]}}"""
    plan = make_plan(load("flowlogs.yaml", text)).plan
    cloud["default/eu-west-1"] = {"stacks": {"flowlog-archive": {}}, "secrets": {}}
    done = shell.run(plan)
    assert done.returncode != 0
    assert f"the stack flowlog-archive has no output {output}" in done.stderr
    assert "key" not in done.stderr
    assert shell.secret() is None

    cloud["default/eu-west-1"]["stacks"]["flowlog-archive"] = {output: "found"}
    assert shell.run(plan).returncode == 0
    assert base64.b64decode(*shell.secret()["data"].values()) == b"found"


@pytest.mark.parametrize("step", ["get-secret-value", "create", "apply"])
def test_a_step_that_fails_is_told(shell, cloud, several, step):
    """Whoever runs the lines in a script learns that something went wrong, even after a whole answer."""
    cloud["breaks"] = step
    done = shell.run(several, **PROFILES)
    assert done.returncode != 0
    assert done.stderr


def test_the_first_failure_ends_it(shell, cloud, several):
    """When one key cannot be read, no other is fetched for nothing."""
    cloud["breaks"] = "get-secret-value"
    shell.run(several, **PROFILES)
    assert ["get-secret-value" in call["arguments"] for call in shell.calls()] == [False, True]
    assert shell.secret() is None


def test_the_next_key_arrives_beside_the_present_one(shell, cloud, several, with_aggregator):
    """While keys are replaced, AWSPENDING is accepted, too; a secret without one has its present key twice."""
    cloud["net/us-gov-west-1"]["secrets"][f"{US_ARN} AWSPENDING"] = secret_string("n3xt")
    rotating = with_aggregator(several, rotating=True)
    done = shell.run(rotating, **PROFILES)
    assert (done.returncode, done.stderr) == (0, "")
    got = {name: base64.b64decode(value).decode() for name, value in shell.secret()["data"].items()}
    assert list(got) == [name for key in access_keys(rotating) for name in key.names]
    assert list(got.values()) == [*[KEYS["generated"]] * 2, KEYS["existing"], "n3xt", *[KEYS["other"]] * 2]


def test_a_next_key_that_is_none_leaves_the_secret_as_it_was(shell, cloud, several, with_aggregator):
    """An empty key would let everyone in."""
    cloud["net/us-gov-west-1"]["secrets"][f"{US_ARN} AWSPENDING"] = secret_string("")
    assert shell.run(with_aggregator(several, rotating=True), **PROFILES).returncode != 0
    assert shell.secret() is None


def test_lines_are_whole_words_to_a_shell(several):
    """Names of stacks, secrets and namespaces are single words, in the places where they belong."""
    lines = secret_commands(several)
    assert all(shlex.split(line, posix=True) for line in lines)
    words = shlex.split(lines[-1].rstrip(")"))
    assert words[words.index("generic") + 1] == "edge-keys"
    assert words[words.index("--namespace") + 1] == "logging"
    assert len(lines) == 1 + len(access_keys(several)) + sum(not key.secret for key in access_keys(several)) + 1
    assert not re.search("[^ -~]", "".join(lines))


@pytest.mark.skipif(os.name != "posix", reason="the lines are for a POSIX system")
@pytest.mark.parametrize("rotating", [False, True])
def test_lines_are_valid_for_bash(several, with_aggregator, rotating):
    """Bash reads the whole without running it."""
    lines = secret_commands(with_aggregator(several, rotating=rotating))
    done = subprocess.run(["/bin/bash", "-n"], input="\n".join(lines), text=True, check=False)
    assert done.returncode == 0
