"""Every kind of problem has files with it, and the exact report a user gets for each."""

import re
from pathlib import Path

import pytest

from flowlog_config.plan import plan_file
from flowlog_config.schema import InvalidConfigError, render
from flowlog_config.schema.kinds import KINDS
from flowlog_config.schema.report import as_json

BAD = Path(__file__).parent.parent / "fixtures" / "bad"
FILES = sorted(BAD.glob("FL*.yaml"))
GENERATED = {"FL501", "FL502", "FL503"}
"""Kinds whose files are too large to keep; their tests make them (test_limits)."""
OF_LIBRARIES = re.compile(
    r"input should be|traceback|pydantic|validation error|yaml\.|libyaml|scanner|parsererror|expected <|"
    r"while (scanning|parsing)|jsii|botocore|urlsplit",
    re.IGNORECASE,
)
OF_PYTHON = re.compile(r"<text>|<mapping>|\[key\]|NoneType|\bdict\b|\bNone\b|\bTrue\b|\bFalse\b|Error\b")


def problems_of(path: Path):
    """Check a file of the folder as the command does; its name is as bare as in the folder."""
    try:
        planned = plan_file(path)
    except InvalidConfigError as error:
        return error.problems, error.document
    return planned.warnings, planned.document


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def bad(request, monkeypatch):
    """One file after the other, with the folder as current directory."""
    monkeypatch.chdir(BAD)
    return Path(request.param.name)


def test_report_is_exactly_the_one_beside_the_file(bad, request):
    """A report changes only on purpose."""
    problems, document = problems_of(bad)
    report = render(problems, str(bad), document) + "\n"
    beside = bad.with_suffix(".txt")
    if request.config.getoption("--snapshot-update"):
        beside.write_text(report, encoding="utf-8")
    assert report == beside.read_text(encoding="utf-8")


def test_finds_what_the_file_is_named_after(bad):
    """The id in the file's name is among those found, and nothing is left unexplained."""
    found = {one.kind.id for one in problems_of(bad)[0]}
    assert bad.name[:5] in found
    assert "FL901" not in found


def test_every_error_says_what_to_write_instead(bad):
    """A problem without a way out leaves the user alone."""
    assert [one for one in problems_of(bad)[0] if one.is_error and not one.use] == []


def test_speaks_no_library_s_language(bad):
    """Words of the libraries below never reach the user."""
    problems, document = problems_of(bad)
    report = render(problems, str(bad), document)
    assert not OF_LIBRARIES.search(report)
    assert not OF_PYTHON.search(report)


def test_repeats_no_secret(bad):
    """What the files hold where a key may stand shows in neither report."""
    problems, document = problems_of(bad)
    said = render(problems, str(bad), document) + str(as_json(problems, str(bad), document))
    assert not re.search("MUST|NOT-SHOW|NOT/SHOW", said)


def test_problems_come_in_the_order_of_the_file(bad):
    """A reader goes through the file once."""
    problems, document = problems_of(bad)
    places = [(row["line"], row["column"]) for row in as_json(problems, str(bad), document)]
    assert places == sorted(places)


def test_every_kind_has_a_file():
    """A kind nobody can produce is dead; FL901 has a test of its own."""
    assert {path.name[:5] for path in FILES} | GENERATED | {"FL901"} == set(KINDS)


def test_every_report_has_its_file():
    """No report outlives the file it is about."""
    assert {path.stem for path in BAD.glob("*.txt")} == {path.stem for path in FILES}
