"""
What each question answers, worked out by hand, and answered by both engines.

Longer than 200 lines because every question has its records and its answer here.
"""

import pytest
from asked_records import COST, DEFAULT, GATEWAY, both, nodata, record
from hypothesis import given
from hypothesis import strategies as st

from flowlog_config.questions import QUESTIONS, Query, fit, narrowed, where


def ask(name, fields, lines, *narrow):
    """Put a question to lines of a format."""
    query = fit(QUESTIONS[name], fields, also=[narrowed(*one) for one in narrow])
    assert isinstance(query, Query), query
    return both(query, [*lines, nodata(fields)])


def lines(fields, *records):
    """Write records."""
    return [record(fields, **one) for one in records]


@pytest.mark.parametrize("fields", [DEFAULT, GATEWAY, COST], ids=["default", "transit-gateway", "cost"])
def test_top_talkers_add_up_each_pair(fields):
    """The greatest first; packets have an order of their own."""
    given = lines(
        fields,
        {"bytes": 10, "packets": 9},
        {"bytes": 5, "packets": 9},
        {"srcaddr": "10.0.0.9", "bytes": 99, "packets": 2},
    )
    pair, other = ("10.0.0.1", "10.0.0.2"), ("10.0.0.9", "10.0.0.2")
    assert ask("top-bytes", fields, given) == [(*other, 99, 2, 1), (*pair, 15, 18, 2)]
    assert ask("top-packets", fields, given) == [(*pair, 18, 15, 2), (*other, 2, 99, 1)]


def test_rejected_traffic_counts_only_what_was_rejected():
    """By source, and by destination, port and protocol."""
    given = lines(
        DEFAULT,
        {"action": "REJECT", "dstport": 22},
        {"action": "REJECT", "dstport": 22, "srcaddr": "198.51.100.1"},
        {"action": "REJECT", "dstport": 80},
        {"action": "ACCEPT", "dstport": 80},
    )
    assert ask("rejected-by-source", DEFAULT, given) == [("10.0.0.1", 2, 2, 200), ("198.51.100.1", 1, 1, 100)]
    assert ask("rejected-by-destination", DEFAULT, given) == [
        ("10.0.0.2", "22", "6", 2, 2, 200),
        ("10.0.0.2", "80", "6", 1, 1, 100),
    ]


def test_a_reason_makes_groups_of_its_own_where_the_format_has_it():
    """BPA is not the same as a security group."""
    given = lines(COST, {"action": "REJECT", "reject_reason": "BPA"}, {"action": "REJECT"}, {"action": "REJECT"})
    assert ask("rejected-by-source", COST, given) == [("10.0.0.1", "-", 2, 2, 200), ("10.0.0.1", "BPA", 1, 1, 100)]


def test_port_scans_count_different_ports_and_destinations():
    """Ten times the same port is none; what a server answers from its low port is none either."""
    scan = [{"srcaddr": "198.51.100.1", "dstport": port, "dstaddr": f"10.0.0.{port % 2}"} for port in range(10)]
    busy = [{"dstport": 443}] * 20
    answers = [{"srcaddr": "10.0.0.3", "srcport": 443, "dstport": 50_000 + port} for port in range(30)]
    assert ask("port-scans", DEFAULT, lines(DEFAULT, *scan, *busy, *answers)) == [
        ("198.51.100.1", 10, 2, 10, 10),
        ("10.0.0.1", 1, 1, 20, 20),
    ]


def test_remote_logins_are_tcp_on_their_two_ports():
    """Neither UDP on 22, nor answers from it."""
    given = lines(
        DEFAULT,
        {"dstport": 22},
        {"dstport": 3389, "action": "REJECT"},
        {"dstport": 22, "protocol": 17},
        {"srcport": 22, "dstport": 40_000},
    )
    assert sorted(ask("remote-logins", DEFAULT, given)) == [
        ("10.0.0.1", "10.0.0.2", "22", "ACCEPT", 1, 100, 1),
        ("10.0.0.1", "10.0.0.2", "3389", "REJECT", 1, 100, 1),
    ]


