"""What is no record is counted with its place, and everything else is read: nothing a file holds ends the reading."""

import gzip
import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packings import (
    HEADER,
    LINES,
    PARQUET,
    ROWS,
    TALKS,
    columnar,
    concatenated,
    read,
    text,
    undelivered,
)

from flowlog_config.formats import NAMED_FORMATS
from flowlog_config.records import Layout, Reader
from flowlog_config.records.writers import JsonLines


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2 111122223333 eni-1", "3 columns, not 14"),
        (f"{TALKS[0]} more", "15 columns, not 14"),
        (TALKS[0].replace(" eni-", " a\teni-"), "15 columns, not 14"),
        (TALKS[0].replace(" 443 ", " https "), "dstport is https, which is no number"),
        (TALKS[0].replace(" 443 ", " -443 "), "dstport is -443, which is no number"),
        (TALKS[0].replace(" 443 ", " 4٤3 "), "dstport is 4٤3, which is no number"),
        ("\x1b[31mred\x07", "1 column, not 14"),
    ],
)
@pytest.mark.parametrize("at", [2, 4000])
def test_a_line_that_is_no_record_is_counted_with_its_place(line, why, at):
    """In a small file and deep in a large one; all other lines are read."""
    lines = [HEADER, *[TALKS[0]] * 5000]
    lines.insert(at, line)
    rows, faults, _ = read("".join(f"{one}\n" for one in lines).encode())
    assert len(rows) == 5000
    assert (faults.count, faults.first) == (1, [f"a.log:{at + 1}: {why}"])


def test_only_the_first_faults_are_named():
    """And the others counted."""
    _, faults, _ = read(text([*["x y"] * 9, *TALKS], header=True))
    assert faults.count == 9
    assert faults.lines() == [*(f"a.log:{i}: 2 columns, not 14" for i in range(2, 7)), "and 4 more"]


@pytest.mark.parametrize(
    ("data", "says", "before"),
    [
        (gzip.compress(text(header=True))[:-9], "ends in the middle; what stands before was read", 6),
        (gzip.compress(text(header=True)) + b"garbage", "is damaged gzip", 6),
        (b"PAR1" + bytes(20), "is damaged Parquet", 0),
        (columnar()[:-9], "is damaged Parquet", 0),
        (columnar().replace(b"srcaddr", b"src\xffddr"), "is damaged Parquet", 0),
        (columnar(types={f"c{i}": "string" for i in range(14)}), "is Parquet of something else", 0),
        (b"\x28\xb5\x2f\xfd" + bytes(20), "zstd -dc FILE | flowlog read -", 0),
        (b"PK\x03\x04" + bytes(20), "unzip -p FILE", 0),
        (b"BZh91AY", "bzip2 -dc FILE", 0),
        (b"x y z\n", "no named format fits its 3 columns; say which with --format", 0),
        (b"a" * (17 << 20), "has a line of more than 16 MiB", 0),
        (b"bytes\n" + b"9" * 5000 + b"\n", "bytes is", 0),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(data, says, before):
    """Nothing is raised, and what stands before is not lost."""
    rows, faults, _ = read(data)
    assert len(rows) == before
    assert faults.count == 1
    assert says in faults.first[0]


@pytest.mark.parametrize("name", ["bytes", "srcaddr"])
def test_an_empty_line_is_no_record_of_one_column(name):
    """Nor does it hide between numbers."""
    rows, faults, _ = read(f"{name}\n\n17\n\n\n4\n".encode())
    assert rows == [("17",), ("4",)]
    assert faults.count == 0


def test_parquet_without_pyarrow_says_what_to_install(monkeypatch):
    """It is large, and not everybody has such files."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    rows, faults, _ = read(columnar())
    assert rows == []
    assert "pip install pyarrow" in faults.first[0]


def test_a_row_of_parquet_that_is_no_record_is_counted_with_its_number():
    """AWS's columns of numbers hold nothing else; those of another writer may."""
    lines = [*TALKS, TALKS[0].replace(" 443 ", " many "), *TALKS]
    rows, faults, _ = read(columnar(lines, types=dict.fromkeys(PARQUET, "string")))
    assert rows == [tuple(line.split()) for line in [*TALKS, *TALKS]]
    assert faults.first == ["a.log, record 5: dstport is many, which is no number"]


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (f'{{"message": "{TALKS[0]}"}}\n{{"message": "2 \n{{"message": "{TALKS[1]}"}}\n', [2]),
        (f'{{"message": "{TALKS[0]}"}} 17 null {{"no": 1}} {{"message": 5}} {{"message": "{TALKS[1]}"}}', [2, 3, 4, 5]),
        (f'{{"message": "{TALKS[0]}"}}{{"message": "{TALKS[1]}"}}{{"mess', [3]),
        (f'{{"rawData": "!!!"}}{{"message": "{TALKS[0]}"}}{{"message": "{TALKS[1]}"}}', [1]),
        (f'{{"message": "{TALKS[0]}"}}{{"message": "{TALKS[1]}"}}{undelivered(b"PAR1....")}', [3]),
        (f'{{"rawData": "é"}}{{"message": "{TALKS[0]}"}}{{"message": "{TALKS[1]}"}}', [1]),
        (undelivered(undelivered(b"x").encode()) + concatenated(TALKS[:2]).decode(), [1]),
        ('{"events": ' + "[" * 500 + "]" * 500 + "}" + concatenated(TALKS[:2]).decode(), [1]),
        ('{"message": ' + "[" * 5000 + "\n" + concatenated(TALKS[:2]).decode(), [1]),
    ],
    ids=[
        "broken line",
        "no record inside",
        "cut short",
        "no base64",
        "no text in base64",
        "no letters of base64",
        "undelivered twice",
        "lists in lists",
        "far too deep",
    ],
)
def test_json_without_a_record_is_counted_and_the_rest_is_read(data, places):
    """Each place by the number of the event."""
    rows, faults, _ = read(data.encode())
    assert rows == ROWS[:2]
    assert [line.split(":")[0] for line in faults.first] == [f"a.log, event {number}" for number in places]


