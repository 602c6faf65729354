"""Filter patterns: what CloudWatch Logs' guide says they match, and that nothing else is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlog_config.local.subscription.pattern import compile_pattern
from flowlog_config.local.subscription.pattern_columns import split_columns
from flowlog_config.local.subscription.pattern_errors import PatternError

OK = "2 111122223333 eni-0a1b 10.0.2.7 10.0.3.9 443 40000 6 20 4249 1418530010 1418530070 ACCEPT OK"
NODATA = "2 111122223333 eni-0a1b - - - - - - - 1418530010 1418530070 - NODATA"
NAMES = (
    "version, account, eni, source, destination, srcport, dstport, protocol, packets, bytes, windowstart, windowend, "
    "action, status"
)


def takes(pattern, line):
    """Tell whether the pattern takes the line."""
    return compile_pattern(pattern)(line) is not None


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", True),
        ("   ", True),
        (f"[{NAMES}]", True),
        (f"[{NAMES.rsplit(',', 1)[0]}]", False),
        (f"[{NAMES}, more]", False),
        ("[...]", True),
        ("[version, ..., status]", True),
        ("[version, account, eni, ..., action=ACCEPT, status]", True),
        ("[version, account, eni, ..., action=REJECT, status]", False),
        ('[..., action = "ACCEPT", status = "OK"]', True),
        ("[..., action != ACCEPT, status]", False),
        ("[..., action = accept, status]", False),
        ("[a, b, c, source = 10.0.2.*, ...]", True),
        ("[a, b, c, source = 10.0.3.*, ...]", False),
        ('[a, b, c, source = "*.2.7", ...]', True),
        ("[a, b, c, d, e, port = 443, ...]", True),
        ("[a, b, c, d, e, port >= 443 && port < 444, ...]", True),
        ("[a, b, c, d, e, port > 443, ...]", False),
        ("[a, b, c, d, e, port = 80 || port = 443, ...]", True),
        ("[a, b, c, d, e, port = 80 || port = 440 && port > 1, ...]", False),
        ("[a, b, c, d, e, port = 443 || port = 80 && port > 9000, ...]", True),
        ("[a, b, c, d, e, port != 80, ...]", True),
        ("[a, b, c, d, e, port = %^4.3$%, ...]", True),
        ("[a, b, c, d, e, port != %^4.3$%, ...]", False),
        ("ACCEPT", True),
        ("ACCEPT OK", True),
        ("ACCEPT NODATA", False),
        ("?REJECT ?ACCEPT", True),
        ("?REJECT ?NODATA", False),
        ("-REJECT", True),
        ("OK -ACCEPT", False),
        ('"10.0.2.7 10.0.3.9"', True),
        ('"10.0.3.9 10.0.2.7"', False),
        ("%eni-[0-9a-f]+%", True),
        ("accept", False),
    ],
)
def test_takes_what_the_guide_says(pattern, expected):
    """Columns, conditions, wildcards, numbers, terms."""
    assert takes(pattern, OK) is expected


@pytest.mark.parametrize("condition", ["= 443", "!= 443", "> 0", "<= 0"])
def test_a_numeric_condition_never_fits_a_missing_value(condition):
    """NODATA records have a dash where a number would be."""
    assert not takes(f"[a, b, c, d, e, port {condition}, ...]", NODATA)


@pytest.mark.parametrize(
    "pattern",
    [
        "[a, a]",
        "[..., a, ...]",
        "[a = 1",
        "[a,, b]",
        "[]",
        "[a = ]",
        "[a > text]",
        "[a = 1 || b = 2]",
        "[(a = 1)]",
        "[1a]",
        "[a = %(%]",
        "[a = %x%, b = %x%, c = %x%]",
        "{ $.a = 1 }",
        "x" * 1025,
        '"open',
        "%x% %y% %z%",
        "[a] b",
    ],
)
def test_refuses_what_it_cannot_read(pattern):
    """A pattern that is not understood is an error, never a match of nothing or of everything."""
    with pytest.raises(PatternError):
        compile_pattern(pattern)


def test_names_the_columns_it_takes():
    """The columns of a space-delimited pattern become extractedFields; a plain term gives none."""
    match = compile_pattern("[version, ..., action, status = OK]")(OK)
    assert match.columns["version"] == "2"
    assert match.columns["$2"] == "111122223333"
    assert match.columns["$12"] == "1418530070"
    assert (match.columns["action"], match.columns["status"]) == ("ACCEPT", "OK")
    assert len(match.columns) == 14
    assert compile_pattern("OK")(OK).columns is None


def test_quotes_and_brackets_make_one_column():
    """Text between double quotes or square brackets is one column without them."""
    line = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'
    assert split_columns(line)[3:5] == ["10/Oct/2000:13:25:15 -0700", "GET /index.html HTTP/1.0"]
    assert takes("[ip, id, user, at, request = *.html*, code = 4*, size]", line)


words = st.text(alphabet=st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=8)
lines = st.lists(words, min_size=1, max_size=12)


@given(lines, st.data())
def test_names_match_exactly_lines_with_as_many_columns(values, data):
    """Without conditions only the number of columns counts."""
    number = data.draw(st.integers(1, 12))
    pattern = "[" + ", ".join(f"c{index}" for index in range(number)) + "]"
    assert takes(pattern, " ".join(values)) is (number == len(values))


@given(lines, st.data())
def test_the_rest_may_stand_for_any_stretch(values, data):
    """Names around ``...`` are counted from the left and from the right."""
    left = data.draw(st.integers(0, len(values)))
    right = data.draw(st.integers(0, len(values) - left))
    names = [f"l{index}" for index in range(left)] + ["..."] + [f"r{index}" for index in range(right)]
    columns = compile_pattern(f"[{', '.join(names)}]")(" ".join(values)).columns
    assert list(columns.values()) == values
    assert [columns[f"r{index}"] for index in range(right)] == values[len(values) - right :]


@given(lines, st.data())
def test_a_quoted_value_fits_itself_and_its_negation_does_not(values, data):
    """``=`` and ``!=`` with quoted text are opposites."""
    index = data.draw(st.integers(0, len(values) - 1))
    wanted = data.draw(st.sampled_from([values[index], "something else"]))
    before = "".join(f"c{number}, " for number in range(index))
    line = " ".join(values)
    equal = takes(f'[{before}x = "{wanted}", ...]', line)
    assert equal is (values[index] == wanted)
    assert takes(f'[{before}x != "{wanted}", ...]', line) is not equal


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_numbers_compare_as_numbers(value, limit):
    """The six comparisons agree with arithmetic."""
    line = str(value)
    results = [takes(f"[n {sign} {limit}]", line) for sign in ("=", "!=", "<", "<=", ">", ">=")]
    assert results == [
        value == limit,
        value != limit,
        value < limit,
        value <= limit,
        value > limit,
        value >= limit,
    ]


@given(st.text(max_size=60))
def test_reading_a_pattern_ends_in_a_matcher_or_a_pattern_error(text):
    """No text makes it fail in another way."""
    try:
        matcher = compile_pattern(text)
    except PatternError:
        return
    matcher(OK)
