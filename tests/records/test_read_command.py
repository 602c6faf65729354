"""`flowlog read` from the outside."""

import csv
import gzip
import io
import json

import pytest
from click.testing import CliRunner
from packings import DEFAULT, LINES, PACKINGS, TALKS, text

from flowlog_config.cli import main
from flowlog_config.formats import FIELDS
from flowlog_config.questions import QUESTIONS


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command in a folder with a file of records, and others it is given."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.log").write_bytes(text(header=True))
    (tmp_path / "b.log.gz").write_bytes(gzip.compress(text(TALKS[:1], header=True)))
    (tmp_path / "plain.log").write_bytes(text())
    (tmp_path / "wrong.log").write_bytes(text([*TALKS, "x y"], header=True))
    (tmp_path / "short.log").write_text("srcaddr bytes\n10.0.0.9 7\n")

    def command(*arguments, **more):
        return CliRunner().invoke(main, ["read", *arguments], catch_exceptions=False, **more)

    return command


def test_a_table_has_a_head_and_numbers_to_the_right(run):
    """One line a record."""
    ran = run("a.log", "--columns", "srcaddr,bytes")
    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[:4] == [
        "srcaddr       bytes",
        "10.0.1.4       1000",
        "10.0.1.4        500",
        "198.51.100.9     44",
    ]


def test_json_lines_are_typed_by_the_catalogue(run):
    """Numbers are numbers, `-` is null, ids and accounts stay text."""
    rows = [json.loads(line) for line in run("a.log", "--json").stdout.splitlines()]
    assert [list(row) for row in rows] == [list(DEFAULT)] * len(LINES)
    for row, line in zip(rows, LINES, strict=True):
        expected = [
            None if value == "-" else int(value) if FIELDS[name].is_integer else value
            for name, value in zip(DEFAULT, line.split(), strict=True)
        ]
        assert list(row.values()) == expected


def test_csv_has_one_header_for_several_files(run):
    """And nothing where a record has `-`."""
    rows = list(csv.reader(io.StringIO(run("a.log", "b.log.gz", "--csv").stdout)))
    assert rows[0] == list(DEFAULT)
    assert rows[1:] == [[v if v != "-" else "" for v in line.split()] for line in (*LINES, TALKS[0])]


def test_files_of_other_columns_share_a_csv_only_by_columns_they_share(run):
    """A table starts a new head in its place."""
    ran = run("a.log", "short.log", "--csv")
    assert ran.exit_code == 1
    assert (
        "short.log: its format has other columns than the one before; choose some they share with --columns"
        in ran.stderr
    )
    assert run("a.log", "short.log", "--csv", "--columns", "srcaddr,bytes").stdout.endswith("\n10.0.0.9,7\n")
    assert run("a.log", "short.log").stdout.endswith("\n\nsrcaddr   bytes\n10.0.0.9      7\n")


def test_conditions_must_all_hold(run):
    """Of several values of one, any."""
    ran = run("a.log", "--where", "action=ACCEPT", "--where", "bytes>=600", "--json")
    assert [json.loads(line)["bytes"] for line in ran.stdout.splitlines()] == [1000, 2000]
    ran = run("a.log", "--where", "port=22,3389", "--columns", "dstport", "--csv")
    assert ran.stdout == "dstport\n22\n"
    ran = run("a.log", "--where", "action=ACCEPT", "--where", "dstport=22")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "flowlog: no record meets every condition\n")


def test_a_limit_ends_the_reading(run):
    """What comes after is not looked at, so that a mistake in it is none."""
    ran = run("a.log", "nothing.log", "--limit", "2", "--columns", "srcport", "--csv")
    assert (ran.exit_code, ran.stdout) == (0, "srcport\n49152\n49153\n")


def test_standard_input_is_read_like_a_file(run):
    """Whatever it is wrapped in."""
    ran = run("-", "--columns", "action", "--csv", input=PACKINGS["subscription"])
    assert ran.stdout.split() == ["action", *(line.split()[12].replace("-", '""') for line in LINES)]
    assert "standard input has no header; its 14 columns are read as format default" in ran.stderr


