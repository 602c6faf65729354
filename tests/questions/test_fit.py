"""Which form a question takes on a format, and what is missing where none fits."""

import pytest
from asked_records import COST, DEFAULT, GATEWAY

from flowlog_config.formats import FIELDS, NAMED_FORMATS, Family, fields_of
from flowlog_config.questions import (
    QUESTIONS,
    Condition,
    ConditionError,
    Function,
    Operator,
    Query,
    Unanswerable,
    answered,
    fit,
    narrowed,
    where,
)


def test_every_question_is_answered_by_the_fields_of_some_family():
    """None asks for what no record has."""
    everything = [answered(tuple(fields_of(family)), family)[0] for family in Family]
    assert {query.question.name for queries in everything for query in queries} == set(QUESTIONS)


def test_questions_use_real_fields_and_measures_have_names_of_their_own():
    """An alias that is a field's name would hide the field."""
    for question in QUESTIONS.values():
        used = {name for form in question.forms for name in (*form.fields, *form.also_by)}
        used |= {measure.column for measure in question.measures if measure.column}
        assert used <= FIELDS.keys()
        names = [measure.name for measure in question.measures]
        assert len({*names}) == len(names)
        assert not {*names} & {field.replace("-", "_") for field in FIELDS}
        assert all(bool(one.column) == (one.function is not Function.COUNT) for one in question.measures)


@pytest.mark.parametrize(
    ("name", "fields", "missing", "possible"),
    [
        ("cross-az", DEFAULT, ("az-id", "next-hop-az-id"), True),
        ("cross-az", (*DEFAULT, "az-id"), ("next-hop-az-id",), True),
        ("direction", DEFAULT, ("flow-direction",), True),
        ("rejected-by-source", GATEWAY, ("action",), False),
        ("top-bytes", ("srcaddr", "dstaddr"), ("bytes",), True),
        ("conversations", ("srcaddr", "bytes"), ("interface-id", "srcport", "dstaddr", "dstport", "protocol"), True),
    ],
)
def test_says_which_fields_are_missing(name, fields, missing, possible):
    """And whether records of the family can have them."""
    assert fit(QUESTIONS[name], fields) == Unanswerable(QUESTIONS[name], missing, possible)


def test_takes_the_most_exact_form_the_format_allows():
    """Egress by its path, else by direction and addresses, else by addresses."""
    egress = QUESTIONS["internet-egress"]
    tested = {
        fields: {column for one in fit(egress, fields).where for column in one.columns} - {"log-status"}
        for fields in (COST, GATEWAY, DEFAULT)
    }
    assert tested == {
        COST: {"flow-direction", "traffic-path"},
        GATEWAY: {"flow-direction", "srcaddr", "dstaddr"},
        DEFAULT: {"srcaddr", "dstaddr"},
    }


def test_leaves_out_a_measure_the_format_lacks():
    """But not the one that decides the order."""
    query = fit(QUESTIONS["top-bytes"], ("srcaddr", "dstaddr", "bytes"))
    assert [measure.name for measure in query.measures] == ["total_bytes", "records"]


def test_narrowing_keeps_the_columns_the_format_has():
    """One of a parameter's columns is enough; none of them is said."""
    address = narrowed("address", "10.0.0.1")
    query = fit(QUESTIONS["direction"], ("flow-direction", "bytes", "pkt-srcaddr"), also=[address])
    assert query.where[-1].columns == ("pkt-srcaddr",)
    lacking = fit(QUESTIONS["direction"], ("flow-direction", "bytes"), also=[address])
    assert lacking == Unanswerable(QUESTIONS["direction"], ("srcaddr",), possible=True)


def test_an_interface_is_not_looked_for_where_only_attachments_are():
    """It would scan, and be billed, for nothing."""
    found = fit(QUESTIONS["top-bytes"], GATEWAY, also=[narrowed("interface", "eni-0a")])
    assert found == Unanswerable(QUESTIONS["top-bytes"], ("interface-id",), possible=False)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("port", "https", "whole number"),
        ("port", "-22", "whole number"),
        ("address", "10.0.0.0/8", "no range"),
        ("interface", "i-0a", "begins with eni- or tgw-attach-"),
        ("action", 'REJECT" or action = "ACCEPT', "without spaces, quotes"),
        ("action", "a'b", "without spaces, quotes"),
        ("action", "a\\", "without spaces, quotes"),
        ("action", "deny", "action is one of ACCEPT, REJECT"),
        ("", "x", "no such field"),
    ],
)
def test_refuses_what_no_record_has(name, value, message):
    """A quote, which would end a text in a query, above all."""
    with pytest.raises(ValueError, match=message):
        narrowed(name, value)


def test_spells_values_as_records_do():
    """So that equal is equal."""
    assert narrowed("port", "0443").values == ("443",)
    assert narrowed("address", "2001:DB8:0:0::1").values == ("2001:db8::1",)
    assert narrowed("flow_direction", "EGRESS") == Condition(("flow-direction",), Operator.IS, ("egress",))
    assert narrowed("action", "reject").values == ("REJECT",)
    assert narrowed("log-status", "-").values == ("-",)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("action=REJECT", Condition(("action",), Operator.IS, ("REJECT",))),
        ("dst_port!=22", None),
        ("dstport=22,3389", Condition(("dstport",), Operator.IS, ("22", "3389"))),
        ("action!=ACCEPT", Condition(("action",), Operator.IS_NOT, ("ACCEPT",))),
        ("bytes>=01000", Condition(("bytes",), Operator.AT_LEAST, ("1000",))),
        ("port=443", Condition(("srcport", "dstport"), Operator.IS, ("443",))),
        ("action", None),
        ("=x", None),
        ("action=", None),
        ("action>=5", None),
        ("bytes>=-", None),
        ("bytes>=1,2", None),
        ("port!=22", None),
    ],
)
def test_reads_conditions_as_people_write_them(text, condition):
    """And refuses what is none."""
    if condition:
        assert where(text) == condition
    else:
        with pytest.raises(ConditionError):
            where(text)


def test_a_parameter_cannot_be_excluded_but_a_field_can():
    """Any of several columns that differs would be nearly every record."""
    with pytest.raises(ValueError, match="its columns can: srcport, dstport"):
        narrowed("port", "22", negated=True)
    assert isinstance(fit(QUESTIONS["top-bytes"], DEFAULT, also=[narrowed("dstport", "22", negated=True)]), Query)


@pytest.mark.parametrize("family", Family)
def test_the_format_for_costs_answers_all_that_its_family_can(family):
    """Nothing is billed that cannot be looked into."""
    fields = NAMED_FORMATS["cost"].fields[family]
    assert not [one for one in answered(fields, family)[1] if one.possible]
