"""`flowlog discover` from the outside: what it writes, what it says, and how it exits."""

import json
from dataclasses import replace

from fake_accounts import FILE, KEY, OTHER_KEY
from fake_aws import ACCOUNT, OTHER, FakeSession, aws_error, vpc

from flowlog_config.discovery.sessions import SessionError
from flowlog_config.inventory import read_inventory, write_inventory


def test_writes_the_inventory_beside_the_file(accounts):
    """And says what is in it, and what to do with it."""
    ran = accounts.discover()
    assert ran.exit_code == 0
    assert set(read_inventory(accounts.inventory).targets) == {KEY, OTHER_KEY}
    assert "production (111122223333, eu-west-1)\n  1 vpc" in ran.stdout
    assert "network (444455556666, eu-central-1)\n  nothing there" in ran.stdout
    assert "Review and commit it" in ran.stdout
    assert "production (111122223333, eu-west-1): 1 resources read" in ran.stderr


def test_counts_what_it_lists(accounts):
    """Peering connections and endpoints only tell more about others, and what failed gives nothing."""
    peering = {"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"}}
    accounts.sessions[KEY] = FakeSession(
        describe_vpcs=[{"Vpcs": [vpc(1), vpc(2)]}],
        describe_vpc_peering_connections=[{"VpcPeeringConnections": [peering]}],
        describe_subnets=[{"Subnets": [{"SubnetId": "subnet-1"}]}, aws_error("UnauthorizedOperation")],
    )
    ran = accounts.discover()
    assert "\n  2 vpc\n" in ran.stdout
    assert "production (111122223333, eu-west-1): 2 resources read" in ran.stderr


def test_a_second_discovery_changes_no_byte(accounts):
    """Not even the day."""
    accounts.discover()
    whole = read_inventory(accounts.inventory)
    write_inventory(replace(whole, discovered="2020-01-01"), accounts.inventory)
    before = accounts.inventory.read_bytes()
    assert "is up to date" in accounts.discover().stdout
    assert accounts.inventory.read_bytes() == before


def test_says_what_changed(accounts):
    """New, vanished, changed."""
    accounts.has(vpc(1), vpc(2))
    accounts.discover()
    accounts.has(vpc(2, State="pending"), vpc(3, Tags=[{"Key": "Name", "Value": "shop"}]))
    said = accounts.discover().stdout
    assert f'new: {vpc(3)["VpcId"]} vpc "shop"' in said
    assert f"vanished: {vpc(1)['VpcId']} vpc" in said
    assert f'changed: {vpc(2)["VpcId"]} vpc: state: "available" to "pending"' in said


def test_check_writes_nothing_and_fails_on_a_change(accounts):
    """For a job that looks whether the committed inventory is still true."""
    assert accounts.discover("--check").exit_code == 1
    assert not accounts.inventory.exists()
    accounts.discover()
    assert accounts.discover("--check").exit_code == 0
    before = accounts.inventory.read_bytes()
    accounts.has(vpc(2))
    ran = accounts.discover("--check")
    assert ran.exit_code == 1
    assert "would change" in ran.stdout
    assert accounts.inventory.read_bytes() == before


def test_says_that_the_file_has_changed_and_not_the_account(accounts):
    """The stacks of its flow logs are recorded by a discovery, too; with what changed in the account, that is enough said."""
    whole = "version: 1\naggregator: {endpoint: 'https://a.example.com/', cluster_name: c}\n" + FILE
    entry = "flow_logs: [{name: a, targets: production, select: {type: vpc}}]\n"
    accounts.file.write_text(whole + entry)
    accounts.discover()
    accounts.file.write_text(whole + entry.replace("select", "max_aggregation_interval: 600, select"))
    ran = accounts.discover("--check")
    assert ran.exit_code == 1
    assert (
        "stacks of flow logs: 1 newly recorded, 1 no longer planned\n  nothing else: the file has changed" in ran.stdout
    )
    assert accounts.discover().exit_code == accounts.discover("--check").exit_code == 0
    accounts.has(vpc(1), vpc(2))
    said = accounts.discover().stdout
    assert "stacks of flow logs: 1 newly recorded, 0 no longer planned" in said
    assert "nothing else" not in said


def test_says_that_what_is_no_longer_selected_ends_to_be_logged(accounts):
    """Its row leaves the file in a review; that its records end is easily missed there."""
    whole = "version: 1\naggregator: {endpoint: 'https://a.example.com/', cluster_name: c}\n" + FILE
    accounts.file.write_text(whole + "flow_logs: [{name: a, targets: production, select: {type: vpc}}]\n")
    accounts.has(vpc(1), vpc(2))
    accounts.discover()
    id_ = vpc(2)["VpcId"]
    accounts.file.write_text(whole + f"flow_logs: [{{name: a, targets: production, select: {vpc(1)['VpcId']}}}]\n")
    said = accounts.discover().stdout
    assert (
        f"no flow log of their own any more: {id_}; the next deployment ENDS the logging of it, unless another one logs it"
        in said
    )
    accounts.has(vpc(1))
    assert "ENDS" not in accounts.discover().stdout


