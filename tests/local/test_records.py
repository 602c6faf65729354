"""Invented traffic: deterministic, in the deployed format, seen only where the flow log is."""

from dataclasses import replace
from random import Random

import pytest
from deployed_pipeline import ACCOUNT, GROUP

from flowlog_config.formats import DEFAULT_FORMATS, FIELDS, Family, fields_of
from flowlog_config.local.traffic.flow_logs import FlowLog
from flowlog_config.local.traffic.network import Attachment, Interface, Network, Role
from flowlog_config.local.traffic.records import make_lines, make_traffic, places, window_at
from flowlog_config.local.traffic.scenarios import through_nat

EVERY_VPC_FIELD = tuple(fields_of(Family.VPC))
WINDOW = window_at(1_795_000_000)


def interface(number, role, vpc, zone, **more):
    """Make an interface."""
    values = {
        "id": f"eni-{number:017x}",
        "role": role,
        "type": "interface",
        "address": f"10.{vpc}.{zone}.{number}",
        "ipv6": "",
        "public_address": "",
        "vpc_id": f"vpc-{vpc}",
        "subnet_id": f"subnet-{vpc}-{zone}",
        "zone_id": f"euw1-az{zone}",
        "instance_id": "",
    }
    return Interface(**values | more)


def network():
    """Make two VPCs with everything in them, joined by a transit gateway."""
    found = [
        interface(1, Role.FRONT, 1, 1, public_address="203.0.113.1"),
        interface(2, Role.COMPUTE, 1, 1, instance_id="i-0a"),
        interface(3, Role.COMPUTE, 1, 2, ipv6="2001:db8::3"),
        interface(4, Role.DATABASE, 1, 1),
        interface(5, Role.NAT, 1, 1, type="nat_gateway", public_address="203.0.113.5"),
        interface(6, Role.TRANSIT, 1, 1),
        interface(7, Role.COMPUTE, 2, 1),
        interface(8, Role.TRANSIT, 2, 1),
    ]
    joined = (
        Attachment("tgw-attach-1", "tgw-1", "vpc-1", ACCOUNT, (found[5],)),
        Attachment("tgw-attach-2", "tgw-1", "vpc-2", ACCOUNT, (found[7],)),
    )
    return Network(ACCOUNT, "eu-west-1", tuple(found), joined, {"nat-regional": "vpc-1"})


def flow_log(resource="vpc-1", fields=EVERY_VPC_FIELD, traffic_type="ALL"):
    """Make a flow log into a log group."""
    return FlowLog("fl-1", resource, traffic_type, fields, "cloud-watch-logs", GROUP, "", ACCOUNT, "eu-west-1")


def records(a_flow_log, seed="s", conversations=300):
    """Return (stream, record by field) for one busy window."""
    traffic = make_traffic(network(), WINDOW, conversations=conversations, seed=seed)
    lines = make_lines(a_flow_log, network(), WINDOW, traffic, seed=seed)
    return [
        (stream, dict(zip(a_flow_log.fields, line.split(" "), strict=True)))
        for stream, found in lines.items()
        for line in found
    ]


def test_the_same_seed_gives_the_same_traffic():
    """Another seed gives other traffic."""
    assert records(flow_log()) == records(flow_log())
    assert records(flow_log()) != records(flow_log(), seed="t")


@pytest.mark.parametrize(
    "resource", ["vpc-1", "subnet-1-1", "eni-00000000000000002", "nat-regional", "tgw-1", "tgw-attach-2"]
)
def test_every_record_fits_its_format(resource):
    """As many columns as fields, whole numbers where the catalogue says so, and the version of the newest field."""
    fields = DEFAULT_FORMATS[Family.TRANSIT_GATEWAY] if resource.startswith("tgw") else EVERY_VPC_FIELD
    version = str(max(FIELDS[name].version for name in fields))
    found = records(flow_log(resource, fields, "" if resource.startswith("tgw") else "ALL"))
    assert found
    for _, record in found:
        assert record["version"] == version
        for name, value in record.items():
            assert value == "-" or not FIELDS[name].is_integer or value.isdigit(), (name, value)


def test_the_default_format_has_version_2():
    """Version 2 unless a newer field is asked for."""
    found = records(flow_log(fields=DEFAULT_FORMATS[Family.VPC]))
    assert {record["version"] for _, record in found} == {"2"}


def test_streams_are_named_for_the_interface_and_hold_only_its_records():
    """A record never stands in the stream of another interface."""
    for stream, record in records(flow_log()):
        assert stream == f"{record['interface-id']}-all"


