"""`flowlog cost`: what a person and a program read."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_network import GATEWAY, HEAD, REGION, VPC, WEB, inventory

from flowlog_config.cli import main
from flowlog_config.inventory.file import write_inventory

ROOT = Path(__file__).parents[2]
FILE = f"""{HEAD}flow_logs:
  - {{name: vpcs, select: {VPC}}}
  - {{name: transit, select: {GATEWAY}, route: s3}}
  - {{name: refused, select: {WEB}, route: firehose, traffic_type: REJECT}}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A file with its inventory beside it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flowlogs.yaml").write_text(FILE)
    write_inventory(inventory(), tmp_path / "flowlogs.inventory.json")
    return tmp_path


def run(*arguments):
    """Run it on a wide terminal."""
    return CliRunner(env={"COLUMNS": "200"}).invoke(main, ["cost", *arguments], catch_exceptions=False)


def data(*arguments):
    """What it says to programs."""
    ran = run("--json", *arguments)
    assert ran.exit_code == 0, ran.stderr
    return json.loads(ran.stdout)


def entry(found, name):
    """The flow logs of an entry in it."""
    return next(one for one in found["flow_logs"] if one["entry"] == name)


def rows(text):
    """Cells of every row of the tables."""
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in text.splitlines() if line[:1] == "│"]


def test_says_what_each_entry_costs_the_dearest_first():
    """With its route, what it covers, and two significant digits."""
    ran = run("--records-per-interface-hour", "1000", "1000")
    assert ran.exit_code == 0, ran.stderr
    table = rows(ran.stdout)
    assert table[0] == ["vpcs", "cloudwatch", "4 interfaces", "0.34", "0.18 to 0.26"]
    assert [row[0] for row in table[:5]] == ["vpcs", "transit", "refused", "secrets and keys", "all"]
    assert ["refused", "firehose, REJECT", "1 interface", "<0.01 to 0.025", "<0.01 to 0.013"] in table
    assert ["secrets with an access key", "1", "0.4 each", "0.4"] in table


def test_says_what_it_rests_on_and_what_it_leaves_out():
    """Only what matters to the file."""
    said = run().stdout
    assert "taken to write 1,200 to 60,000 records an hour: not measured" in said
    assert "REJECT is taken to be 1 to 30 % of all records" in said
    assert "Prices are those of us-east-1, September 2025; those of eu-west-1 differ" in said
    assert "straight from flow logs is not established: 0.029 to 0.13 USD per GB" in said
    assert "how many AWS writes is not established" in said
    assert "Nothing deletes the files" in said
    assert "Not counted:" in said
    assert "deliver_to" not in said
    assert "filter" not in said


def test_says_that_records_are_billed_twice(folder):
    """An interface of a logged VPC, on the same route."""
    assert "more than once" not in run().stdout
    (folder / "flowlogs.yaml").write_text(FILE.replace(", route: firehose", ""))
    assert "written, and billed, more than once: flowlog check says which" in run().stdout


def test_a_program_is_told_the_file_to_check(folder):
    """As a person is."""
    (folder / "flowlogs.yaml").rename(folder / "cur.yaml")
    (folder / "flowlogs.inventory.json").rename(folder / "cur.inventory.json")
    (folder / "cur.yaml").write_text(FILE.replace(", route: firehose", ""))
    assert [note for note in data("--file", "cur.yaml")["notes"] if "flowlog check --file cur.yaml says which" in note]


def test_a_file_that_logs_nothing_costs_nothing(folder):
    """There may be nothing yet."""
    (folder / "flowlogs.yaml").write_text(f"{HEAD}flow_logs: [{{name: a, select: {{kind: efs}}}}]\n")
    ran = run()
    assert ran.exit_code == 0
    assert "costs about 0 USD a month" in ran.stdout


def test_measured_traffic_is_no_assumption():
    """And makes the range narrow."""
    said = run("--gb-per-month", "100").stdout
    assert "taken to write" not in said
    assert ["all", "", "", "100"] in [row[:4] for row in rows(said)]


