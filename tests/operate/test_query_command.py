"""``flowlog query`` from the outside."""

import csv
import io
import json
import subprocess
import sys

import pytest
from fake_insights import FILE, STATISTICS
from small_network import HEAD, inventory

from flowlog_config.inventory.file import write_inventory
from flowlog_config.plan import plan_file
from flowlog_config.questions import QUESTIONS


def test_lists_the_questions_and_what_the_formats_lack(insights):
    """Without a name; AWS is not asked."""
    ran = insights.run()
    assert ran.exit_code == 0
    assert all(f"\n{name} " in f"\n{ran.stdout}" for name in QUESTIONS)
    assert "cross-az" in ran.stdout.partition("Not answered")[2]
    assert "its format lacks az-id and next-hop-az-id" in ran.stdout
    assert insights.started == []


def test_lists_the_questions_without_a_file(insights, tmp_path):
    """To look first."""
    (tmp_path / "flowlogs.yaml").unlink()
    ran = insights.run("--json")
    assert ran.exit_code == 0
    assert [one["name"] for one in json.loads(ran.stdout)["questions"]] == list(QUESTIONS)


def test_a_table_names_owners_and_says_what_was_scanned(insights):
    """One for each format; progress goes to standard error."""
    ran = insights.run("top-bytes")
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.count("Top talkers by bytes") == 2
    for word in ("10.0.3.7", "instance web", "8.8.8.8", "public", "12,500,000", "Scanned 2.0 GB, 5,000,000 records"):
        assert ran.stdout.count(word) == 2, word
    assert ran.stderr.count("2.0 GB scanned") == 2


def test_answers_of_several_formats_say_whose_they_are(insights, tmp_path):
    """One title would stand over all of them."""
    (tmp_path / "flowlogs.yaml").write_text(
        HEAD + "flow_logs:\n"
        "  - {name: a, select: vpc-0000000000000000a}\n"
        "  - {name: b, select: subnet-0000000000000000a, format: security, log_group: other}\n"
    )
    (target,) = plan_file(tmp_path / "flowlogs.yaml").plan.targets
    insights.groups = [f"{one.log_group_prefix}x" for one in target.log_groups]
    titles = [one for one in insights.run("top-bytes").stdout.splitlines() if one.startswith("Top talkers")]
    assert len(set(titles)) == len(titles) == 2
    ids = sorted(one.id for one in target.log_groups)
    assert [one.partition("vpc records of ")[2].partition(",")[0] for one in sorted(titles)] == ids


@pytest.mark.parametrize("output", [(), ("--print",), ("--athena", "--json")])
def test_a_file_that_selects_nothing_is_told_as_such(insights, tmp_path, output):
    """Another route would help nothing."""
    write_inventory(inventory(), tmp_path / "flowlogs.inventory.json")
    (tmp_path / "flowlogs.yaml").write_text(HEAD + "flow_logs: [{name: a, select: {type: vpc, tags: {no: body}}}]")
    ran = insights.run("top-bytes", *output)
    assert ran.exit_code == 1
    assert "flowlogs.yaml selects nothing there: flowlog check" in ran.output
    assert "route" not in ran.output


def test_asks_each_log_group_with_the_text_of_its_format(insights):
    """The window in whole seconds, the last one included."""
    insights.run("top-bytes", "--since", "2026-01-01T00:00", "--window", "1h")
    texts = {one["logGroupNames"][0]: one["queryString"] for one in insights.started}
    assert sorted(texts) == sorted(insights.groups)
    assert sorted("parse @message" in text for text in texts.values()) == [False, True]
    assert {(one["startTime"], one["endTime"]) for one in insights.started} == {(1767225600, 1767229199)}


def test_all_generations_of_a_log_group_are_asked_at_once(insights):
    """One that was kept when its entry was removed has the same format."""
    insights.groups += [name + "x" for name in insights.groups]
    insights.run("top-bytes")
    assert sorted(len(one["logGroupNames"]) for one in insights.started) == [2, 2]


def test_json_has_everything(insights):
    """Also the text that was asked, and a price only where it is known."""
    ran = insights.run("top-bytes", "--json")
    data = json.loads(ran.stdout)
    assert data["ok"] is True
    assert [one["rows"][0]["total_bytes"] for one in data["answers"]] == [12_500_000] * 2
    assert data["answers"][0]["rows"][0]["srcaddr_owner"] == "instance web i-0000000000000000a"
    assert data["answers"][0]["bytes_scanned"] == STATISTICS["bytesScanned"]
    assert data["answers"][0]["usd"] is None
    assert data["answers"][0]["query"].endswith("limit 20")


def test_csv_has_owners_beside_addresses(insights):
    """And nothing but rows on standard output."""
    rows = list(csv.DictReader(io.StringIO(insights.run("top-bytes", "--csv").stdout)))
    assert len(rows) == 2
    assert list(rows[0])[:6] == ["account", "region", "srcaddr", "srcaddr_owner", "dstaddr", "dstaddr_owner"]


