"""The text of a query for Logs Insights."""

import re

import pytest
from asked_records import DEFAULT, GATEWAY
from hypothesis import given
from hypothesis import strategies as st

from flowlog_config.formats import Family, fields_of
from flowlog_config.questions import QUESTIONS, answered, fit, insights_text, narrowed, saved_queries
from flowlog_config.questions.addresses import PRIVATE
from flowlog_config.questions.insights import MOST_CHARACTERS

_FORMATS = st.sampled_from(list(Family)).flatmap(
    lambda family: st.lists(st.sampled_from(list(fields_of(family))), min_size=1, unique=True)
)


def test_reads_like_one_written_by_hand():
    """What AWS's own guide would have."""
    query = fit(QUESTIONS["remote-logins"], ("srcaddr", "dstaddr", "dstport", "protocol", "log-status"))
    assert insights_text(query) == (
        'parse @message "* * * * *" as srcaddr, dstaddr, dstport, protocol, log_status\n'
        '| filter log_status = "OK"\n'
        "| filter protocol = 6\n"
        "| filter dstport = 22 or dstport = 3389\n"
        "| stats count(*) as records by srcaddr, dstaddr, dstport\n"
        "| sort records desc\n"
        "| limit 20"
    )


def test_parses_nothing_where_insights_discovers_the_fields():
    """Only in the very order of AWS's default format for VPCs."""
    query = fit(QUESTIONS["conversations"], DEFAULT, also=[narrowed("interface", "eni-0a")])
    text = insights_text(query)
    assert "parse" not in text
    assert 'filter interfaceId = "eni-0a"' in text
    assert "by interfaceId, srcAddr, srcPort, dstAddr, dstPort, protocol, action" in text
    assert "parse" in insights_text(fit(QUESTIONS["conversations"], DEFAULT[::-1]))
    assert "parse" in insights_text(fit(QUESTIONS["top-bytes"], GATEWAY))


@given(_FORMATS)
def test_has_as_many_stars_and_names_as_the_record_has_columns(fields):
    """And no dash in a name, which Insights would take for a minus."""
    for query in answered(tuple(fields))[0]:
        parse = insights_text(query).partition("\n")[0]
        if tuple(fields) != DEFAULT:
            stars, names = re.fullmatch(r'parse @message "([* ]+)" as (.+)', parse).groups()
            assert stars.split(" ") == ["*"] * len(fields)
            assert names.split(", ") == [field.replace("-", "_") for field in fields]


@given(_FORMATS)
def test_saved_queries_fit_into_what_aws_keeps(fields):
    """10,000 characters, and each parameter stands in its text."""
    for family in Family:
        for saved in saved_queries(tuple(fields), family):
            assert len(saved.text) <= MOST_CHARACTERS
            assert re.findall(r"\{\{(\w+)\}\}", saved.text) == list(saved.parameters)


@pytest.mark.parametrize("family", Family)
def test_each_question_that_can_be_answered_is_saved_once(family):
    """In the catalogue's order."""
    fields = tuple(fields_of(family))
    names = [saved.question for saved in saved_queries(fields, family)]
    assert names == [query.question.name for query in answered(fields, family)[0]]


def test_the_console_asks_for_the_interface():
    """What a question takes is a parameter of the saved query."""
    (saved,) = [one for one in saved_queries(DEFAULT, Family.VPC) if one.parameters]
    assert saved.question == "conversations"
    assert 'interfaceId = "{{interface}}"' in saved.text


@given(st.ip_addresses(network="0.0.0.0/0") | st.ip_addresses(network="::/0"))
def test_private_is_what_the_registries_say(address):
    """As Python knows them, but for the few networks its list has beside those a VPC can meet."""
    given = re.search(PRIVATE, str(address)) is not None
    shared = address.version == 4 and int(address) >> 22 == (100 << 2) | 1
    multicast = address.is_multicast or address.is_reserved
    if given:
        assert address.is_private or address.is_link_local or shared or multicast
    else:
        assert not address.is_loopback
        assert not address.is_link_local
        assert not address.is_multicast


@pytest.mark.parametrize(
    ("address", "private"),
    [
        *[(one, True) for one in ("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1")],
        *[(one, True) for one in ("100.127.0.1", "127.0.0.1", "169.254.169.254", "224.0.0.1", "255.255.255.255")],
        *[(one, True) for one in ("fd00::1", "fc12:3::", "fe80::1", "febf::1", "ff02::1", "::", "::1", "0.0.0.0")],  # noqa: S104 - an address
        *[(one, False) for one in ("11.0.0.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.63.0.1", "100.128.0.1")],
        *[(one, False) for one in ("1.10.0.1", "223.1.1.1", "2001:db8::1", "fec0::1", "::ffff:1", "-", "101.0.0.1")],
    ],
)
def test_private_ends_where_it_ends(address, private):
    """At every edge of every range."""
    assert (re.search(PRIVATE, address) is not None) == private
