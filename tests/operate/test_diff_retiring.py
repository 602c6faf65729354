"""What ``flowlog diff`` says to add to ``retiring``, put into the file: every former way is still there, as it was."""

import json

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pasted_files import (
    BOTH,
    GATEWAY,
    PLACE,
    SUBNET,
    TARGET,
    VPC,
    assert_nothing_ends,
    diff,
    file,
    pasted,
    planned,
    replaced,
)

from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.operate.diff.text import in_words
from flowlog_config.plan.make import make_plan
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.load import load

FORMATS = {
    "both": ["default", "all", ["version", "bytes"], ["version", "bytes", "start", "end"]],
    "vpc": ["security", "cost", ["version", "srcaddr", "action"], ["version", "instance-tag"]],
}
RECEIVERS = {"central": "999988887777", "other": "888877776666"}
WORDS = ["old", "Old", "my-word", "MyWord", "a1-b2", "no"]


def choices(kinds):
    """Draw what may be said of the records of an entry, a route or the defaults, for kinds of record."""
    formats = [*FORMATS["both"], *(FORMATS["vpc"] if kinds == "vpc" else ())]
    optional = {
        "format": st.sampled_from(formats),
        "log_group": st.sampled_from(WORDS),
        "retention_days": st.sampled_from([1, 14, 3653]),
    }
    if kinds == "vpc":
        optional |= {
            "traffic_type": st.sampled_from(["ALL", "ACCEPT", "REJECT"]),
            "max_aggregation_interval": st.sampled_from([60, 600]),
        }
    return st.fixed_dictionaries({}, optional=optional)


@st.composite
def entries(draw):
    """Draw an entry on resources of one family or of both."""
    kinds = draw(st.sampled_from(["vpc", "both"]))
    entry = {"name": "e", "select": [VPC, SUBNET] if kinds == "vpc" else [VPC, GATEWAY]} | draw(choices(kinds))
    route = st.builds(
        lambda to, more: {"to": to} | ({} if to == "firehose" else more),
        st.sampled_from(["cloudwatch", "firehose"]),
        choices(kinds),
    )
    if draw(st.booleans()):
        entry["route"] = draw(st.lists(route, min_size=1, max_size=2, unique_by=lambda one: one["to"]))
    if "instance-tag" in json.dumps(entry):
        entry["tag_field_specifications"] = {"instance": draw(st.sampled_from([["Name"], ["team", "no"]]))}
    if draw(st.booleans()):
        entry["forward"] = {"bytes": draw(st.sampled_from([0, "1*", [1, "2"]]))}
    return entry


@given(entries(), entries(), choices("vpc"), choices("vpc"))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
def test_what_diff_says_to_add_keeps_every_former_way(before, after, defaults, other):
    """Whatever changes in an entry, in its routes or in the defaults."""
    files = [file([before], defaults=defaults), file([after], defaults=other)]
    for one in files:
        try:
            planned(one)
        except InvalidConfigError:
            assume(False)
    assert_nothing_ends(*files)


REJECTED = {"to": "cloudwatch", "traffic_type": "REJECT"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (file([BOTH | {"select": [VPC], "route": ["s3", REJECTED]}]),) * 2,
        (file([BOTH], defaults={"max_aggregation_interval": 600}), file([BOTH])),
        (file([BOTH], defaults={"format": "default"}), file([BOTH], defaults={"format": "all"})),
        (file([BOTH]), file([BOTH | {"log_group": "apart"}])),
        (file([BOTH | {"log_group": "Apart-2"}]), file([BOTH])),
        (file([BOTH]), file([BOTH], defaults={"log_group": "apart", "retention_days": 1})),
        (file([BOTH | {"retention_days": 3653}]), file([BOTH | {"route": "firehose"}])),
        (file([BOTH | {"forward": {"bytes": "1*"}}]), file([BOTH | {"format": "all"}])),
    ],
    ids=["same", "interval", "named-format", "word", "no-word", "defaults", "route", "filter"],
)
def test_changes_that_once_were_told_wrong(before, after):
    """Of a route with settings of its own, of two families at once, of a word or none, of what the entry no longer says."""
    if before == after:
        after = file([before["flow_logs"][0] | {"format": "security"}])
    assert replaced(diff(before, after))
    assert_nothing_ends(before, after)


@pytest.mark.parametrize("routes", [["cloudwatch", "s3"], ["s3", "cloudwatch"]])
def test_what_reached_the_aggregator_goes_on_in_what_does(routes):
    """Of several routes that become one, the files stay in their bucket; the other is the way that has to be kept."""
    entry = {"name": "e", "select": [VPC]}
    before = file(
        [entry | {"route": routes, "log_group": "two", "format": ["version", "srcaddr"], "traffic_type": "ACCEPT"}]
    )
    after = file([entry | {"route": "firehose", "name": "other"}])
    (found,) = diff(before, after)
    assert [yaml.safe_load(way)["to"] for way in found.retiring["other"]] == ["cloudwatch"]
    assert_nothing_ends(before, after)


