"""The catalogue of fields, and formats made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowlog_config.formats import (
    DEFAULT_FORMATS,
    FIELDS,
    TAG_FIELDS,
    Family,
    check_fields,
    fields_of,
    log_format,
    parse_log_format,
)

VPC_DEFAULT = (
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} "
    "${bytes} ${start} ${end} ${action} ${log-status}"
)
TRANSIT_GATEWAY_DEFAULT = (
    "${version} ${resource-type} ${account-id} ${tgw-id} ${tgw-attachment-id} ${tgw-src-vpc-account-id} "
    "${tgw-dst-vpc-account-id} ${tgw-src-vpc-id} ${tgw-dst-vpc-id} ${tgw-src-subnet-id} ${tgw-dst-subnet-id} "
    "${tgw-src-eni} ${tgw-dst-eni} ${tgw-src-az-id} ${tgw-dst-az-id} ${tgw-pair-attachment-id} ${srcaddr} ${dstaddr} "
    "${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${log-status} ${type} "
    "${packets-lost-no-route} ${packets-lost-blackhole} ${packets-lost-mtu-exceeded} ${packets-lost-ttl-expired} "
    "${tcp-flags} ${region} ${flow-direction} ${pkt-src-aws-service} ${pkt-dst-aws-service}"
)


@pytest.mark.parametrize(
    ("version", "count"), [(2, 14), (3, 21), (4, 25), (5, 29), (7, 39), (8, 40), (9, 41), (10, 42), (11, 54)]
)
def test_vpc_records_have_as_many_fields_as_aws_lists(version, count):
    """Cumulative by version; AWS's VPC table has no version 6."""
    assert sum(field.version <= version for field in fields_of(Family.VPC).values()) == count


def test_transit_gateway_records_have_36_fields_of_versions_up_to_6():
    """The transit gateway table ends at version 6."""
    fields = fields_of(Family.TRANSIT_GATEWAY)
    assert len(fields) == 36
    assert {field.version for field in fields.values()} == {2, 3, 4, 5, 6}


def test_the_families_share_18_fields_and_no_other():
    """18 names mean the same in both; every field belongs to one family at least."""
    assert len(fields_of(Family.VPC).keys() & fields_of(Family.TRANSIT_GATEWAY).keys()) == 18
    assert fields_of(Family.VPC).keys() | fields_of(Family.TRANSIT_GATEWAY).keys() == FIELDS.keys()
    assert len(FIELDS) == 72


def test_default_formats_are_aws_s_own():
    """Written out, so that records stay the same when AWS changes its default."""
    assert log_format(DEFAULT_FORMATS[Family.VPC]) == VPC_DEFAULT
    assert log_format(DEFAULT_FORMATS[Family.TRANSIT_GATEWAY]) == TRANSIT_GATEWAY_DEFAULT


def test_types_are_those_of_parquet():
    """Numbers are told from text by the type alone."""
    assert {field.type for field in FIELDS.values()} == {"string", "int32", "int64"}
    assert FIELDS["bytes"].is_integer
    assert not FIELDS["srcaddr"].is_integer


def test_every_field_has_a_meaning_in_a_line():
    """The reference is made of them."""
    assert [f.name for f in FIELDS.values() if not f.meaning or "\n" in f.meaning] == []


def test_tag_fields_are_fields_of_vpc_records():
    """Two for each kind of resource whose tags a record can show."""
    assert TAG_FIELDS.keys() <= fields_of(Family.VPC).keys()
    assert sorted(TAG_FIELDS.values()) == sorted(
        (kind, place) for kind in ("auto-scaling-group", "instance", "network-interface") for place in (1, 2)
    )


NAMES = st.lists(st.sampled_from(sorted(FIELDS)), min_size=1)


@given(NAMES)
def test_a_format_survives_writing_and_reading(names):
    """What is written in AWS's syntax is read back, in the same order."""
    assert parse_log_format(log_format(names)) == tuple(names)


@given(NAMES, st.lists(st.sampled_from([" ", "\n", "\t"]), min_size=1, max_size=3).map("".join))
def test_any_white_space_separates_fields(names, space):
    """A folded YAML text has line breaks between the fields."""
    assert parse_log_format(space + space.join(f"${{{name}}}" for name in names)) == tuple(names)


@pytest.mark.parametrize(
    "text", ["", " ", "version", "${version} x", "${version", "$ {version}", "${a}${b}", "${a},${b}"]
)
def test_anything_else_is_no_format(text):
    """Only ${field} tokens with space between them."""
    with pytest.raises(ValueError):  # noqa: PT011 - the text itself is the message
        parse_log_format(text)


@given(NAMES)
def test_fields_of_one_family_each_once_are_a_format(names):
    """Nothing is found wrong with them, in any order."""
    for family in Family:
        mine = list(dict.fromkeys(name for name in names if name in fields_of(family)))
        assert check_fields(mine, family) == []


@pytest.mark.parametrize(
    ("names", "family", "found"),
    [
        (["version", "srcadr"], Family.VPC, [(1, "srcadr", "unknown", "srcaddr")]),
        (["log_status"], Family.VPC, [(0, "log_status", "unknown", "log-status")]),
        (["tgw_id"], Family.TRANSIT_GATEWAY, [(0, "tgw_id", "unknown", "tgw-id")]),
        (["qqqq"], Family.VPC, [(0, "qqqq", "unknown", "")]),
        (["action"], Family.TRANSIT_GATEWAY, [(0, "action", "other-family", "")]),
        (["tgw-id", "version"], Family.VPC, [(0, "tgw-id", "other-family", "")]),
        (["end", "end", "end"], Family.VPC, [(1, "end", "duplicate", ""), (2, "end", "duplicate", "")]),
    ],
)
def test_tells_what_is_wrong_with_each_field(names, family, found):
    """Position, name, reason, and the nearest right name where there is one."""
    assert [(p.position, p.field, p.reason, p.suggestion) for p in check_fields(names, family)] == found
