"""Flow logs are as the rules say after every run, and nobody else's are touched."""

import boto3
import pytest
from botocore.exceptions import ClientError
from keeper_rules import FORMAT, logged, resources, rule

VPCS = ["vpc-05e2f0000000000c1", "vpc-0c0de0000000000b1", "vpc-0ed6e0000000000a1"]


def test_every_vpc_is_logged_once_however_often_it_runs(account, keep):
    """A schedule must not add up."""
    keep(rule())
    first = logged(account)
    keep(rule())
    assert [resource for resource, _, _ in first] == VPCS
    assert logged(account) == first


def test_what_is_made_later_is_logged_at_the_next_run(account, keep):
    """That is what the rules are for: nobody has to write down an id."""
    keep(rule())
    made = account.create_vpc(CidrBlock="10.77.0.0/16")["Vpc"]["VpcId"]
    keep(rule())
    assert sorted([*VPCS, made]) == resources(account)


def test_a_change_makes_the_new_flow_log_and_then_deletes_the_old(account, keep):
    """Afterwards each resource has the new one only."""
    keep(rule())
    old = {id_ for _, _, id_ in logged(account)}
    keep(rule(MaxAggregationInterval=600))
    assert [(resource, interval) for resource, interval, _ in logged(account)] == [(vpc, 600) for vpc in VPCS]
    assert not old & {id_ for _, _, id_ in logged(account)}


def test_the_old_flow_log_stays_where_the_new_one_cannot_be_made(account, keep):
    """Never a gap: better the old settings than none. The run fails, so that the alarm is raised."""
    keep(rule())
    before = logged(account)
    with pytest.raises(RuntimeError, match=r"networks: vpc-05e2f0000000000c1: .*61"):
        keep(rule(MaxAggregationInterval=61))
    assert logged(account) == before


def test_a_rule_that_fails_keeps_no_other_rule_from_its_work(account, keep):
    """One wrong rule costs its own flow logs only."""
    with pytest.raises(RuntimeError, match="networks"):
        keep(rule(MaxAggregationInterval=61), rule("TransitGateway", name="gateways"))
    assert [one[:3] for one in resources(account)] == ["tgw"]


def test_flow_logs_of_others_are_neither_counted_nor_deleted(account, keep):
    """Neither those without our tag nor those of another stack of ours."""
    account.create_flow_logs(ResourceType="VPC", ResourceIds=VPCS[:1], LogFormat=FORMAT, **_request("theirs"))
    keep(rule(), stack="another")
    others = logged(account)
    keep(rule(LogGroupName="own", TrafficType="REJECT"))
    keep()
    assert logged(account) == others


def _request(group):
    role = "arn:aws:iam::111122223333:role/flow-logs"
    return {"TrafficType": "ALL", "LogGroupName": group, "DeliverLogsPermissionArn": role}


def test_tags_choose_and_tags_leave_out(account, keep):
    """All tags of a rule must be there, with one of the values; * matches anything, and a ? or [ only itself."""
    wanted, other, refused = VPCS
    account.create_tags(Resources=VPCS, Tags=[{"Key": "env", "Value": "prod-eu"}])
    account.create_tags(Resources=[other], Tags=[{"Key": "env", "Value": "test[1]?"}])
    account.create_tags(Resources=[refused], Tags=[{"Key": "flow-logs", "Value": ""}])
    keep(rule(tags={"env": ["none", "prod-*"]}, without_tags=["flow-logs"]))
    assert resources(account) == [wanted]
    keep(rule(tags={"env": ["test[1]?"]}))
    assert resources(account) == [other]
    keep(rule(tags={"env": ["test???"], "absent": ["*"]}))
    assert resources(account) == []


def test_a_resource_that_is_no_longer_meant_loses_its_flow_log(account, keep):
    """An owner opts out by a tag, and in again."""
    keep(rule(without_tags=["off"]))
    account.create_tags(Resources=VPCS[:1], Tags=[{"Key": "off", "Value": ""}])
    keep(rule(without_tags=["off"]))
    assert resources(account) == VPCS[1:]
    account.delete_tags(Resources=VPCS[:1], Tags=[{"Key": "off"}])
    keep(rule(without_tags=["off"]))
    assert resources(account) == VPCS