def test_a_summary_answers_a_question(run):
    """As a table, as JSON and as CSV."""
    table = run("a.log", "b.log.gz", "--summary", "top-bytes", "--limit", "1").stdout
    assert table.splitlines() == [
        "Top talkers by bytes, 1 of 3",
        "srcaddr   dstaddr   total_bytes  total_packets  records",
        "10.0.1.4  10.0.2.7        2,500             25        3",
    ]
    data = json.loads(run("a.log", "b.log.gz", "--summary", "top-bytes", "--json").stdout)
    assert (data["ok"], data["answers"][0]["groups"]) == (True, 3)
    assert data["answers"][0]["rows"][0] == {
        "srcaddr": "10.0.1.4",
        "dstaddr": "10.0.2.7",
        "total_bytes": 2500,
        "total_packets": 25,
        "records": 3,
    }
    assert run("a.log", "--summary", "rejected-by-source", "--csv").stdout == (
        "srcaddr,records,total_packets,total_bytes\n198.51.100.9,1,1,44\n"
    )


def test_a_summary_of_nothing_says_so(run):
    """No record at all, and none that is meant."""
    assert run("-", "--summary", "top-bytes", input=b"").stdout == "No records\n"
    assert "No record is meant" in run("b.log.gz", "--summary", "rejected-by-source").stdout


def test_a_question_about_one_interface_asks_which(run):
    """With an example to copy."""
    ran = run("a.log", "--summary", "conversations")
    assert ran.exit_code == 2
    assert "needs --interface, such as --interface eni-0123456789abcdef0" in ran.stderr
    ran = run("a.log", "--summary", "conversations", "--interface", "eni-0123456789abcdef1", "--csv")
    assert len(ran.stdout.splitlines()) == 2
    assert run("a.log", "--address", "10.0.2.7", "--port", "443", "--csv").stdout.count("10.0.1.4") == 2


@pytest.mark.parametrize(
    "mode", [(), ("--json",), ("--csv",), ("--summary", "top-bytes"), ("--summary", "top-bytes", "--json")]
)
def test_lines_that_are_no_record_are_reported_and_exit_with_1(run, mode):
    """In every output, beside everything that could be read."""
    ran = run("wrong.log", "nothing.log", *mode)
    assert ran.exit_code == 1
    assert "10.0.1.4" in ran.stdout
    assert ran.stderr.splitlines()[-3:] == [
        "flowlog: 2 lines or files could not be read:",
        "  wrong.log:6: 2 columns, not 14",
        "  nothing.log: there is no such file",
    ]
    if "--summary" in mode and "--json" in mode:
        data = json.loads(ran.stdout)
        assert (data["ok"], data["not_read"]) == (False, 2)


def test_a_folder_says_how_to_name_its_files(run, tmp_path):
    """Which may be many, so that the user chooses."""
    (tmp_path / "logs").mkdir()
    assert "logs: is a folder; name its files: flowlog read logs/*" in run("logs").stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Missing argument"),
        (("a.log", "--json", "--csv"), "--json or --csv, not both"),
        (("a.log", "--format", "secruity"), "secruity is no format; perhaps security"),
        (("a.log", "--format", "srcaddr,srcadr"), "srcadr is no field; perhaps srcaddr"),
        (("a.log", "--format", "${srcaddr} x"), "is no format: ${field} ${field}"),
        (("a.log", "--format", "action,tgw-id"), "is of another kind of record"),
        (("a.log", "--where", "srcadr=1"), "srcaddr is one"),
        (("a.log", "--where", "action"), "FIELD=VALUE,VALUE"),
        (("a.log", "--columns", "srcadr"), "srcaddr is one"),
        (("a.log", "--columns", "bytes", "--summary", "top-bytes"), "a summary has its own"),
        (("a.log", "--summary", "top"), "top-packets"),
        (("a.log", "--limit", "0"), "--limit"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_is_right(run, arguments, says):
    """Before anything is read."""
    ran = run(*arguments)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert says in " ".join(ran.stderr.split())


@pytest.mark.parametrize("arguments", [("--columns", "vpc-id"), ("--where", "vpc-id=vpc-1"), ("--summary", "cross-az")])
def test_a_field_the_records_lack_is_named_with_the_file(run, arguments):
    """They are right, but this file cannot tell."""
    ran = run("a.log", *arguments)
    assert ran.exit_code == 1
    assert "flowlog: a.log: its records have no " in ran.stderr


def test_values_cannot_command_a_terminal(run, tmp_path):
    """Control characters of a file are shown as such, and JSON escapes them."""
    (tmp_path / "odd.log").write_text("srcaddr instance-tag\n10.0.0.1 \x1b[31mred\n", encoding="utf-8")
    for mode in ((), ("--json",)):
        assert "\x1b" not in run("odd.log", *mode).stdout


def test_help_has_examples_and_every_question():
    """What can be asked is in the usage."""
    shown = CliRunner().invoke(main, ["read", "--help"]).stdout
    assert "flowlog read records.log.gz" in shown
    assert [name for name in QUESTIONS if name not in "".join(shown.split())] == []