def test_what_a_format_cannot_answer_is_left_out_and_said(insights):
    """The others are asked."""
    ran = insights.run("rejected-by-source")
    assert ran.exit_code == 0
    assert len(insights.started) == 1
    assert "left out: transit-gateway records never have action" in ran.stderr


def test_what_no_format_can_answer_is_refused(insights):
    """With what to add; exit code 1, and nothing is scanned."""
    ran = insights.run("cross-az", "--where", "action=REJECT", "--json")
    assert ran.exit_code == 1
    assert "add" in json.loads(ran.stdout)["error"]
    assert insights.started == []


def test_print_shows_the_text_and_asks_nothing(insights):
    """With comments the console accepts."""
    ran = insights.run("conversations", "--interface", "eni-0a", "--print")
    assert ran.exit_code == 0
    assert ran.stdout.startswith("# vpc records of")
    assert '| filter interfaceId = "eni-0a"' in ran.stdout
    assert insights.entered_with == []


def test_athena_needs_the_route_s3(insights, tmp_path):
    """Says so, and prints a table and a statement where there is one."""
    refused_ = insights.run("top-bytes", "--athena")
    assert refused_.exit_code == 1
    assert "no route s3" in refused_.stderr
    (tmp_path / "flowlogs.yaml").write_text(FILE.replace("name: a,", "name: a, route: s3,"))
    ran = insights.run("top-bytes", "--athena", "--bucket", "records")
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.count("CREATE EXTERNAL TABLE") == ran.stdout.count("\nSELECT ") == 2
    assert "LOCATION 's3://records/vpc-" in ran.stdout
    assert "--athena" in insights.run("top-bytes").stderr


def test_athena_knows_the_bucket_the_file_names(insights, tmp_path):
    """With its folder."""
    bucket = '\ns3: {bucket: "arn:aws:s3:::theirs/below/"}\n'
    (tmp_path / "flowlogs.yaml").write_text(FILE.replace("name: a,", "name: a, route: s3,") + bucket)
    assert "LOCATION 's3://theirs/below/vpc-" in insights.run("top-bytes", "--athena").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("top-bytes", "--where", "action"),
        ("top-bytes", "--where", "acton=REJECT"),
        ("top-bytes", "--port", "https"),
        ("top-bytes", "--since", "yesterday"),
        ("top-bytes", "--limit", "0"),
        ("top-bytes", "--limit", "10001"),
        ("top-bytes", "--csv", "--json"),
        ("top-bytes", "--print", "--athena"),
        ("top-bytes", "--bucket", "a'b"),
        ("conversations",),
        ("top-bytes", "--external-id", "x1"),
    ],
)
def test_refuses_wrong_usage(insights, arguments):
    """With exit code 2, before anything is asked."""
    assert insights.run(*arguments).exit_code == 2
    assert insights.started == []


def test_an_unknown_target_names_the_known(insights):
    """Exit code 1: the input is wrong."""
    ran = insights.run("top-bytes", "--target", "nowhere")
    assert ran.exit_code == 1
    assert "there are: 111122223333-eu-west-1" in ran.stderr


def test_a_wrong_file_is_reported(insights, tmp_path):
    """As flowlog check does, also when only listing."""
    (tmp_path / "flowlogs.yaml").write_text("version: 2")
    for arguments in (("top-bytes",), ()):
        ran = insights.run(*arguments)
        assert ran.exit_code == 1
        assert "flowlogs.yaml:" in ran.stderr


def test_a_narrow_terminal_cuts_nothing(insights, monkeypatch):
    """A table may be wider than the terminal; addresses, owners and numbers are whole."""
    monkeypatch.setenv("COLUMNS", "60")
    said = insights.run("top-bytes").stdout
    rows = [line for line in said.splitlines() if "8.8.8.8" in line]
    assert len(rows) == 2
    assert "12,500,000" in rows[0]
    assert "12,000" in rows[0]
    assert said.count(" owner ") == 4


def test_passes_on_how_to_enter(insights):
    """As flowlog discover does; the external id is shown nowhere."""
    ran = insights.run("top-bytes", "--role-name", "reader", "--external-id", "EXAMPLE-ID", "--profile", "p")
    assert insights.entered_with == [{"profile": "p", "role": "reader", "external_id": "EXAMPLE-ID"}]
    assert "EXAMPLE-ID" not in ran.output


def test_says_when_no_owner_can_be_named(insights, tmp_path):
    """Without an inventory the answer is there, and how to get names."""
    (tmp_path / "flowlogs.inventory.json").unlink()
    ran = insights.run("top-bytes")
    assert ran.exit_code == 0
    assert "flowlog discover" in ran.stderr


def test_help_and_list_load_no_aws_library():
    """They are there at once."""
    code = (
        "import sys; from click.testing import CliRunner; from flowlog_config.cli import main; "
        "assert CliRunner().invoke(main, ['query', '--help']).exit_code == 0; "
        "assert CliRunner().invoke(main, ['query', '-f', 'no.yaml']).exit_code == 0; "
        "sys.exit(bool({'boto3', 'botocore', 'rich', 'aws_cdk'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own code
