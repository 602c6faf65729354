"""The function as a stack set carries it, run against an embedded account with a sample network."""

import importlib.util
import json
from datetime import timedelta
from types import SimpleNamespace

import boto3
import pytest
from cloudformation_answers import Answers

from flowlog_config.local.engine import start
from flowlog_constructs.keeper.source import source

ACCOUNT, STACK = "111122223333", "arn:aws:cloudformation:eu-west-1:111122223333:stack/StackSet-flowlog/1-2-3-4-5"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/flow-logs"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "vpc-flow-logs.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


@pytest.fixture(scope="session")
def keeper_engine():
    """An engine with the sample network, started once."""
    with start(sample_network=True) as engine:
        yield engine


@pytest.fixture
def account(keeper_engine, monkeypatch, tmp_path):
    """An account as a member stack finds it, with the role and log group that the stack makes first."""
    keeper_engine.reset()
    for name, value in keeper_engine.environment(tmp_path / "cdk").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    keeper_engine.client("iam").create_role(RoleName="flow-logs", AssumeRolePolicyDocument=json.dumps(TRUST))
    keeper_engine.client("logs").create_log_group(logGroupName="group")
    return keeper_engine.client("ec2")


@pytest.fixture
def keep(account, tmp_path):  # noqa: ARG001 - there has to be one
    """Run the function's text with rules, as a schedule does or with an event; the text is the one in the template."""

    def run(*rules, event=None, stack=STACK, waits=(0, 0), tags=None, settled=timedelta(0)):
        path = tmp_path / "index.py"
        path.write_text(source({"stack": stack, "rules": rules, "tags": tags or {}}), encoding="utf-8")
        spec = importlib.util.spec_from_file_location("index", path)
        function = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(function)
        function.WAITS, function.SETTLED = waits, settled
        function.handler(
            event or {}, SimpleNamespace(invoked_function_arn=f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:keeper")
        )

    return run


@pytest.fixture
def hook(account, monkeypatch):  # noqa: ARG001 - there has to be one
    """Hang a function on an event of the keeper's clients from now on, with the arguments botocore gives."""
    client = boto3.client

    def hang(event, function):
        def hooked(name):
            made = client(name)
            made.meta.events.register(event, function)
            return made

        monkeypatch.setattr(boto3, "client", hooked)

    return hang


@pytest.fixture
def cloudformation():
    """What CloudFormation is told."""
    with Answers() as answers:
        yield answers
