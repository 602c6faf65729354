"""Questions of the catalogue, answered from files: what a plain loop over the records would find."""

import re
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packings import DEFAULT, LINES

from flowlog_config.formats import NAMED_FORMATS, Family, sample_record
from flowlog_config.questions import QUESTIONS, Function, Operator, Unanswerable, fit, where
from flowlog_config.questions.addresses import ADDRESS, PRIVATE
from flowlog_config.records import Answer, LackingError, Layout, Reader


def answer(name, lines, fields=DEFAULT, *, wheres=(), limit=None):
    """Put a question to lines of a format; give its results."""
    asked = Answer(QUESTIONS[name], [where(text) for text in wheres], limit)
    for batch in Reader(given=[Layout(tuple(fields))]).read("a.log", [f"{line}\n".encode() for line in lines]):
        asked.add(batch)
    return asked.results()


def test_top_talkers_have_the_most_bytes_first():
    """Records without traffic belong to nobody."""
    (result,) = answer("top-bytes", LINES)
    assert result.rows == [
        ("2001:db8::1", "2001:db8::2", 2000, 2, 1),
        ("10.0.1.4", "10.0.2.7", 1500, 15, 2),
        ("198.51.100.9", "10.0.1.4", 44, 1, 1),
    ]


def test_a_limit_keeps_the_first_and_says_how_many_there_are():
    """So that nobody takes a part for the whole."""
    (result,) = answer("top-bytes", LINES, limit=1)
    assert (len(result.rows), result.groups) == (1, 3)


def test_conditions_narrow_an_answer():
    """Fields and parameters, as with records."""
    (result,) = answer("top-bytes", LINES, wheres=["address=10.0.1.4", "port=22,3389"])
    assert [row[:2] for row in result.rows] == [("198.51.100.9", "10.0.1.4")]


def test_what_the_records_lack_is_said():
    """Both by the question and by a condition."""
    with pytest.raises(LackingError, match=r"no az-id, next-hop-az-id\. A format with that can tell"):
        answer("cross-az", LINES)
    with pytest.raises(LackingError, match="no vpc-id"):
        answer("top-bytes", LINES, wheres=["vpc-id=vpc-1"])


def test_formats_that_allow_another_form_have_results_of_their_own():
    """And those that allow the same are counted together."""
    asked = Answer(QUESTIONS["rejected-by-source"])
    security = NAMED_FORMATS["security"].fields[Family.VPC]
    rejected = sample_record(security).replace("ACCEPT", "REJECT")
    for lines in (LINES, [rejected], LINES):
        for batch in Reader().read("a.log", [f"{line}\n".encode() for line in lines]):
            asked.add(batch)
    by_source, with_reason = asked.results()
    assert by_source.rows == [("198.51.100.9", 2, 2, 88)]
    assert with_reason.rows == [("10.0.101.15", "-", 1, 12, 5120)]


def meets(condition, record):
    """Whether a record meets a condition, as the catalogue's documentation says it."""
    if condition.operator is Operator.DIFFER:
        one, other = (record[column] for column in condition.columns)
        return one != other and "-" not in (one, other)

    def passes(value):
        match condition.operator:
            case Operator.IS:
                return value in condition.values
            case Operator.IS_NOT:
                return value not in condition.values
            case Operator.AT_LEAST:
                return value != "-" and int(value) >= int(condition.values[0])
            case Operator.PRIVATE:
                return bool(re.search(PRIVATE, value))
            case Operator.PUBLIC:
                return bool(re.search(ADDRESS, value)) and not re.search(PRIVATE, value)

    return any(passes(record[column]) for column in condition.columns)


def plainly(query, records):
    """Answer a query by a loop."""
    groups = defaultdict(list)
    for record in records:
        if all(meets(condition, record) for condition in query.where):
            groups[tuple(record[name] for name in query.group_by)].append(record)
    rows = []
    for key, members in groups.items():
        numbers = []
        for measure in query.measures:
            values = [one[measure.column] for one in members] if measure.column else members
            if measure.function is Function.SUM:
                numbers.append(sum(int(value) for value in values if value != "-"))
            else:
                numbers.append(len(set(values)) if measure.function is Function.DISTINCT else len(values))
        rows.append((*key, *numbers))
    width = len(query.group_by)
    return sorted(rows, key=lambda row: (-row[width], row[:width]))[: query.limit]


ADDRESSES = st.sampled_from(["10.0.0.1", "10.0.0.2", "192.0.2.1", "8.8.8.8", "2001:db8::1", "fd00::1", "-"])
ZONES = st.sampled_from(["euw1-az1", "euw1-az2", "-"])
SMALL = {
    "log-status": st.sampled_from(["OK", "OK", "OK", "NODATA", "SKIPDATA"]),
    "action": st.sampled_from(["ACCEPT", "REJECT"]),
    "flow-direction": st.sampled_from(["ingress", "egress", "-"]),
    "traffic-path": st.sampled_from(["1", "2", "8", "-"]),
    "protocol": st.sampled_from(["6", "17"]),
    "srcport": st.sampled_from(["80", "1023", "1024", "50000", "-"]),
    "dstport": st.sampled_from(["22", "443", "3389"]),
    **dict.fromkeys(["srcaddr", "dstaddr", "pkt-srcaddr", "pkt-dstaddr"], ADDRESSES),
    **dict.fromkeys(["az-id", "next-hop-az-id", "tgw-src-az-id", "tgw-dst-az-id"], ZONES),
    **dict.fromkeys(["pkt-src-aws-service", "pkt-dst-aws-service"], st.sampled_from(["S3", "EC2", "-"])),
    **dict.fromkeys(["packets", "bytes"], st.one_of(st.integers(0, 9).map(str), st.just("-"))),
}


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("family", Family)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_every_question_finds_what_a_plain_loop_finds(name, family, data):
    """For any records of a format that can answer it."""
    fields = tuple(data.draw(st.permutations(sorted(NAMED_FORMATS["all"].fields[family]))))
    query = fit(QUESTIONS[name], fields, family=family)
    if isinstance(query, Unanswerable):
        assert not query.possible
        return
    one = st.fixed_dictionaries({field: SMALL[field] for field in fields if field in SMALL})
    rest = dict(zip(fields, sample_record(fields).split(), strict=True))
    records = [rest | drawn for drawn in data.draw(st.lists(one, min_size=1, max_size=12))]
    results = answer(name, [" ".join(record[field] for field in fields) for record in records], fields)
    assert [row for result in results for row in result.rows] == plainly(query, records)