def test_gateways_and_attachments_but_no_connect_ones(account, keep):
    """AWS gives a connect attachment no flow log, and refuses the whole request."""
    keep(rule("TransitGateway", name="gateways"), rule("TransitGatewayAttachment", name="attachments"))
    every = account.describe_transit_gateway_attachments()["TransitGatewayAttachments"]
    able = {one["TransitGatewayAttachmentId"] for one in every if one["ResourceType"] != "connect"}
    assert able
    assert {one for one in resources(account) if one.startswith("tgw-attach")} == able
    assert {one for one in resources(account) if not one.startswith("tgw-attach")} == {
        one["TransitGatewayId"] for one in account.describe_transit_gateways()["TransitGateways"]
    }


def test_more_resources_than_a_request_takes(account, keep):
    """25 is the most for transit gateways, and kept to for all."""
    made = [account.create_vpc(CidrBlock=f"10.{number}.0.0/16")["Vpc"]["VpcId"] for number in range(100, 160)]
    keep(rule())
    assert sorted([*VPCS, *made]) == resources(account)
    keep()
    assert resources(account) == []


def test_flow_logs_say_whose_they_are_and_why(account, keep):
    """The file's tags, the rule's, and those by which the function knows its own."""
    keep(rule(), tags={"team": "network"})
    made = account.describe_flow_logs()["FlowLogs"]
    assert made
    for one in made:
        tags = {tag["Key"]: tag["Value"] for tag in one["Tags"]}
        assert tags.keys() == {"team", "Name", "flowlog:stack", "flowlog:settings"}
        assert (tags["team"], tags["Name"]) == ("network", "flowlog/networks")


def test_two_rules_that_ask_for_the_same_share_a_flow_log(account, keep):
    """AWS would refuse the second one."""
    keep(rule(), rule(name="again"))
    assert resources(account) == VPCS


def test_cloudformation_is_told_that_it_went_well(keep, cloudformation):
    """The id stays the same for ever, so that CloudFormation never takes a change for a replacement."""
    keep(rule(), event=cloudformation.asks("Create"))
    keep(rule(MaxAggregationInterval=600), event=cloudformation.asks("Update"))
    assert [one["Status"] for one in cloudformation.got] == ["SUCCESS", "SUCCESS"]
    assert len({one["PhysicalResourceId"] for one in cloudformation.got}) == 1
    assert cloudformation.got[0].keys() >= {"StackId", "RequestId", "LogicalResourceId", "Reason"}


def test_cloudformation_is_told_why_it_failed(keep, cloudformation):
    """The stack set shows the reason beside the account; without an answer it would wait for ten minutes."""
    with pytest.raises(RuntimeError):
        keep(rule(MaxAggregationInterval=61), event=cloudformation.asks("Create"))
    (answer,) = cloudformation.got
    assert answer["Status"] == "FAILED"
    assert "networks: vpc-" in answer["Reason"]


def test_what_cannot_be_made_yet_is_tried_again_while_cloudformation_waits(keep, cloudformation, monkeypatch, account):
    """IAM takes seconds to tell everyone of a new role; the stack must not fail by it."""
    refusals = ["Unable to assume given IAM role"] * 2
    slept = []
    monkeypatch.setattr("time.sleep", slept.append)
    client = boto3.client

    def refusing(name):
        ec2 = client(name)

        def refuse(**_):
            if refusals:
                wrong = {"Error": {"Code": "InvalidParameter", "Message": refusals.pop()}}
                raise ClientError(wrong, "CreateFlowLogs")

        ec2.meta.events.register("before-call.ec2.CreateFlowLogs", refuse)
        return ec2

    monkeypatch.setattr(boto3, "client", refusing)
    keep(rule(), event=cloudformation.asks("Create"), waits=(5, 10, 20))
    assert slept == [0, 5, 10]
    assert [one["Status"] for one in cloudformation.got] == ["SUCCESS"]
    assert resources(account) == VPCS


def test_a_schedule_does_not_wait_and_the_next_run_is_its_second_try(keep, monkeypatch):
    """Waiting costs, and the next round is near."""
    slept = []
    monkeypatch.setattr("time.sleep", slept.append)
    with pytest.raises(RuntimeError):
        keep(rule(MaxAggregationInterval=61))
    assert slept == [0]


def test_at_the_end_of_the_stack_its_own_flow_logs_go(account, keep, cloudformation):
    """And only those: other stacks' stay."""
    keep(rule(), stack="another")
    others = logged(account)
    keep(rule(MaxAggregationInterval=600))
    keep(rule(MaxAggregationInterval=600), event=cloudformation.asks("Delete"))
    assert logged(account) == others
    assert [one["Status"] for one in cloudformation.got] == ["SUCCESS"]