@pytest.mark.parametrize("action", ["ACCEPT", "REJECT"])
def test_traffic_type_is_respected(action):
    """A flow log of accepted traffic has no rejected record, and the other way round."""
    found = records(flow_log(traffic_type=action))
    assert {record["action"] for _, record in found if record["log-status"] == "OK"} == {action}
    assert all(stream.endswith(f"-{action.lower()}") for stream, _ in found)


def test_every_kind_of_traffic_comes_up():
    """Accepted, rejected, IPv6, DNS, database, idle and skipped windows."""
    found = [record for _, record in records(flow_log(), conversations=400)]
    assert {record["log-status"] for record in found} >= {"OK", "NODATA"}
    assert {record["type"] for record in found} >= {"IPv4", "IPv6"}
    assert {record["dstport"] for record in found} >= {"443", "53", "5432", "8080", "9090"}
    assert {record["action"] for record in found} >= {"ACCEPT", "REJECT"}
    skipped = [r for seed in "abcdefghijklmnopqrstuvwxyz" for _, r in records(flow_log(), seed + "k", 40)]
    assert "SKIPDATA" in {record["log-status"] for record in skipped}


def test_a_window_of_few_conversations_leaves_no_attachment_out():
    """Tests and demos write traffic of now, and no minute of theirs may be without any by chance."""
    for minute in range(100):
        traffic = make_traffic(network(), window_at(1_795_000_000 + 60 * minute), conversations=10, seed="s")
        assert {"tgw-attach-1", "tgw-attach-2", "nat-regional"} <= {seen.place for seen in traffic}


def test_a_vpc_without_a_nat_gateway_asks_through_that_of_a_joined_one():
    """The attachments see it on its way, and the NAT gateways, which send the answer back to the server's address."""
    there = network()
    vpc_2 = replace(
        there,
        interfaces=tuple(one for one in there.interfaces if one.role is not Role.COMPUTE or one.vpc_id == "vpc-2"),
    )
    seen = through_nat(vpc_2, Random(1))  # noqa: S311 - no secret
    assert {one.place for one in seen} == {
        *("eni-00000000000000007", "tgw-attach-2", "tgw-attach-1", "eni-00000000000000005", "nat-regional"),
    }
    (home,) = (one for one in seen if one.place == "eni-00000000000000005" and one.target == "10.2.1.7")
    assert (home.direction, home.path, home.source) == ("egress", 0, "10.1.1.5")


def test_a_window_without_traffic_has_one_nodata_record_an_interface():
    """All flow fields of it are missing."""
    found = records(flow_log(), conversations=0)
    assert len(found) == 6
    for _, record in found:
        assert record["log-status"] == "NODATA"
        present = {name for name, value in record.items() if value != "-"}
        assert present == {"version", "account-id", "interface-id", "start", "end", "log-status"}


def test_nat_records_show_the_primary_address_and_keep_the_packets_own():
    """At a NAT gateway srcaddr is the gateway's while pkt-srcaddr tells the real sender."""
    found = [record for _, record in records(flow_log("eni-00000000000000005"))]
    coming_back = [r for r in found if r["flow-direction"] == "egress" and r["dstaddr"].startswith("10.")]
    assert coming_back
    for record in coming_back:
        assert record["srcaddr"] == "10.1.1.5"
        assert not record["pkt-srcaddr"].startswith("10.")
        assert record["interface-type"] == "nat_gateway"


def test_regional_nat_records_have_a_resource_and_no_interface():
    """The NAT gateway's id stands in resource-id."""
    for _, record in records(flow_log("nat-regional")):
        assert (record["resource-id"], record["interface-id"]) == ("nat-regional", "-")


def test_transit_gateway_records_tell_both_attachments():
    """Pair, VPCs and accounts fit together on both sides."""
    found = [record for _, record in records(flow_log("tgw-1", DEFAULT_FORMATS[Family.TRANSIT_GATEWAY], ""))]
    assert {record["tgw-attachment-id"] for record in found} == {"tgw-attach-1", "tgw-attach-2"}
    for record in found:
        assert {record["tgw-attachment-id"], record["tgw-pair-attachment-id"]} == {"tgw-attach-1", "tgw-attach-2"}
        assert {record["tgw-src-vpc-id"], record["tgw-dst-vpc-id"]} == {"vpc-1", "vpc-2"}
        near = "src" if record["flow-direction"] == "ingress" else "dst"
        assert record[f"tgw-{near}-vpc-id"][-1] == record["tgw-attachment-id"][-1]


def test_an_attachment_flow_log_sees_only_its_attachment():
    """The other attachment of the gateway is not covered."""
    assert places(flow_log("tgw-attach-2"), network()) == {"tgw-attach-2"}
    assert places(flow_log("tgw-1"), network()) == {"tgw-attach-1", "tgw-attach-2"}
