"""`flowlog init`: the first file."""

import json

import pytest
import yaml
from click.testing import CliRunner
from small_network import ACCOUNT, REGION, everything, interface, inventory

from flowlog_config.inventory.file import read_inventory, write_inventory
from flowlog_config.operate import init_command
from flowlog_config.operate.check_command import check
from flowlog_config.operate.cost_command import cost
from flowlog_config.operate.init_command import init
from flowlog_config.plan.record import recorded_after
from flowlog_config.schema import commands
from flowlog_config.schema.load import load

ENDPOINT = ("--endpoint", "https://flowlogs.example.com/", "--cluster-name", "production")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder beside an inventory."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    write_inventory(inventory(), tmp_path / "given.json")
    return tmp_path / "here"


def run(*arguments):
    """Run the command; an inventory is beside the folder."""
    return CliRunner().invoke(init, ["--inventory", "../given.json", *arguments], catch_exceptions=False)


def test_writes_a_file_that_passes_its_check_with_its_inventory(folder):
    """With the edge selector, the account's targets, and nothing to correct."""
    ran = run(*ENDPOINT)
    assert ran.exit_code == 0, ran.output
    checked = CliRunner().invoke(check, ["--strict"])
    assert checked.exit_code == 0, checked.output
    written = yaml.safe_load((folder / "flowlogs.yaml").read_text())
    assert written["targets"] == [{"account": ACCOUNT, "region": REGION}]
    assert [entry["select"] for entry in written["flow_logs"]] == ["edge"]
    found = read_inventory(folder / "flowlogs.inventory.json")
    assert found.targets == inventory().targets
    assert recorded_after(load("flowlogs.yaml", (folder / "flowlogs.yaml").read_text()), found, found) == found
    assert set(found.assigned[ACCOUNT, REGION].stacks.values()) == {1}


def test_an_account_with_more_than_a_stack_takes_gets_several(folder):
    """Each flow log is recorded in its stack, so that the check passes at once."""
    gateways = [interface(f"eni-{i:017x}", "nat-gateway") for i in range(600)]
    write_inventory(inventory([*everything(), *gateways]), folder.parent / "given.json")
    assert run(*ENDPOINT).exit_code == 0
    assert read_inventory(folder / "flowlogs.inventory.json").assigned[ACCOUNT, REGION].opened == 2
    assert CliRunner().invoke(check, []).exit_code == 0


def test_explains_its_choices_with_the_accounts_numbers(folder):
    """Comments say what edge covers and what it leaves out."""
    write_inventory(inventory(peered_vpcs=frozenset({"vpc-0000000000000000a"})), folder.parent / "given.json")
    run(*ENDPOINT)
    text = (folder / "flowlogs.yaml").read_text()
    assert "# 2 of 5 interfaces" in text
    assert "VPCs with a peering connection: 1." in text
    assert "# - name: between-vpcs" in text


def test_what_it_proposes_in_comments_is_right_too(folder):
    """Without the comment signs, the file passes its check."""
    write_inventory(inventory(peered_vpcs=frozenset({"vpc-0000000000000000a"})), folder.parent / "given.json")
    run(*ENDPOINT)
    text = (folder / "flowlogs.yaml").read_text()
    for line in (
        "- name: peered",
        "  select: {type: vpc, peered: true}",
        "- name: between-vpcs",
        "  select: inter-vpc",
    ):
        assert f"  # {line}\n" in text
        text = text.replace(f"  # {line}\n", f"  {line}\n")
    (folder / "flowlogs.yaml").write_text(text)
    checked = CliRunner().invoke(check, [])
    assert checked.exit_code == 0, checked.output


def test_nothing_at_the_edge_is_said_and_nothing_is_to_be_deployed(folder):
    """There is no stack with a flow log, and nothing for the aggregator."""
    write_inventory(inventory([one for one in everything() if one.id.startswith("vpc-")]), folder.parent / "given.json")
    ran = run(*ENDPOINT)
    assert ran.exit_code == 0
    assert "The file selects nothing" in ran.stdout
    assert "flowlog discover" in ran.stdout
    assert "deploy --all" not in ran.stdout


def test_overwrites_nothing_unless_told_to(folder):
    """Neither the file nor an inventory of something else."""
    (folder / "flowlogs.yaml").write_text("mine")
    ran = run(*ENDPOINT)
    assert ran.exit_code == 1
    assert "--force" in ran.stderr
    assert (folder / "flowlogs.yaml").read_text() == "mine"
    (folder / "flowlogs.yaml").unlink()
    write_inventory(inventory(everything()[:1]), folder / "flowlogs.inventory.json")
    before = (folder / "flowlogs.inventory.json").read_bytes()
    ran = run(*ENDPOINT)
    assert ran.exit_code == 1
    assert "flowlogs.inventory.json is there already" in ran.stderr
    assert (folder / "flowlogs.inventory.json").read_bytes() == before
    assert not (folder / "flowlogs.yaml").exists()
    assert run(*ENDPOINT, "--force").exit_code == 0
    assert (folder / "flowlogs.inventory.json").read_bytes() != before


