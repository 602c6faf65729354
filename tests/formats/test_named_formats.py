"""Formats by name: what each means, what its records look like, and how long they are."""

from pathlib import Path

import pytest

from flowlog_config.formats import (
    FIELDS,
    NAMED_FORMATS,
    TAG_FIELDS,
    Family,
    check_fields,
    fields_of,
    nearest_format,
    record_bytes,
    record_version,
    sample_record,
)
from flowlog_config.questions import QUESTIONS, Query, fit
from flowlog_config.records.layout import Layout

NAMED = [(name, family) for name, one in NAMED_FORMATS.items() for family in one.fields]


@pytest.mark.parametrize(("name", "family"), NAMED)
def test_every_named_format_is_one_aws_takes(name, family):
    """Known fields of one family, each once, and no tag field, which would need its keys."""
    names = NAMED_FORMATS[name].fields[family]
    assert check_fields(names, family) == []
    assert not TAG_FIELDS.keys() & set(names)


@pytest.mark.parametrize(("name", "family"), NAMED)
def test_the_sample_is_a_record_of_the_format(name, family):
    """A value for each field, of the field's type, and the version its records say."""
    names = NAMED_FORMATS[name].fields[family]
    values = sample_record(names).split()
    assert Layout(names).fault(values) == ""
    assert values[names.index("version")] == str(record_version(names))


def test_all_is_every_field_but_those_that_show_tags():
    """A field that is new in the catalogue must be added on purpose: it replaces flow logs."""
    every = NAMED_FORMATS["all"].fields
    assert set(every[Family.VPC]) == fields_of(Family.VPC).keys() - TAG_FIELDS.keys()
    assert set(every[Family.TRANSIT_GATEWAY]) == fields_of(Family.TRANSIT_GATEWAY).keys()


def test_names_of_both_families_and_of_one():
    """An entry that selects VPCs and transit gateways can use the former only."""
    families = {name: set(one.fields) for name, one in NAMED_FORMATS.items()}
    assert families == {
        "default": set(Family),
        "default-tgw": {Family.TRANSIT_GATEWAY},
        "security": set(Family),
        "cost": set(Family),
        "kubernetes": {Family.VPC},
        "all": set(Family),
    }


def test_default_tgw_is_the_default_of_transit_gateways():
    """It only refuses everything else."""
    default, narrower = NAMED_FORMATS["default"].fields, NAMED_FORMATS["default-tgw"].fields
    assert narrower[Family.TRANSIT_GATEWAY] == default[Family.TRANSIT_GATEWAY]


@pytest.mark.parametrize("family", Family)
@pytest.mark.parametrize(
    ("name", "questions"),
    [
        ("security", ["rejected-by-source", "port-scans", "remote-logins", "direction"]),
        ("cost", ["top-bytes", "cross-az", "internet-egress", "aws-services"]),
    ],
)
def test_a_format_answers_the_questions_it_is_for(name, questions, family):
    """Those records of the family can answer at all."""
    names = NAMED_FORMATS[name].fields[family]
    fitted = {question: fit(QUESTIONS[question], names, family=family) for question in questions}
    missing = {question: one.missing for question, one in fitted.items() if not isinstance(one, Query) and one.possible}
    assert missing == {}


def test_bytes_are_those_the_documents_state():
    """115 in AWS's default format, and each field adds its value and a space."""
    default = NAMED_FORMATS["default"].fields[Family.VPC]
    assert record_bytes(default) == 115
    assert record_bytes((*default, "vpc-id")) == 115 + len("vpc-0ed6e0000000000a1 ")
    assert "about 115 bytes" in Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.name)
def test_every_example_is_a_value_of_its_field(field):
    """A number where the type is one, and never with a space."""
    assert field.example == "-" or field.example.isdigit() == field.is_integer or field.name.endswith("account-id")
    assert not set(field.example) & set(" \t\n")


@pytest.mark.parametrize(("text", "name"), [("secruity", "security"), ("Kubernetes", "kubernetes"), ("qqqq", "")])
def test_a_misspelt_name_gets_the_nearest(text, name):
    """Or none, where nothing is near."""
    assert nearest_format(text) == name