def test_a_target_that_cannot_be_read_keeps_its_part_and_fails(accounts):
    """The file never shrinks because AWS did not answer."""
    accounts.discover()
    accounts.sessions[KEY] = SessionError("no way in")
    accounts.has(vpc(7), key=OTHER_KEY)
    ran = accounts.discover()
    assert ran.exit_code == 1
    assert "not read: no way in; its part of the inventory stays as it was" in ran.stdout
    assert "not everything could be read" in ran.stderr
    found = read_inventory(accounts.inventory).targets
    assert list(found[KEY].resources) == [vpc(1)["VpcId"]]
    assert list(found[OTHER_KEY].resources) == [vpc(7)["VpcId"]]


def test_nothing_is_written_when_nothing_was_read(accounts):
    """No inventory is better than an empty one."""
    accounts.sessions = {KEY: SessionError("no way in"), OTHER_KEY: SessionError("no way in")}
    ran = accounts.discover()
    assert ran.exit_code == 1
    assert "it is not in the inventory" in ran.stdout
    assert f"Nothing could be read: {accounts.inventory} was not written" in ran.stdout
    assert not accounts.inventory.exists()


def test_an_inventory_is_not_called_up_to_date_when_nobody_could_be_asked(accounts):
    """Nothing has changed, as far as anybody knows, which is not far."""
    accounts.discover()
    accounts.sessions = {KEY: SessionError("no way in"), OTHER_KEY: SessionError("no way in")}
    for arguments in ((), ("--check",)):
        ran = accounts.discover(*arguments)
        assert ran.exit_code == 1
        assert f"Nothing could be read: {accounts.inventory} is as it was" in ran.stdout
        assert "up to date" not in ran.stdout


def test_says_that_up_to_date_is_only_what_could_be_read(accounts):
    """One target of two says nothing of the other."""
    accounts.discover()
    accounts.sessions[OTHER_KEY] = SessionError("no way in")
    assert accounts.discover().stdout.endswith("is up to date in what could be read\n")


def test_a_denied_call_is_written_down_and_fails(accounts):
    """A reviewer sees in the file what is missing."""
    denied = aws_error("UnauthorizedOperation")
    accounts.sessions[KEY] = FakeSession(describe_vpcs=[{"Vpcs": [vpc(1)]}], describe_nat_gateways=[denied])
    ran = accounts.discover()
    assert ran.exit_code == 1
    assert "not read: ec2:DescribeNatGateways: it is denied" in ran.stdout
    assert read_inventory(accounts.inventory).targets[KEY].not_read[0].endswith("NAT gateways are missing")


def test_one_target_alone_leaves_the_others(accounts):
    """Also those that are in the inventory only."""
    accounts.discover()
    accounts.has(vpc(5))
    accounts.has(vpc(6), key=OTHER_KEY)
    accounts.file.write_text(FILE.replace("network", "backbone").replace("eu-central-1", "eu-south-1"))
    assert accounts.discover("--target", "production").exit_code == 0
    found = read_inventory(accounts.inventory).targets
    assert list(found[KEY].resources) == [vpc(5)["VpcId"]]
    assert found[OTHER_KEY].resources == {}


def test_a_target_no_longer_in_the_file_is_left_out_and_said(accounts):
    """Only a discovery of all targets does so."""
    accounts.discover()
    accounts.file.write_text(FILE.rsplit("\n  - ", 1)[0] + "\n")
    ran = accounts.discover()
    assert "444455556666, eu-central-1: no longer in" in ran.stdout
    assert list(read_inventory(accounts.inventory).targets) == [KEY]


def test_says_what_cannot_be_logged_and_why(accounts):
    """Shared VPCs and transit gateways of another account, and connect attachments."""
    attachment = {
        "TransitGatewayAttachmentId": "tgw-attach-1",
        "ResourceType": "connect",
        "TransitGatewayOwnerId": ACCOUNT,
    }
    accounts.sessions[KEY] = FakeSession(
        describe_vpcs=[{"Vpcs": [vpc(1, OwnerId=OTHER)]}],
        describe_transit_gateways=[{"TransitGateways": [{"TransitGatewayId": "tgw-1", "OwnerId": OTHER}]}],
        describe_transit_gateway_attachments=[{"TransitGatewayAttachments": [attachment]}],
    )
    said = accounts.discover().stdout
    assert f"cannot be logged from here: {vpc(1)['VpcId']}: it is shared by account {OTHER}" in said
    assert "cannot be logged from here: tgw-1:" in said
    assert "cannot be logged from here: tgw-attach-1: a connect attachment" in said


def test_json_holds_every_id(accounts):
    """Nothing but JSON on standard output."""
    accounts.has(*map(vpc, range(30)))
    accounts.discover("--output", str(accounts.inventory))
    accounts.has()
    data = json.loads(accounts.discover("--json").stdout)
    assert (data["ok"], data["written"], data["changed"]) == (True, True, True)
    assert len(data["targets"][0]["vanished"]) == 30
    assert data["inventory"] == str(accounts.inventory)


def test_output_names_another_file(accounts, tmp_path):
    """The file's own inventory stays as it is."""
    accounts.discover("--output", str(tmp_path / "other.json"))
    assert set(read_inventory(tmp_path / "other.json").targets) == {KEY, OTHER_KEY}
    assert not accounts.inventory.exists()


def test_file_can_name_the_inventory(accounts, tmp_path):
    """Relative to itself."""
    accounts.file.write_text(FILE + "inventory: found/all.json\n")
    (tmp_path / "found").mkdir()
    accounts.discover()
    assert set(read_inventory(tmp_path / "found/all.json").targets) == {KEY, OTHER_KEY}
