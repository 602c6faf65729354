"""Nothing is made while the stack ends: a run that was called before may still begin, or go on, after all is deleted."""

import json

import pytest
from keeper_rules import logged, resources, rule
from test_keeper import VPCS

TEMPLATE = json.dumps({"Resources": {"Nothing": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}})
DESCRIBED = "after-call.cloudformation.DescribeStacks"


@pytest.fixture
def stack(account, keeper_engine):  # noqa: ARG001 - an empty one
    """The id of a stack that is there."""
    client = keeper_engine.client("cloudformation")
    id_ = client.create_stack(StackName="member", TemplateBody=TEMPLATE)["StackId"]
    client.get_waiter("stack_create_complete").wait(StackName=id_, WaiterConfig={"Delay": 1})
    return id_


def _in(status):
    """Give what makes a stack be in a state."""

    def change(parsed, **_):
        parsed["Stacks"][0]["StackStatus"] = status

    return change


def test_a_run_that_begins_after_the_deletion_makes_nothing(account, keep, stack, keeper_engine, cloudformation):
    """As one that the schedule had called already: the stack is gone, and nobody would ever delete what it makes."""
    keep(rule(), stack=stack)
    assert resources(account) == VPCS
    keep(rule(), stack=stack, event=cloudformation.asks("Delete"))
    client = keeper_engine.client("cloudformation")
    client.delete_stack(StackName=stack)
    client.get_waiter("stack_delete_complete").wait(StackName=stack, WaiterConfig={"Delay": 1})
    keep(rule(), stack=stack)
    assert resources(account) == []


@pytest.mark.parametrize("status", ["DELETE_IN_PROGRESS", "DELETE_FAILED", "ROLLBACK_IN_PROGRESS"])
def test_nothing_is_made_while_the_stack_goes(account, keep, stack, hook, status):
    """Also when its creation is taken back."""
    hook(DESCRIBED, _in(status))
    keep(rule(), stack=stack)
    assert resources(account) == []


@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"])
def test_flow_logs_are_made_in_all_other_states(account, keep, stack, hook, status):
    """An update that is taken back leaves a stack that logs."""
    hook(DESCRIBED, _in(status))
    keep(rule(), stack=stack)
    assert resources(account) == VPCS


def test_a_run_that_the_deletion_overtakes_takes_back_what_it_made(account, keep, stack, hook):
    """The deletion begins while the run makes flow logs, and may have looked before they were there."""
    seen = iter(["UPDATE_COMPLETE", "DELETE_IN_PROGRESS"])
    hook(DESCRIBED, lambda parsed, **_: _in(next(seen))(parsed))
    keep(rule(), stack=stack)
    assert logged(account) == []
    assert next(seen, None) is None


def test_the_deletion_looks_again_until_nothing_is_found(account, keep, stack, hook, cloudformation):
    """A run that makes flow logs meanwhile cannot leave them behind."""
    keep(rule(), stack=stack)
    late = [rule(MaxAggregationInterval=600)]

    def make(**_):
        if late:
            keep(late.pop(), stack=stack)

    hook("before-call.ec2.DeleteFlowLogs", make)
    keep(rule(), stack=stack, event=cloudformation.asks("Delete"))
    assert logged(account) == []
    assert [one["Status"] for one in cloudformation.got] == ["SUCCESS"]


def test_the_deletion_fails_when_its_last_look_still_found_some(keep, stack, cloudformation):
    """CloudFormation must not be told that they are gone."""
    keep(rule(), stack=stack)
    with pytest.raises(RuntimeError, match="was still there"):
        keep(rule(), stack=stack, event=cloudformation.asks("Delete"), waits=())
    assert [one["Status"] for one in cloudformation.got] == ["FAILED"]


def test_flow_logs_are_made_where_the_stack_may_not_be_read(account, keep):
    """Records matter more than what might be left behind."""
    keep(rule(), stack="arn:aws:cloudformation:eu-west-1:111122223333:stack/unknown/1")
    assert resources(account) == VPCS
