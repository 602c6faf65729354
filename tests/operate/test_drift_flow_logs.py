"""Drift of flow logs."""

import pytest
from fake_account import Account
from small_network import ATTACHMENT, REGIONAL, VPC, WEB

from flowlog_config.operate.drift.finding import Kind


@pytest.fixture
def account():
    """An account that is as its file wants it."""
    return Account()


def test_a_flow_log_that_is_gone_is_found(account):
    """Nothing writes its records."""
    account.flow_logs.remove(account.logs(REGIONAL))
    (found,) = account.look().findings
    assert (found.kind, found.subject) == ("missing", REGIONAL)
    assert "--revert-drift" in found.use


def test_ours_that_is_not_planned_is_found(account):
    """Told by the file's tag."""
    spare = {**account.logs(REGIONAL), "FlowLogId": "fl-0000000000000000f", "ResourceId": WEB}
    account.flow_logs.append(spare)
    assert account.found() == [("not-planned", "fl-0000000000000000f")]


def test_advice_for_one_that_is_not_planned_is_not_to_deploy_it(account):
    """A deployment would neither mend nor bring back what is not in the file."""
    broken = {"DeliverLogsStatus": "FAILED", "DeliverLogsErrorMessage": "Access error"}
    tags = [one for one in account.logs(REGIONAL)["Tags"] if one["Key"] != "flowlog:entry"]
    spare = {**account.logs(REGIONAL), "FlowLogId": "fl-0000000000000000f", "ResourceId": WEB, "Tags": tags, **broken}
    account.flow_logs.append(spare)
    unplanned, failed = account.look().findings
    assert (unplanned.kind, failed.kind) == ("not-planned", "delivery-failed")
    assert "without the tag flowlog:entry" in unplanned.message
    assert "revert-drift" not in failed.use


def test_a_second_flow_log_of_ours_on_the_same_resource_is_not_planned(account):
    """One of the two is billed for nothing."""
    account.flow_logs.append({**account.logs(REGIONAL), "FlowLogId": "fl-0000000000000000f"})
    assert account.found() == [("not-planned", "fl-0000000000000000f")]


def test_one_that_is_not_active_is_found(account):
    """Whatever AWS calls it."""
    account.logs(REGIONAL)["FlowLogStatus"] = "DISABLED"
    (found,) = account.look().findings
    assert found.kind is Kind.NOT_ACTIVE
    assert "DISABLED" in found.message


@pytest.mark.parametrize(
    ("said", "what_to_do"),
    [
        ("Access error", "may not write to its log group"),
        ("Rate limited", "ask for a higher quota"),
        ("Unknown error", "AWS Support"),
        ("Something new", "EC2 API reference"),
    ],
)
def test_one_that_cannot_deliver_is_found_with_what_to_do(account, said, what_to_do):
    """AWS gives three reasons, and may give more."""
    account.logs(REGIONAL).update(DeliverLogsStatus="FAILED", DeliverLogsErrorMessage=said)
    (found,) = account.look().findings
    assert (found.kind, found.details["error"]) == ("delivery-failed", said)
    assert said in found.message
    assert what_to_do in found.use


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"TrafficType": "REJECT"}, "REJECT traffic, not ALL"),
        ({"LogFormat": "${version} ${srcaddr}"}, "its format is ${version} ${srcaddr}, not"),
        ({"MaxAggregationInterval": 600}, "600 s, not 60 s"),
        ({"TagFieldSpecifications": [{"ResourceType": "instance", "TagKeys": ["Team"]}]}, "other tags"),
        (
            {"LogDestinationType": "s3", "LogGroupName": "", "LogDestination": "arn:aws:s3:::b"},
            "to arn:aws:s3:::b (s3)",
        ),
    ],
)
def test_one_that_is_not_as_planned_is_found(account, change, said):
    """Its settings cannot be changed, so somebody made it anew."""
    account.logs(REGIONAL).update(change)
    (found,) = account.look().findings
    assert (found.kind, found.subject) == ("changed", account.logs(REGIONAL)["FlowLogId"])
    assert said in found.message


def test_a_format_with_other_spaces_is_the_same(account):
    """AWS may normalise it."""
    log = account.logs(REGIONAL)
    log["LogFormat"] = log["LogFormat"].replace(" ", "  ")
    assert account.found() == []


def test_one_that_writes_to_a_log_group_of_others_is_found(account):
    """Told by the tags of the log group, whatever its name."""
    account.groups["/flowlog/vpc/lookalike"] = {
        "logGroupName": "/flowlog/vpc/lookalike",
        "arn": "a:log-group:/flowlog/vpc/lookalike:*",
    }
    account.groups["/flowlog/vpc/lookalike"]["retentionInDays"] = 14
    account.group_tags["/flowlog/vpc/lookalike"] = {}
    account.filters["/flowlog/vpc/lookalike"] = account.filters[account.logs(REGIONAL)["LogGroupName"]]
    account.logs(REGIONAL)["LogGroupName"] = "/flowlog/vpc/lookalike"
    (found,) = account.look().findings
    assert found.kind is Kind.CHANGED
    assert "not a log group of this file" in found.message


def test_a_log_group_may_have_any_name(account):
    """CloudFormation may choose it."""
    (old,) = account.groups
    for one in account.flow_logs:
        one["LogGroupName"] = "LogGroupVpc-aB3dE5"
    account.groups = {
        "LogGroupVpc-aB3dE5": {**account.groups[old], "logGroupName": "LogGroupVpc-aB3dE5", "arn": "a:log-group:g:*"}
    }
    account.group_tags = {"g": account.group_tags[old]}
    account.filters = {"LogGroupVpc-aB3dE5": account.filters[old]}
    assert account.found() == []


def test_a_destination_given_by_arn_is_the_same_log_group(account):
    """AWS takes both, and describes what it was given."""
    log = account.logs(REGIONAL)
    log["LogDestination"] = f"arn:aws:logs:eu-west-1:111122223333:log-group:{log.pop('LogGroupName')}"
    assert account.found() == []


def test_a_transit_gateways_flow_log_has_no_traffic_type():
    """AWS gives none, and that is right."""
    account = Account("flow_logs: [{name: between, select: inter-vpc}]")
    assert account.logs(ATTACHMENT)["TrafficType"] is None
    assert account.found() == []


def test_two_entries_on_one_resource_are_told_apart():
    """By their settings, and where these agree by their tag."""
    account = Account(
        f"flow_logs: [{{name: a, select: {VPC}, traffic_type: ACCEPT}}, {{name: b, select: {VPC}, traffic_type: REJECT}}]"
    )
    account.flow_logs.reverse()
    assert account.found() == []
    account.flow_logs[0]["MaxAggregationInterval"] = 600
    assert [kind for kind, _ in account.found()] == ["changed"]


def test_a_kind_of_difference_can_be_accepted(account):
    """And is counted all the same."""
    account.others_log(REGIONAL)
    drift = account.look(ignored=[Kind.BY_OTHERS])
    assert drift.findings == ()
    assert drift.notes == ("1 of by-others ignored",)