def test_takes_the_inventory_that_is_beside_it_already(folder):
    """As flowlog discover left it."""
    write_inventory(inventory(), folder / "flowlogs.inventory.json")
    arguments = ["--inventory", "flowlogs.inventory.json", *ENDPOINT]
    assert CliRunner().invoke(init, arguments, catch_exceptions=False).exit_code == 0


@pytest.mark.parametrize(
    ("endpoint", "said"),
    [
        ("http://flowlogs.example.com/", "https"),
        ("https://10.0.0.1/", "--endpoint: "),
        ("https://a.example.com:8443/", "443"),
    ],
)
def test_an_endpoint_firehose_cannot_reach_is_refused_and_nothing_written(folder, endpoint, said, monkeypatch):
    """As flowlog check would, but before the account is read, and without a place in a file that is not there."""
    monkeypatch.setattr(init_command, "_from_file", None)
    ran = run("--endpoint", endpoint, "--cluster-name", "production")
    assert ran.exit_code == 1
    assert said in ran.stderr
    assert "flowlogs.yaml" not in ran.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ['a"b', "yes", "1", "a: b # c", "{x}", "ü\\n"])
def test_a_cluster_name_stays_what_it_is(folder, name):
    """Whatever YAML or a template would make of it."""
    assert run("--endpoint", "https://flowlogs.example.com/", "--cluster-name", name).exit_code == 0
    assert yaml.safe_load((folder / "flowlogs.yaml").read_text())["aggregator"]["cluster_name"] == name


def test_what_comes_next_names_the_file_it_wrote(folder, monkeypatch):
    """Only the default file need not be named; the bootstrap and the aggregator's side are not forgotten."""
    monkeypatch.setattr(commands, "_PROJECT", folder)
    said = run(*ENDPOINT, "--file", "new one.yaml").stdout
    for line in (
        "flowlog check --file 'new one.yaml'",
        f"npx cdk bootstrap aws://{ACCOUNT}/{REGION}",
        "npx cdk deploy --all -c 'file=new one.yaml'",
        "flowlog helm --file 'new one.yaml'",
        "flowlog cost --file 'new one.yaml'",
    ):
        assert line in said
    said = run(*ENDPOINT).stdout
    assert "--file" not in said
    assert "-c file" not in said


@pytest.mark.usefixtures("folder")
def test_asks_for_what_is_missing_only_on_a_terminal():
    """A pipeline gets an error, not a question."""
    ran = run("--cluster-name", "production")
    assert ran.exit_code == 2
    assert "--endpoint is missing" in ran.stderr


@pytest.mark.usefixtures("folder")
def test_says_what_it_would_cost_and_what_that_rests_on():
    """Edge against every VPC, under assumptions that options change."""
    said = run(*ENDPOINT, "--bytes-per-record", "200", "--records-per-interface-hour", "100", "1000").stdout
    assert "2 interfaces" in said
    assert "4 interfaces" in said
    assert "100 to 1,000 records an hour" in said
    assert "An assumption, not a measurement" in said


@pytest.mark.usefixtures("folder")
def test_json_has_the_numbers_that_flowlog_cost_gives():
    """With the assumptions they come of."""
    traffic = ("--records-per-interface-hour", "0", "1000000")
    data = json.loads(run(*ENDPOINT, "--json", *traffic).stdout)
    assert data["edge"]["interfaces"] == 2
    assert data["everything"]["interfaces"] == 4
    assert data["everything"]["gb_per_month"] == [0, 340]
    assert data["assumptions"] == {"bytes_per_record": 115, "records_per_interface_hour": [0, 1000000]}
    said = json.loads(CliRunner().invoke(cost, ["--json", *traffic], catch_exceptions=False).stdout)
    assert data["edge"]["usd_per_month"] == said["usd_per_month"]
    assert 0 < data["edge"]["usd_per_month"][1] < data["everything"]["usd_per_month"][1]


@pytest.mark.usefixtures("folder")
def test_refuses_an_inventory_together_with_an_account():
    """One of the two."""
    assert run(*ENDPOINT, "--profile", "x").exit_code == 2


@pytest.mark.usefixtures("folder")
def test_low_comes_before_high():
    """A range the other way round is a mistake."""
    assert run(*ENDPOINT, "--records-per-interface-hour", "10", "1").exit_code == 2


def test_an_empty_account_gets_a_file_with_a_warning(folder):
    """There may be nothing yet."""
    write_inventory(inventory([]), folder.parent / "given.json")
    ran = run(*ENDPOINT)
    assert ran.exit_code == 0
    assert "FL402" in ran.stderr