def test_a_way_that_ends_in_one_target_only_can_be_kept():
    """In the other target, another entry still takes it."""
    there = TARGET | {"name": "there", "account": "222233334444"}
    both = {"targets": [TARGET, there]}
    other = {"name": "other", "targets": "there", "select": SUBNET}
    mine = [
        {"name": "e", "targets": "here", "select": VPC},
        {"name": "f", "targets": "there", "select": GATEWAY},
        other,
    ]
    assert_nothing_ends(file(mine, **both), file([mine[0] | {"format": "cost"}, *mine[1:]], **both))
    everywhere = [{"name": "e", "targets": ["here", "there"], "select": {"type": "vpc"}}, other]
    found = Inventory({(t["account"], t["region"]): _networks(t["account"]) for t in both["targets"]}, "2026-11-01")
    retiring = [{"to": "cloudwatch"}]
    after = file([everywhere[0] | {"format": "cost", "retiring": retiring}, other], **both)
    assert "FL327" not in {one.kind.id for one in make_plan(load("f", json.dumps(after)), found).warnings}
    still = file([everywhere[0] | {"retiring": retiring}, other], **both)
    assert "FL327" in {one.kind.id for one in make_plan(load("f", json.dumps(still)), found).warnings}


def _networks(account):
    place = {"owner": account, "state": "available"}
    ones = [Resource(id=VPC, type=ResourceType.VPC, **place), Resource(id=SUBNET, type=ResourceType.SUBNET, **place)]
    return TargetInventory(account, PLACE[1], {one.id: one for one in ones})


@pytest.mark.parametrize(("former", "later"), [("", "central"), ("central", ""), ("central", "other")])
def test_no_line_is_for_a_stream_of_another_receiver(former, later):
    """It would make a stream in the account that takes records from now on, and the former one would end all the same."""
    others = [{"name": name, "account": account, "region": PLACE[1]} for name, account in RECEIVERS.items()]

    def delivering(to, **more):
        targets = [*others, TARGET | ({"deliver_to": to} if to else {})]
        return file([{"name": "e", "targets": "here", "select": VPC, "route": "firehose"} | more], targets=targets)

    diffs = diff(delivering(former), delivering(later, format="all"))
    assert not any(found.retiring for found in diffs)
    account, new = (RECEIVERS.get(one, PLACE[0]) for one in (former, later))
    said = f"its stream is in {account} {PLACE[1]}, and such a line would make one in {new} {PLACE[1]}"
    assert [said in line for found in diffs for line in found.unwritten] == [True]
    same = diff(delivering(former), delivering(former, format="all"))
    assert any(found.retiring for found in same)


def test_with_its_streams_in_another_account_a_way_is_kept_there():
    """The target that delivers has the log group, the central one the stream that is to stay."""
    central = {"name": "central", "account": "999988887777", "region": PLACE[1]}
    both = {"targets": [central, TARGET | {"deliver_to": "central"}]}
    for route in ("cloudwatch", "firehose"):
        one = {"name": "e", "targets": "here", "select": VPC, "route": route}
        before, after = file([one], **both), file([one | {"traffic_type": "REJECT"}], **both)
        diffs = diff(before, after)
        assert [line for found in diffs for line in found.ended if line.startswith("stream")]
        again = diff(before, pasted(after, diffs))
        assert not any(found.ended or found.retiring for found in again)


@pytest.mark.parametrize(
    ("route", "names"),
    [
        ("cloudwatch", {"all"}),
        ([{"to": "cloudwatch", "format": "all"}, {"to": "firehose", "format": "default"}], {"all", "default"}),
    ],
)
def test_a_format_is_named_so_that_nothing_else_is_made(route, names):
    """Several names mean the 36 fields of transit gateways, and each means something else for VPCs."""
    entry = {"name": "e", "select": [VPC, GATEWAY], "route": route}
    entry |= {"format": "all"} if route == "cloudwatch" else {}
    before, after = file([entry]), file([{"name": "e", "select": [VPC, GATEWAY], "route": ["cloudwatch", "firehose"]}])
    after["flow_logs"][0]["format"] = "cost"
    ways = [yaml.safe_load(way) for one in diff(before, after) for way in one.retiring["e"]]
    assert {one["format"] for one in ways} == names
    assert len(ways) == len(names)
    assert "nothing writes to it" not in "\n".join(
        line for one in diff(before, pasted(after, diff(before, after))) for line in in_words(one)
    )
