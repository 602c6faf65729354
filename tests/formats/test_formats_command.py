"""`flowlog formats` from the outside."""

import json

import pytest
from click.testing import CliRunner

from flowlog_config.cli import main
from flowlog_config.formats import FIELDS, NAMED_FORMATS


def run(*arguments):
    """Run the command as a user does."""
    return CliRunner().invoke(main, ["formats", *arguments], catch_exceptions=False)


def test_lists_every_format_with_a_sample_and_every_field():
    """Without a word to search for."""
    ran = run()
    assert ran.exit_code == 0
    assert "default for vpc records: 14 fields, about 115 bytes a record" in ran.stdout
    assert "2 111122223333 eni-0123456789abcdef0 10.0.101.15 52.218.30.104 49152 443 6 12 5120" in ran.stdout
    assert [name for name in (*FIELDS, *NAMED_FORMATS) if name not in ran.stdout] == []


def test_json_has_what_the_text_has():
    """For programs, with the fields as a list and as AWS's LogFormat."""
    data = json.loads(run("--json").stdout)
    assert [one["name"] for one in data["fields"]] == list(FIELDS)
    first = data["formats"][0]
    assert (first["name"], first["family"], len(first["fields"]), first["bytes_per_record"]) == (
        "default",
        "vpc",
        14,
        115,
    )
    assert first["log_format"].startswith("${version} ${account-id} ")


def test_a_whole_name_means_that_one_alone():
    """A format's or a field's, also with underscores."""
    assert {one["name"] for one in json.loads(run("default", "--json").stdout)["formats"]} == {"default"}
    (field,) = json.loads(run("pkt_srcaddr", "--json").stdout)["fields"]
    assert field["name"] == "pkt-srcaddr"


def test_words_are_looked_for_in_names_types_and_meanings():
    """All of them must be there."""
    found = json.loads(run("zone source attachment", "--json").stdout)["fields"]
    assert [one["name"] for one in found] == ["tgw-src-az-id"]


def test_a_format_of_ones_own_gets_a_sample_and_its_bytes():
    """Before it is in any file."""
    (one,) = json.loads(run("${srcaddr} ${action}", "--json").stdout)["formats"]
    assert (one["family"], one["sample"], one["bytes_per_record"]) == ("vpc", "10.0.101.15 ACCEPT", 19)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("secruity", "perhaps: security"),
        ("qqqqqqq", "All there is: flowlog formats"),
        ("${srcadr} ${bytes}", 'AWS has no field "srcadr", perhaps srcaddr'),
        ("${action} ${tgw-id}", "belong to different kinds of record"),
        ("${bytes} ${bytes}", '"bytes" stands in the format twice'),
        ("${bytes} x", "a format is ${field} ${field}"),
    ],
)
def test_what_is_not_there_exits_with_1_and_says_what_is_near(text, says):
    """In both outputs."""
    ran = run(text)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert says in ran.stderr
    data = json.loads(run(text, "--json").stdout)
    assert data["ok"] is False
    assert says in data["error"]