def test_remote_logins_of_transit_gateways_have_no_action():
    """Their records have none."""
    assert ask("remote-logins", GATEWAY, lines(GATEWAY, {"dstport": 22})) == [("10.0.0.1", "10.0.0.2", "22", 1, 100, 1)]


@pytest.mark.parametrize(
    ("fields", "one", "other", "more"),
    [(COST, "az_id", "next_hop_az_id", ("egress",)), (GATEWAY, "tgw_src_az_id", "tgw_dst_az_id", ())],
    ids=["vpc", "transit-gateway"],
)
def test_between_zones_means_two_known_zones(fields, one, other, more):
    """A zone that is not known is not another one."""
    given = lines(
        fields,
        {one: "euw1-az1", other: "euw1-az2"},
        {one: "euw1-az1", other: "euw1-az1"},
        {one: "euw1-az1"},
        {other: "euw1-az1"},
    )
    expected = [("euw1-az1", "euw1-az2", "10.0.0.1", "10.0.0.2", *more, 100, 1, 1)]
    assert ask("cross-az", fields, given) == expected


def test_egress_by_path_believes_the_path():
    """Through a gateway, and out."""
    given = lines(
        COST,
        {"dstaddr": "198.51.100.1", "traffic_path": 8},
        {"dstaddr": "198.51.100.2", "traffic_path": 2, "pkt_dst_aws_service": "S3"},
        {"dstaddr": "198.51.100.3", "traffic_path": 3},
        {"dstaddr": "198.51.100.4", "traffic_path": 8, "flow_direction": "ingress"},
    )
    assert sorted(ask("internet-egress", COST, given)) == [
        ("10.0.0.1", "198.51.100.1", "-", 100, 1, 1),
        ("10.0.0.1", "198.51.100.2", "S3", 100, 1, 1),
    ]


def test_egress_without_a_path_goes_from_private_to_public_addresses():
    """In both families of addresses."""
    given = lines(
        DEFAULT,
        {"dstaddr": "198.51.100.1"},
        {"dstaddr": "172.31.0.1"},
        {"srcaddr": "198.51.100.1", "dstaddr": "198.51.100.2"},
        {"srcaddr": "fd00::1", "dstaddr": "2001:db8::1"},
        {"srcaddr": "fd00::1", "dstaddr": "fd00::2"},
    )
    assert sorted(ask("internet-egress", DEFAULT, given)) == [
        ("10.0.0.1", "198.51.100.1", 100, 1, 1),
        ("fd00::1", "2001:db8::1", 100, 1, 1),
    ]


@pytest.mark.parametrize("fields", [COST, GATEWAY], ids=["vpc", "transit-gateway"])
def test_services_are_those_at_either_end(fields):
    """What is neither from nor to one is left out."""
    given = lines(fields, {"pkt_dst_aws_service": "S3"}, {"pkt_src_aws_service": "EC2", "bytes": 7}, {})
    assert ask("aws-services", fields, given) == [("-", "S3", "egress", 100, 1, 1), ("EC2", "-", "egress", 7, 1, 1)]


def test_directions_are_told_apart():
    """With what was accepted and rejected of each."""
    given = lines(COST, {"bytes": 5}, {"flow_direction": "ingress", "bytes": 9, "action": "REJECT"})
    assert ask("direction", COST, given) == [("ingress", "REJECT", 9, 1, 1), ("egress", "ACCEPT", 5, 1, 1)]


def test_conversations_are_those_of_one_interface():
    """With both ends' ports."""
    given = lines(DEFAULT, {"interface_id": "eni-0a"}, {"interface_id": "eni-0b"})
    expected = [("eni-0a", "10.0.0.1", "40000", "10.0.0.2", "443", "6", "ACCEPT", 100, 1, 1)]
    assert ask("conversations", DEFAULT, given, ("interface", "eni-0a")) == expected