def test_json_has_units_in_its_names():
    """Ranges of two numbers."""
    found = data("--gb-per-month", "vpcs=100")
    one = entry(found, "vpcs")
    assert (one["entry"], one["route"], one["interfaces"], one["bytes_per_record"]) == ("vpcs", "cloudwatch", 4, 115)
    assert one["gb_per_month"] == [100, 100]
    assert one["records_per_month"] == [870_000_000, 870_000_000]
    assert one["usd_per_month"] == [55, 72]
    line = next(each for each in found["lines"] if each["what"] == "written to CloudWatch Logs")
    assert line["gb"] == [100, 120]
    assert line["usd_per_unit_at_first"] == [0.5, 0.5]
    assert found["prices"] == {"region": "us-east-1", "date": "September 2025"}
    assert found["cheaper"]["choice"] == "route: firehose in the place of cloudwatch"
    assert found["cheaper"]["entries"] == ["vpcs"]


def test_without_an_inventory_says_what_is_not_known(folder):
    """And what to do about it."""
    (folder / "flowlogs.inventory.json").unlink()
    said = run().stdout
    assert f"With one interface in each of {GATEWAY}, {VPC}, flowlogs.yaml costs about" in said
    assert "flowlog discover, or say --interfaces N" in said
    assert data()["counted_as_one_interface"] == [GATEWAY, VPC]
    assert entry(data("--interfaces", "40"), "vpcs")["interfaces"] == 40
    assert data("--interfaces", "40")["counted_as_one_interface"] == []


def test_selectors_without_an_inventory_are_a_problem_of_the_file(folder):
    """As for every command."""
    (folder / "flowlogs.inventory.json").unlink()
    (folder / "flowlogs.yaml").write_text(f"{HEAD}flow_logs: [{{name: a, select: edge}}]\n")
    ran = run()
    assert ran.exit_code == 1
    assert "FL403" in ran.stderr
    ran = run("--json")
    assert ran.exit_code == 1
    assert json.loads(ran.stdout)["problems"][0]["id"] == "FL403"


def test_several_targets_are_told_apart(folder):
    """By name."""
    second = HEAD.replace("targets: [", 'targets: [{account: "999988887777", region: eu-west-1, name: logging}, ')
    (folder / "flowlogs.yaml").write_text(
        f"{second.replace(REGION + '}', REGION + ', name: shop}')}flow_logs:\n"
        f"  - {{name: a, select: {WEB}, targets: logging}}\n  - {{name: b, select: {WEB[:-1]}9, targets: shop}}\n"
    )
    (folder / "flowlogs.inventory.json").unlink()
    named = [row[:3] for row in rows(run().stdout)[:2]]
    assert sorted(named) == [["a", "logging", "cloudwatch"], ["b", "shop", "cloudwatch"]]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--gb-per-month", "much"), 2, "takes a number"),
        (("--gb-per-month", "nan"), 2, "takes a number"),
        (("--gb-per-month", "1e300"), 2, "takes a number"),
        (("--records-per-hour", "vpcs=-1"), 2, "takes a number"),
        (("--gb-per-month", "=5"), 2, "no name of an entry before the ="),
        (("--gb-per-month", "1", "--records-per-hour", "vpcs=1"), 2, "not both"),
        (("--gb-per-month", "vpcs=1", "--records-per-hour", "vpcs=1"), 2, "there is a number for vpcs already"),
        (("--gb-per-month", "vpc=1"), 1, "no entry vpc with flow logs"),
        (("--records-per-interface-hour", "2", "1"), 2, "low number first"),
        (("--file", "other.yaml"), 1, "FL100"),
    ],
)
def test_wrong_input_says_what_to_write(arguments, code, said):
    """With the exit code of every command."""
    ran = run(*arguments)
    assert ran.exit_code == code
    assert said in ran.stderr


def test_the_largest_numbers_are_numbers():
    """Nothing overflows."""
    assert data("--records-per-interface-hour", "0", "1000000000", "--interfaces", "1000000")["usd_per_month"][1] > 1e6


def test_the_page_shows_what_the_command_says():
    """docs/cost.md is of the file that ships."""
    said = run("--file", str(ROOT / "flowlogs.yaml")).stdout.split("\n\n")[0]
    page = (ROOT / "docs/cost.md").read_text(encoding="utf-8")
    assert said.replace(str(ROOT / "flowlogs.yaml"), "flowlogs.yaml") in page


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.name)
def test_every_example_has_a_price(path):
    """Each route, several targets, whatever they deliver to."""
    low, high = data("--file", str(path), "--interfaces", "30")["usd_per_month"]
    assert 0 < low < high
