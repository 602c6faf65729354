"""Logical ids and names are contracts: what does not change in the account does not change in the template."""

import pytest
from synthesised import HEAD, TARGET, synthesise

FIRST = "  - {name: first, select: [vpc-0ed6e0000000000a1, tgw-0ab1e0000000000d1]}\n"
SECOND = "  - {name: second, select: vpc-0c0de0000000000b1, traffic_type: REJECT}\n"


@pytest.fixture(scope="module")
def resources(tmp_path_factory):
    """Give the resources that entries become."""

    def made(*entries):
        text = f"{HEAD}{TARGET}\nflow_logs:\n{''.join(entries)}"
        return synthesise(text, tmp_path_factory.mktemp("identity")).documents[0]["Resources"]

    return made


def test_fixed_ids_of_what_a_stack_has_once(resources):
    """These ids never change: a new one would replace a bucket, a secret or a role."""
    once = {
        "AccessKeySecret",
        "ErrorLogGroup",
        "FailedRecordsBucket",
        "FailedRecordsBucketPolicy",
        "FlowLogRole",
        "StreamRole",
        "SubscriptionRole",
    }
    assert once <= resources(FIRST).keys()


def test_ids_of_a_flow_log_and_its_way(resources):
    """Ids come from what is logged and where to, and from nothing else."""
    assert {id_ for id_ in resources(FIRST) if "Tgw" in id_} == {
        "BackupErrorsTgw9822c72e",
        "FlowLogTgw0ab1e0000000000d1Tgw9822c72e",
        "ForwardingTgw9822c72e",
        "HttpErrorsTgw9822c72e",
        "LogGroupTgw9822c72e",
        *(f"SavedQueryTgw9822c72e{one}" for one in ("AwsServices", "Conversations", "CrossAz", "Direction")),
        *(f"SavedQueryTgw9822c72e{one}" for one in ("InternetEgress", "PortScans", "RemoteLogins")),
        *(f"SavedQueryTgw9822c72e{one}" for one in ("TopBytes", "TopPackets")),
        "StreamTgw9822c72e",
    }


def test_order_of_entries_changes_nothing(resources):
    """Entries may be sorted by whoever reads them."""
    assert resources(FIRST, SECOND) == resources(SECOND, FIRST)


def test_renaming_an_entry_changes_tags_only(resources):
    """Tags are updated in place; anything else of a flow log would be replaced."""
    before, after = resources(FIRST), resources(FIRST.replace("first", "renamed"))
    for resource in (*before.values(), *after.values()):
        resource["Properties"].pop("Tags", None)
    assert before == after


def test_adding_an_entry_changes_nothing_that_exists(resources):
    """A new flow log never makes CloudFormation touch another."""
    before, after = resources(FIRST), resources(FIRST, SECOND)
    assert before.items() <= after.items()
    assert len(after) > len(before)


def test_removing_an_entry_changes_no_permission(resources):
    """The last records of a removed flow log still have to get through."""
    before, after = resources(FIRST, SECOND), resources(FIRST)
    roles = [id_ for id_, one in before.items() if one["Type"] == "AWS::IAM::Role"]
    assert len(roles) == 3
    assert all(before[id_] == after[id_] for id_ in roles)
