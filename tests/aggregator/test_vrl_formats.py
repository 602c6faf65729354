"""Random formats and values: every VRL engine gives what the catalogue of fields says, and all give the same."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from delivered import envelope, event, log_group, only_destination, plan_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import formats
from vrl_engines import ENGINES, HOW, run

from flowlog_config.aggregator.vrl import TIMES, parser_for, program
from flowlog_config.formats import FIELDS, Family

SELECT = {Family.VPC: "vpc-0c0de0000000000b1", Family.TRANSIT_GATEWAY: "tgw-0ab1e0000000000d1"}
NUMBERS = st.integers(0, 2**63 - 1)
SECONDS = st.integers(0, 253_402_300_799)
WORDS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x2FF, exclude_categories=["Z", "C"]), min_size=1)

quick = settings(max_examples=40, deadline=None)


@st.composite
def records(draw):
    """Draw a family, a format and a record of it: field and what is written for it, or None for `-`."""
    family = draw(st.sampled_from(list(Family)))
    fields = draw(formats(family))
    of = {name: SECONDS if name in TIMES else NUMBERS if FIELDS[name].is_integer else WORDS for name in fields}
    values = {name: draw(st.none() | of[name]) for name in fields}
    return family, {name: None if value == "-" else value for name, value in values.items()}


def expected(values):
    """Say what the aggregator should make of a record, from the catalogue alone."""
    typed = {name.replace("-", "_"): value for name, value in values.items() if value is not None}
    for name in set(TIMES) & set(typed):
        typed[name] = datetime.fromtimestamp(typed[name], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return typed


@pytest.mark.skipif(not ENGINES, reason=HOW)
@quick
@given(drawn=records())
def test_any_record_of_any_format_is_typed_the_same_by_every_engine(drawn):
    """Order, number and kind of fields do not matter; nothing is mixed up, and the engines agree to the letter."""
    family, values = drawn
    plan = plan_of((SELECT[family], list(values)))
    text = program(plan)
    record = " ".join("-" if value is None else str(value) for value in values.values())
    delivered = event(envelope(log_group(only_destination(plan)), record))
    found = {name: run(name, text, delivered) for name in ENGINES}
    for (one,) in found.values():
        assert (one.get("flow"), one.get("flow_error")) == (expected(values), None)
    assert len({json.dumps(one, sort_keys=True) for one in found.values()}) == 1


@pytest.fixture(scope="module")
def named(with_aggregator):
    """Write the program of a small plan whose cluster has a name."""
    small = plan_of((SELECT[Family.VPC], "default"))
    return lambda name: program(with_aggregator(small, cluster_name=name))


@pytest.mark.skipif(not ENGINES, reason=HOW)
@quick
@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_name_survives_as_a_literal(named, text):
    """A cluster's name with quotes, backslashes or line ends is text to VRL, and comes out as it went in."""
    assume("{{" not in text)
    for engine in ENGINES:
        (found,) = run(engine, named(text), event({"message": "x"}))
        assert found["cluster_name"] == text


def test_two_formats_in_one_log_group_are_our_own_fault(plan):
    """A log group has one format; anything else would parse records wrongly."""
    first = plan.targets[0]
    other = replace(first.destinations[0], fields=("version",))
    with pytest.raises(ValueError, match="two formats"):
        program(replace(plan, targets=(first, replace(first, destinations=(other,)))))


def test_parser_names_each_part_of_a_record():
    """AWS's names, with the underscores that every backend takes."""
    lines = parser_for(("version", "account-id")).splitlines()
    assert len(lines) == 2
    assert "flow.version, wrong = to_int(.part[0])" in lines[0]
    assert "flow.account_id = .part[1]" in lines[1]


def test_nothing_in_the_program_is_for_helm_or_the_environment(plan, several):
    """Vector replaces $NAME before it reads its configuration, and Helm evaluates two braces."""
    for one in (plan, several):
        assert not {"$", "{{"} & {text for text in ("$", "{{") if text in program(one)}