def test_conversations_of_an_attachment_are_its_own():
    """The transit gateway's records name no interface."""
    given = lines(GATEWAY, {"tgw_attachment_id": "tgw-attach-0a"}, {"tgw_attachment_id": "tgw-attach-0b"})
    (row,) = ask("conversations", GATEWAY, given, ("interface", "tgw-attach-0a"))
    assert row[:2] == ("tgw-attach-0a", "10.0.0.1")


@pytest.mark.parametrize(
    ("narrow", "expected"),
    [
        (("address", "10.0.0.9"), {"10.0.0.9", "10.0.0.1"}),
        (("port", "8443"), {"10.0.0.8", "10.0.0.7"}),
        (("action", "REJECT"), {"10.0.0.6"}),
        (("dst_port", "1"), None),
    ],
)
def test_narrowing_looks_at_both_ends(narrow, expected):
    """An address or port may be the source's or the destination's."""
    given = lines(
        DEFAULT,
        {"srcaddr": "10.0.0.9"},
        {"dstaddr": "10.0.0.9"},
        {"srcaddr": "10.0.0.8", "srcport": 8443},
        {"srcaddr": "10.0.0.7", "dstport": 8443},
        {"srcaddr": "10.0.0.6", "action": "REJECT"},
    )
    if expected is None:
        with pytest.raises(ValueError, match="no such field; dstport is one"):
            narrowed(*narrow)
    else:
        assert {row[0] for row in ask("top-bytes", DEFAULT, given, narrow)} == expected


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("dstport=22,3389", {"10.0.0.1", "10.0.0.2"}),
        ("dstport!=22,3389", {"10.0.0.3"}),
        ("bytes>=100", {"10.0.0.1", "10.0.0.3"}),
        ("port=22", {"10.0.0.1"}),
    ],
)
def test_conditions_mean_the_same_to_both(text, sources):
    """Any of several values, none of them, and numbers as numbers."""
    given = lines(
        DEFAULT,
        {"srcaddr": "10.0.0.1", "dstport": 22, "bytes": 1000},
        {"srcaddr": "10.0.0.2", "dstport": 3389, "bytes": 20},
        {"srcaddr": "10.0.0.3", "dstport": 80, "bytes": 100},
    )
    query = fit(QUESTIONS["top-bytes"], DEFAULT, also=[where(text)])
    assert {row[0] for row in both(query, given)} == sources


_ADDRESS = st.sampled_from(["10.0.0.1", "172.16.9.9", "198.51.100.1", "2001:db8::1", "fd00::1"])
_RECORD = st.fixed_dictionaries(
    {
        "srcaddr": _ADDRESS,
        "dstaddr": _ADDRESS,
        "srcport": st.sampled_from([22, 1023, 1024, 40_000]),
        "dstport": st.sampled_from([22, 443, 3389]),
        "protocol": st.sampled_from([6, 17]),
        "packets": st.integers(0, 5),
        "bytes": st.integers(0, 10**12),
        "action": st.sampled_from(["ACCEPT", "REJECT"]),
        "log_status": st.sampled_from(["OK", "OK", "SKIPDATA"]),
        "flow_direction": st.sampled_from(["ingress", "egress", "-"]),
        "traffic_path": st.sampled_from(["1", "2", "8", "-"]),
        "pkt_dst_aws_service": st.sampled_from(["S3", "-"]),
        "az_id": st.sampled_from(["a", "b", "-"]),
        "next_hop_az_id": st.sampled_from(["a", "b", "-"]),
        "tgw_src_az_id": st.sampled_from(["a", "b", "-"]),
        "tgw_dst_az_id": st.sampled_from(["a", "b", "-"]),
    }
)


@given(st.lists(_RECORD, max_size=12), st.sampled_from([DEFAULT, GATEWAY, COST]), st.sampled_from(list(QUESTIONS)))
def test_both_engines_agree_on_any_records(records, fields, name):
    """Whatever is asked of whatever was recorded."""
    query = fit(QUESTIONS[name], fields)
    if isinstance(query, Query):
        both(query, lines(fields, *records))
