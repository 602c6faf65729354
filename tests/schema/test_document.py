"""Reading YAML: values as they stand, with their places, and nothing that surprises."""

import pytest

from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.problems import Anchor
from flowlog_config.schema.reader import MOST_LEVELS, read_document


def ids(document):
    """Give the ids of what was found, in order."""
    return [one.kind.id for one in document.problems]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-7", -7),
        ("1.5", 1.5),
        ("'no'", "no"),
        ('"012"', "012"),
        ("12:30:45", "12:30:45"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("2026-11-21", "2026-11-21"),
        ("=", "="),
        ("9" * 18, int("9" * 18)),
        ("9" * 19, "9" * 19),
        ("y", "y"),
    ],
)
def test_reads_plain_values_as_they_look(written, read):
    """Only null, true, false and decimal numbers are more than text."""
    document = read_document("x", f"key: {written}")
    assert document.data == {"key": read}
    assert type(document.data["key"]) is type(read)
    assert ids(document) == []


@pytest.mark.parametrize(("written", "kind"), [("012", "FL103"), ("-07", "FL103"), ("No", "FL104"), ("ON", "FL104")])
def test_refuses_what_other_readers_take_for_something_else(written, kind):
    """The traps of YAML 1.1 are named, at their place."""
    document = read_document("x", f"key: {written}")
    assert ids(document) == [kind]
    assert (document.problems[0].mark.column, document.problems[0].mark.length) == (6, len(written))


def test_finds_the_place_of_keys_and_values():
    """A value points at itself, a container and a KEY anchor at the key."""
    document = read_document("x", "a:\n  - b: 1\n    c: [2, 3]\n")
    marks = {
        ("a",): (1, 1),
        ("a", 0): (2, 5),
        ("a", 0, "b"): (2, 8),
        ("a", 0, "c"): (3, 5),
        ("a", 0, "c", 1): (3, 12),
    }
    assert {path: (document.mark(path).line, document.mark(path).column) for path in marks} == marks
    assert document.mark(("a", 0, "b"), Anchor.KEY).column == 5


def test_what_is_not_there_has_the_place_of_its_parent():
    """A missing key points at what should hold it."""
    document = read_document("x", "a:\n  - b: 1\n")
    assert document.mark(("a", 0, "missing")) == document.mark(("a", 0))
    assert document.mark(("a", 7)) == document.mark(("a",))
    assert document.mark(("nowhere", "at all")).line == 1


def test_sees_through_one_value_in_place_of_a_list():
    """The model reads one id as a list of one; the file has no position in it."""
    document = read_document("x", "select: {kind: lambda}")
    assert document.written(("select", 0, "kind", 0)) == ("select", "kind")
    assert document.mark(("select", 0, "kind", 0)).column == 16


def test_columns_count_characters_in_any_alphabet():
    """An accent or a Chinese character is one column, and \\r\\n one line break."""
    document = read_document("x", "a: äöü日本\r\nb: {c: '日本', d: 1}\r\n")
    assert document.mark(("a",)).length == 5
    assert (document.mark(("b", "d")).line, document.mark(("b", "d")).column) == (2, 17)
    assert document.line(2) == "b: {c: '日本', d: 1}"


def test_a_byte_order_mark_is_no_text():
    """Editors that write one do no harm."""
    assert read_document("x", "\ufeffa: 1").data == {"a": 1}


def test_keys_that_are_none_take_their_values_with_them():
    """One fault gives one problem, and what follows is read as if it were not there."""
    document = read_document("x", "{[a]: b, null: c, 5: d, {e: f}: [g], h: i}")
    assert document.data == {"h": "i"}
    assert ids(document) == ["FL107"] * 4


def test_nothing_after_a_second_document_counts():
    """The first document is the file; the second is refused once, whatever is in it."""
    document = read_document("x", "a: 1\n---\nb: 2\nb: 3\n---\n{")
    assert document.data == {"a": 1}
    assert ids(document) == ["FL105"]


def test_an_anchor_s_value_is_kept_and_its_alias_is_a_hole():
    """No follow-up fault is found in what was not read."""
    document = read_document("x", "a: &x 1\nb: *x\n")
    assert document.data == {"a": 1, "b": None}
    assert ids(document) == ["FL105", "FL105"]
    assert document.mark(("b",)) in document.holes


def test_the_last_of_two_equal_keys_is_read_and_both_are_named():
    """The problem stands at the second and tells the line of the first."""
    document = read_document("x", "a: 1\nb: 2\na: 3\n")
    assert ids(document) == ["FL102"]
    assert document.problems[0].mark.line == 3
    assert "line 1" in document.problems[0].message


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", "---", "null"])
def test_a_file_without_data_is_empty(text):
    """FL106, and not a missing version."""
    with pytest.raises(InvalidConfigError) as caught:
        read_document("x", text)
    assert [one.kind.id for one in caught.value.problems] == ["FL106"]


def test_levels_have_an_end():
    """The deepest allowed file is read; one level more is FL108."""
    assert read_document("x", "[" * MOST_LEVELS + "]" * MOST_LEVELS).problems == []
    with pytest.raises(InvalidConfigError, match="FL108"):
        read_document("x", "[" * (MOST_LEVELS + 1) + "]" * (MOST_LEVELS + 1))


def test_traps_before_the_break_are_told_with_it():
    """A file that breaks in the end still tells what was wrong before."""
    with pytest.raises(InvalidConfigError) as caught:
        read_document("x", "a: no\nb: [")
    assert [one.kind.id for one in caught.value.problems] == ["FL104", "FL101"]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a: 1\nb: x\0y", 2, 5), ("a: 1\nb: \x07", 2, 4), ("a: \ud800", 1, 4), ("é: \x1b[0m", 1, 4)],
)
def test_a_character_yaml_does_not_take_has_its_place(text, line, column):
    """The place is found although the parser tells none."""
    with pytest.raises(InvalidConfigError) as caught:
        read_document("x", text)
    assert [(p.kind.id, p.mark.line, p.mark.column) for p in caught.value.problems] == [("FL101", line, column)]