def test_json_that_aws_does_not_write_is_told_what_aws_writes():
    """Such as what a program of one's own made of the records."""
    _, faults, _ = read(b'{"line": "' + TALKS[0].encode() + b'"}')
    assert faults.first == ["a.log, event 1: no record in this JSON; CloudWatch Logs and Firehose have it in `message`"]


def test_a_line_that_fits_no_kind_of_record_of_a_format_is_told_both_widths():
    """Not only that of the kind that came nearest."""
    layouts = [Layout(names) for names in NAMED_FORMATS["security"].fields.values()]
    widths = {len(one.fields) for one in layouts}
    _, faults, _ = read(text(LINES), given=layouts)
    said = {int(word) for word in faults.first[0].partition("14 columns, not ")[2].split(" or ")}
    assert said == widths
    assert len(widths) == 2


def test_a_first_line_that_is_no_record_does_not_prevent_the_guess():
    """A stream may start in the middle of a line."""
    rows, faults, _ = read(text(["443 6 1", *LINES]))
    assert rows == ROWS
    assert faults.first == ["a.log:1: 3 columns, not 14"]


BEGINNINGS = st.sampled_from(
    [b"", b"{", b"[", b"\x1f\x8b\x08", f"{HEADER}\n".encode(), b'{"message": "', b'{"rawData": "', b"bytes\n"]
)


PIECES = st.one_of(
    st.binary(max_size=40), st.sampled_from([text(), concatenated(), b"9" * 30, b"\n", b"-", b" ", b'"}', b"]"])
)


@settings(max_examples=400, deadline=None)
@given(begins=BEGINNINGS, pieces=st.lists(PIECES, max_size=6), size=st.integers(1, 500))
def test_any_bytes_are_read_or_counted(begins, pieces, size):
    """Nothing a file can hold ends the reading, and whatever comes out can be written."""
    data = begins + b"".join(pieces)
    reader = Reader()
    for batch in reader.read("a.log", (data[i : i + size] for i in range(0, len(data), size))):
        lines = JsonLines().text(batch, batch.layout.fields).splitlines()
        assert [set(json.loads(line)) for line in lines] == [set(batch.layout.fields)] * len(batch)
