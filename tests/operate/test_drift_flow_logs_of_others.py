"""Flow logs of others beside ours: which cost the same records twice, and which are none of our business."""

import pytest
from fake_account import Account
from small_network import GATEWAY, NAT_INTERFACE, REGIONAL, SUBNET, VPC, WEB

from flowlog_config.operate.drift import deployed
from flowlog_config.operate.drift.finding import Kind
from flowlog_constructs.keeper.function import STACK as STACK_TAG


@pytest.fixture
def account():
    """An account that is as its file wants it."""
    return Account()


@pytest.mark.parametrize(
    ("where", "billed"), [(NAT_INTERFACE, [NAT_INTERFACE]), (SUBNET, [NAT_INTERFACE]), (VPC, [NAT_INTERFACE])]
)
def test_a_flow_log_of_others_on_the_same_traffic_is_found(account, where, billed):
    """On the resource itself, or on what it is in."""
    account.others_log(where)
    (found,) = account.look().findings
    assert found.kind is Kind.BY_OTHERS
    assert found.details["same"] == billed
    assert "billed twice" in found.message
    assert "arn:aws:s3:::security" in found.message


def test_a_flow_log_of_others_inside_what_we_log_is_found():
    """Ours has its records, too."""
    account = Account(f"flow_logs: [{{name: a, select: {VPC}}}]")
    account.others_log(WEB)
    (found,) = account.look().findings
    assert found.details["same"] == [VPC]


def test_a_flow_log_of_others_elsewhere_is_none_of_our_business(account):
    """Nothing is billed twice."""
    account.others_log(WEB)
    account.others_log(GATEWAY, FlowLogId="fl-2")
    account.others_log("vpc-of-nobody", FlowLogId="fl-3")
    assert account.found() == []


def test_traffic_of_another_kind_is_not_billed_twice():
    """ACCEPT there, REJECT here."""
    account = Account(f"flow_logs: [{{name: a, select: {VPC}, traffic_type: REJECT}}]")
    account.others_log(VPC, TrafficType="ACCEPT")
    assert account.found() == []
    account.others_log(VPC, TrafficType="REJECT")
    assert [kind for kind, _ in account.found()] == ["by-others"]


def test_a_flow_log_of_another_file_is_named_so(account):
    """Two files for one account have two names."""
    account.others_log(REGIONAL, Tags=[{"Key": "flowlog:name", "Value": "security"}])
    (found,) = account.look().findings
    assert 'of the file named "security"' in found.message


def _of_a_rule(name="flowlog"):
    tags = {"flowlog:name": name, "flowlog:entry": "networks", STACK_TAG: "arn:aws:cloudformation:stack/member"}
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def test_the_tag_of_an_organizations_flow_logs_is_the_one_they_get():
    """Two rooms that may not import each other know it."""
    assert deployed.STACK_TAG == STACK_TAG


def test_what_a_rule_of_an_organization_made_is_neither_ours_nor_a_strangers(account):
    """Nobody is told to delete it: it is no entry's, and would be made again."""
    account.others_log(WEB, Tags=_of_a_rule())
    drift = account.look()
    assert drift.findings == ()
    assert drift.notes == ("flow logs that rules of an organization made, and look after themselves: 1",)


@pytest.mark.parametrize("name", ["flowlog", "theirs"])
def test_one_of_a_rule_on_the_same_traffic_is_billed_twice(account, name):
    """Also on the very resource that an entry logs, with its settings."""
    account.flow_logs.append(
        {
            **account.logs(REGIONAL),
            "FlowLogId": "fl-0000000000000000f",
            "Tags": _of_a_rule(name),
            "LogGroupName": "theirs",
        }
    )
    (found,) = account.look().findings
    assert (found.kind, found.subject) == ("by-organization", "fl-0000000000000000f")
    assert f'of the rule "networks" of an organization, of the file named "{name}"' in found.message
    assert "delete nothing" in found.use
