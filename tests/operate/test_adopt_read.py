"""What adopt reads, with which permissions, and what it says when it may not."""

import pytest
from fake_leftovers import ENCRYPTED, Leftovers, flow_log

from flowlog_config.discovery.policy import policy
from flowlog_config.operate.adopt import calls
from flowlog_config.operate.drift import calls as drift_calls


def test_makes_no_call_that_is_not_declared_and_reads_no_secret():
    """The policy it prints is the policy it needs."""
    account = Leftovers(head=ENCRYPTED)
    account.encrypt()
    account.has(X="x")
    flow_log(account, LogGroupName=account.group)
    account.look()
    assert set(account.asked) == {call.operation for call in (*calls.CALLS, *drift_calls.SHARED)}
    (statement,) = policy(calls.PERMISSIONS)["Statement"]
    assert all(one.split(":")[1].startswith(("Describe", "List", "Get")) for one in statement["Action"])
    assert "secretsmanager:GetSecretValue" not in statement["Action"]


@pytest.mark.parametrize("call", [*calls.CALLS, drift_calls.FLOW_LOGS], ids=lambda call: call.operation)
def test_what_is_denied_is_said_and_nothing_is_adopted(call):
    """What was not seen would be made anew beside what is there."""
    account = Leftovers(head=ENCRYPTED)
    account.encrypt()
    account.has(X="x")
    account.refuses = {call.operation}
    adoption = account.look()
    assert adoption.stacks == ()
    assert [line for line in adoption.not_read if line.startswith(f"{call.permission}: it is denied")]


def test_another_account_is_refused():
    """Its things would be taken for ours."""
    adoption = Leftovers(account_id="999988887777").look()
    assert adoption.stacks == ()
    assert "999988887777" in adoption.not_read[0]


def test_a_bucket_of_another_region_is_not_looked_at():
    """It is of another target, whose own look finds it; the list of buckets is the whole account's."""
    account = Leftovers()
    account.buckets[0]["BucketRegion"] = "us-east-1"
    (stack,) = account.look().stacks
    assert "FailedRecordsBucket" not in {one.logical_id for one in stack.adopted}
    assert "get_bucket_tagging" not in account.asked
