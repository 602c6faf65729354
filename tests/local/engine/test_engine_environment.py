"""The environment for child processes: it reaches the engine or nothing, whatever the user has set."""

import json
import subprocess
import sys

import pytest

from flowlog_config.local.engine import Settings
from flowlog_config.local.engine.environment import local_environment
from flowlog_config.local.engine.isolated_session import isolated_session

_HOSTILE = {
    "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL",
    "AWS_SECRET_ACCESS_KEY": "real-secret",
    "AWS_SESSION_TOKEN": "real-token",
    "AWS_PROFILE": "production",
    "AWS_ENDPOINT_URL_EC2": "https://ec2.eu-west-1.amazonaws.com",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.2/creds",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/token",
    "AWS_ROLE_ARN": "arn:aws:iam::444455556666:role/real",
    "CDK_DEFAULT_ACCOUNT": "444455556666",
    "HTTP_PROXY": "http://proxy.example:3128",
    "NO_PROXY": "internal.example",
    "PATH": "/usr/bin:/bin",
}
_ASK = """
import boto3, json
session = boto3.Session()
found = session.get_credentials().get_frozen_credentials()
clients = [boto3.client(name) for name in ("ec2", "sts", "s3")]
print(json.dumps({"key": found.access_key, "token": found.token, "region": session.region_name,
    "urls": sorted({each.meta.endpoint_url for each in clients}),
    "account": boto3.client("sts").get_caller_identity()["Account"]}))
"""


def _environment(engine, home, inherited):
    return local_environment(
        endpoint_url=engine.endpoint_url,
        account_id="111122223333",
        region="eu-west-1",
        cdk_home=home,
        inherited=inherited,
    )


def _ask(environment):
    result = _run(environment)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def _run(environment):
    command = [sys.executable, "-c", _ASK]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours


def test_real_credentials_profiles_and_endpoints_are_never_used(engine, tmp_path):
    """A user with everything set to a real account still talks to the engine."""
    answer = _ask(_environment(engine, tmp_path / "cdk", _HOSTILE))
    assert answer == {
        "key": "111122223333",
        "token": None,
        "region": "eu-west-1",
        "urls": [engine.endpoint_url],
        "account": "111122223333",
    }


def test_nothing_of_the_users_aws_settings_is_passed_on(engine, tmp_path):
    """No secret of theirs reaches the child process."""
    environment = _environment(engine, tmp_path, _HOSTILE)
    assert not {"real-secret", "real-token", "AKIAREALREALREALREAL"} & set(environment.values())
    assert "AWS_ROLE_ARN" not in environment
    assert "CDK_DEFAULT_ACCOUNT" not in environment
    assert environment["HTTP_PROXY"] == "http://proxy.example:3128"
    assert environment["NO_PROXY"].split(",") == ["internal.example", "127.0.0.1", "localhost", "::1"]


@pytest.mark.parametrize("profile", ["default", "production"])
def test_a_profile_chosen_later_is_the_engines_or_none(engine, tmp_path, profile):
    """A script that sets a profile itself cannot reach the user's own configuration files."""
    environment = {**_environment(engine, tmp_path, _HOSTILE), "AWS_PROFILE": profile}
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del environment[name]
    result = _run(environment)
    if profile == "default":
        assert json.loads(result.stdout)["key"] == "111122223333"
    else:
        assert "could not be found" in result.stderr


def test_clients_of_the_engine_work_whatever_is_set(engine, monkeypatch, tmp_path):
    """A missing profile, a broken file or a proxy does not come between."""
    (tmp_path / "config").write_text("this is no configuration file")
    for name, value in {**_HOSTILE, "AWS_CONFIG_FILE": str(tmp_path / "config")}.items():
        monkeypatch.setenv(name, value)
    isolated_session.cache_clear()
    sts = engine.client("sts", region="eu-central-1")
    assert sts.meta.endpoint_url == engine.endpoint_url
    assert sts.get_caller_identity()["Account"] == "111122223333"


def test_the_cdk_finds_a_bootstrap_wherever_it_asks(running_engine):
    """In any account and region, unless the settings leave it out."""
    name = "/cdk-bootstrap/hnb659fds/version"
    elsewhere = {"account_id": "444455556666", "region": "us-east-1"}
    running_engine.configure(Settings())
    assert running_engine.client("ssm", **elsewhere).get_parameter(Name=name)["Parameter"]["Value"] == "33"
    (bucket,) = running_engine.client("s3", **elsewhere).list_buckets()["Buckets"]
    assert bucket["Name"] == "cdk-hnb659fds-assets-444455556666-us-east-1"
    running_engine.configure(Settings(bootstrapped=False))
    ssm = running_engine.client("ssm", **elsewhere)
    for parameter in (name, "/another"):
        with pytest.raises(ssm.exceptions.ParameterNotFound):
            ssm.get_parameter(Name=parameter)
