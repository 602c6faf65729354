"""Flow logs stay where a state passes, where runs overlap, and where another run was quicker."""

from datetime import timedelta

import pytest
from keeper_rules import FORMAT, logged, resources, rule
from test_keeper import VPCS

TEN_MINUTES = timedelta(minutes=10)
ATTACHMENTS = rule("TransitGatewayAttachment", name="attachments")


def _all_in(state):
    """Give what makes all attachments of an answer be in a state."""

    def change(parsed, **_):
        for one in parsed["TransitGatewayAttachments"]:
            one["State"] = state

    return change


DESCRIBED = "after-call.ec2.DescribeTransitGatewayAttachments"


@pytest.mark.parametrize("state", ["rollingBack", "pending", "modifying", "deleting"])
def test_a_flow_log_stays_in_a_state_that_passes(account, keep, hook, state):
    """A change that is rolled back leaves the attachment as it was, and it must not be without records meanwhile."""
    keep(ATTACHMENTS)
    before = logged(account)
    assert before
    hook(DESCRIBED, _all_in(state))
    keep(ATTACHMENTS)
    assert logged(account) == before


@pytest.mark.parametrize("state", ["deleted", "failed", "rejected"])
def test_a_flow_log_goes_with_what_it_logs(account, keep, hook, state):
    """AWS still tells of what is gone, for an hour."""
    keep(ATTACHMENTS)
    hook(DESCRIBED, _all_in(state))
    keep(ATTACHMENTS)
    assert logged(account) == []


def test_the_old_flow_log_stays_while_the_new_one_cannot_be_made_yet(account, keep, hook):
    """A rule that changes meets an attachment that is changing, too: that is no failure, and the next run does it."""
    keep(ATTACHMENTS)
    before = logged(account)
    changed = rule("TransitGatewayAttachment", name="attachments", LogGroupName="other")
    hook(DESCRIBED, _all_in("rollingBack"))
    keep(changed)
    assert logged(account) == before
    hook(DESCRIBED, _all_in("available"))
    keep(changed)
    assert resources(account) == [resource for resource, _, _ in before]
    assert not {id_ for _, _, id_ in before} & {id_ for _, _, id_ in logged(account)}


def test_nothing_is_made_in_a_state_that_passes(account, keep, hook):
    """AWS would refuse it."""
    hook(DESCRIBED, _all_in("pendingAcceptance"))
    keep(ATTACHMENTS)
    assert logged(account) == []


def test_of_several_with_the_same_settings_the_oldest_stays(account, keep, hook):
    """AWS bills each, so none is left over."""
    keep(rule())
    first = logged(account)
    own = account.describe_flow_logs()["FlowLogs"][0]
    tags = [one for one in own["Tags"] if one["Key"].startswith("flowlog:")]
    for group in ("one", "two"):
        account.create_flow_logs(
            ResourceType="VPC",
            ResourceIds=[own["ResourceId"]],
            TrafficType="ALL",
            LogGroupName=group,
            LogFormat=FORMAT,
            DeliverLogsPermissionArn=own["DeliverLogsPermissionArn"],
            TagSpecifications=[{"ResourceType": "vpc-flow-log", "Tags": tags}],
        )
    assert len(logged(account)) == len(first) + 2

    def date(parsed, **_):
        for one in parsed["FlowLogs"]:
            one["CreationTime"] -= timedelta(seconds=one["FlowLogId"] in {id_ for _, _, id_ in first})

    hook("after-call.ec2.DescribeFlowLogs", date)
    keep(rule(), settled=TEN_MINUTES)
    assert logged(account) == first


def test_a_run_of_the_old_code_deletes_nothing_that_the_new_one_made(account, keep, hook):
    """It may begin when the new flow logs are made and the old ones are still there, and end after those are deleted."""
    keep(rule())
    begun = []

    def begin(**_):
        if not begun:
            begun.append(True)
            keep(rule(), settled=TEN_MINUTES)

    hook("before-call.ec2.DeleteFlowLogs", begin)
    keep(rule(MaxAggregationInterval=600), settled=TEN_MINUTES)
    assert begun
    assert [(resource, interval) for resource, interval, _ in logged(account)] == [(vpc, 600) for vpc in VPCS]


def test_what_nothing_replaces_is_deleted_only_when_no_run_can_have_just_made_it(account, keep):
    """Old code knows nothing of a rule that the new code has just begun to follow."""
    keep(rule())
    keep(settled=TEN_MINUTES)
    assert resources(account) == VPCS
    keep(settled=timedelta(0))
    assert resources(account) == []


def test_what_another_run_has_deleted_is_no_failure(account, keep, hook):
    """Two runs at once want the same flow logs gone, and no alarm is raised by that."""
    keep(rule())
    theirs = [logged(account)[1][2]]

    def delete(**_):
        if theirs:
            account.delete_flow_logs(FlowLogIds=[theirs.pop()])

    hook("before-call.ec2.DeleteFlowLogs", delete)
    keep()
    assert resources(account) == []
