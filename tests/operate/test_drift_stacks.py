"""Drift where another stack has the file's `name`: of a renamed target, or of somebody else's file."""

import pytest
from fake_account import Account
from small_network import REGIONAL, WEB

from flowlog_config.operate.drift.finding import Kind


@pytest.fixture
def account():
    """An account that is as its file wants it."""
    return Account()


def of_stack(flow_log, stack):
    """Give a flow log with the tag that CloudFormation puts on what a stack makes."""
    made = {"Key": "aws:cloudformation:stack-name", "Value": stack}
    return {**flow_log, "Tags": [*flow_log["Tags"], made]}


@pytest.mark.parametrize(
    ("stack", "first", "last"),
    [
        ("", "no stack made it: find out who did", "anybody deletes it"),
        ("flowlog-111122223333-eu-west-1", "npx cdk deploy --all removes", "no longer has"),
        (
            "flowlog-theirs",
            "find out whose it is first: where another file with this `name`",
            "aws cloudformation delete-stack --region eu-west-1 --stack-name flowlog-theirs",
        ),
    ],
    ids=["of-none", "of-ours", "of-another"],
)
def test_deleting_what_is_not_planned_never_comes_first(account, stack, first, last):
    """It may be of another file with the same `name`, or of the target's former name; its stack is named."""
    spare = {**account.logs(REGIONAL), "FlowLogId": "fl-0000000000000000f", "ResourceId": WEB}
    account.flow_logs.append(of_stack(spare, stack) if stack else spare)
    (found,) = account.look().findings
    assert found.details["stack"] == stack
    assert stack in found.message
    assert found.use.startswith(first)
    assert found.use.endswith(last)


def test_flow_logs_of_another_stack_do_not_stand_in_for_a_missing_one(account):
    """As after the target was renamed: each planned flow log is there, and the planned stack is not."""
    account.flow_logs = [of_stack(one, "flowlog-former") for one in account.flow_logs]
    (found,) = account.look().findings
    assert (found.kind, found.subject) == ("missing-stack", "flowlog-111122223333-eu-west-1")
    assert "are of flowlog-former" in found.message
    assert "Renaming a target or the file" in found.use
    account.flow_logs = [of_stack(one, "flowlog-111122223333-eu-west-1") for one in account.flow_logs]
    assert account.found() == []


def test_what_the_plans_own_stack_made_is_its_own(account):
    """A stack of the former name logs the same, and is listed first; what the new one made is not called surplus."""
    own = [of_stack(one, "flowlog-111122223333-eu-west-1") for one in account.flow_logs]
    former = [
        of_stack({**one, "FlowLogId": f"fl-a{one['FlowLogId'][4:]}"}, "flowlog-former") for one in account.flow_logs
    ]
    account.flow_logs = [*former, *own]
    found = account.look().findings
    assert {(one.kind, one.details["stack"]) for one in found} == {(Kind.NOT_PLANNED, "flowlog-former")}
    assert len(found) == len(former)
