"""Records out of bytes: every wrapping gives the same records, whatever the format, and however the bytes arrive."""

import re
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packings import (
    HEADER,
    NODATA,
    PACKINGS,
    ROWS,
    TALKS,
    concatenated,
    envelope,
    read,
    text,
)

from flowlog_config.formats import NAMED_FORMATS, sample_record
from flowlog_config.records import Layout, Reader


@pytest.mark.parametrize("data", PACKINGS.values(), ids=PACKINGS)
@pytest.mark.parametrize("size", [7, 1 << 16], ids=["in small pieces", "at once"])
def test_every_wrapping_gives_the_same_records(data, size):
    """Whatever they are wrapped in, and wherever the pieces are cut."""
    rows, faults, _ = read(data, size=size)
    assert rows == ROWS
    assert faults.count == 0


@pytest.mark.parametrize(
    "names", dict.fromkeys(names for one in NAMED_FORMATS.values() for names in one.fields.values()), ids=len
)
def test_every_named_format_is_recognised_by_a_record(names):
    """Without a header, by its columns alone, and the guess is told."""
    record = sample_record(names)
    rows, faults, (guess,) = read(f"{record}\n".encode())
    assert rows == [tuple(record.split())]
    assert faults.count == 0
    assert f"its {len(names)} columns are read as format" in guess


def test_a_header_names_fields_the_catalogue_has_not():
    """AWS adds fields; files that have them can be read all the same."""
    rows, faults, guesses = read(b"version srcaddr brand-new-field\n12 10.0.0.1 x\n")
    assert rows == [("12", "10.0.0.1", "x")]
    assert (faults.count, guesses) == (0, [])


def test_another_header_in_the_middle_changes_the_columns():
    """Files of several formats, one after the other on standard input."""
    reader = Reader()
    data = f"{HEADER}\n{TALKS[0]}\nsrcaddr bytes\n10.0.0.9 7\nbytes srcaddr\n8 10.0.0.8\n".encode()
    found = [batch.columns["srcaddr"] for batch in reader.read("-", [data])]
    assert found == [["10.0.1.4"], ["10.0.0.9"], ["10.0.0.8"]]


def test_a_header_with_as_many_columns_is_seen_in_the_middle_of_a_large_file():
    """Else its records would be read in the wrong order, silently."""
    lines = ["srcaddr dstaddr", *["10.0.0.1 10.0.0.2"] * 5000, "dstaddr srcaddr", *["10.0.0.2 10.0.0.1"] * 5000]
    reader = Reader()
    sources = {
        name
        for batch in reader.read("-", [f"{line}\n".encode() for line in lines])
        for name in batch.columns["srcaddr"]
    }
    assert sources == {"10.0.0.1"}


def test_a_given_format_is_for_lines_without_a_header():
    """A header in the file wins."""
    short = Layout(("srcaddr", "bytes"))
    assert read(b"10.0.0.1 7\n", given=[short])[0] == [("10.0.0.1", "7")]
    rows, _, guesses = read(text(header=True), given=[short])
    assert (rows, guesses) == (ROWS, [])


def test_of_a_named_format_the_family_that_fits_is_taken():
    """`default` means 14 or 36 columns."""
    default = NAMED_FORMATS["default"].fields
    layouts = [Layout(names) for names in default.values()]
    for names in default.values():
        assert read(f"{sample_record(names)}\n".encode(), given=layouts)[0] == [tuple(sample_record(names).split())]


VALUES = {"bytes": st.integers(0, 10**12).map(str), "srcaddr": st.sampled_from(["10.0.0.1", "-", "2001:db8::1"])}
RECORDS = st.lists(st.tuples(VALUES["srcaddr"], st.one_of(VALUES["bytes"], st.just("-"))), max_size=30)
JUNK = st.sampled_from(
    ["", "x", "10.0.0.1 -5", "10.0.0.1  7", "10.0.0.1 7 ", "10.0.0.1\t7", "bytes", "10.0.0.1 7 8", "\u2028 7"]
)


@settings(deadline=None)
@given(records=RECORDS, junk=st.lists(st.tuples(st.integers(0, 30), JUNK), max_size=4), size=st.integers(1, 200))
def test_reading_at_once_gives_what_reading_line_by_line_gives(records, junk, size):
    """The fast way is only a faster way: the same records and the same faults, wherever the pieces are cut."""
    lines = [" ".join(one) for one in records]
    for at, line in junk:
        lines.insert(min(at, len(lines)), line)
    good = [v for line in lines if len(v := re.findall(r"[^ \t]+", line)) == 2 and (v[1] == "-" or v[1].isdigit())]
    bad = sum(bool(line.split()) for line in lines) - len(good)
    data = "".join(f"{line}\n" for line in ["srcaddr bytes", *lines]).encode()
    rows, faults, _ = read(data, size=size)
    assert rows == [tuple(one) for one in good]
    assert faults.count == bad


@pytest.mark.parametrize("pack", [text, concatenated, lambda lines: envelope(lines).encode()])
def test_memory_does_not_grow_with_the_records(pack):
    """Ten times the records, read one batch after the other, need hardly more memory."""

    def peak(times):
        piece = pack([*TALKS * 500, NODATA])
        tracemalloc.start()
        count = sum(len(batch) for batch in Reader().read("a.log", (piece for _ in range(times))))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == 2001 * times
        return top

    assert peak(20) < 2 * peak(2)


def test_when_several_formats_fit_the_user_is_asked():
    """A guess between two would be a coin thrown; records that fit one only decide."""
    either = [Layout(("srcaddr", "bytes")), Layout(("dstaddr", "packets"))]
    rows, faults, _ = read(b"10.0.0.1 7\n", given=either)
    assert (rows, faults.first) == ([], ["a.log: has no header, and several formats fit; say which with --format"])
    decided = [Layout(("srcaddr", "bytes")), Layout(("bytes", "srcaddr"))]
    assert read(b"- -\n10.0.0.1 7\n", given=decided)[0] == [("-", "-"), ("10.0.0.1", "7")]
