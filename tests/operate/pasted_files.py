"""Files whose difference is taken, and what it says to add put into them."""

import json

import yaml

from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.former import destination_of
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.operate.diff.named import named_in
from flowlog_config.operate.diff.unlogged import Coverage
from flowlog_config.plan.make import make_plan
from flowlog_config.schema.load import load
from stacks.templates import templates_of

VPC, SUBNET, GATEWAY = "vpc-0000000000000000a", "subnet-0000000000000000a", "tgw-0000000000000000a"
PLACE = ("111122223333", "eu-west-1")
HEAD = {
    "version": 1,
    "aggregator": {"endpoint": "https://flowlogs.example.com/", "cluster_name": "test", "dialect": "vector"},
}
BOTH = {"name": "e", "select": [VPC, GATEWAY]}
TARGET = {"name": "here", "account": PLACE[0], "region": PLACE[1]}


def file(entries, *, targets=(TARGET,), **more):
    """Give a file as data."""
    return HEAD | {"targets": list(targets), "flow_logs": list(entries)} | more


def planned(data):
    """Plan a file."""
    return make_plan(load("flowlogs.yaml", json.dumps(data))).plan


def state(data):
    """Give what a file's stacks hold."""
    plan = planned(data)
    return states_of(templates_of(plan), project=plan.name)


def diff(before, after):
    """Compare two files; gives the differences of the targets."""
    return compare(state(before), state(after), Coverage(None).verdict, named=named_in(planned(after)))


def pasted(after, diffs):
    """Put everything that is to be added into the entries it is for."""
    items: dict[str, list[dict]] = {}
    for one in diffs:
        for name, ways in one.retiring.items():
            items.setdefault(name, []).extend(yaml.safe_load(way) for way in ways)
    entries = [one | ({"retiring": items[one["name"]]} if one["name"] in items else {}) for one in after["flow_logs"]]
    return after | {"flow_logs": entries}


def replaced(diffs):
    """Give the places, stacks and flow logs of the ways that end with a flow log that is replaced."""
    return [
        (one.place, change.stacks[0], change.before)
        for one in diffs
        for change in one.of(Kind.REPLACED)
        if change.before.route in ("cloudwatch", "firehose")
    ]


def assert_nothing_ends(before, after):
    """Assert that what is to be added keeps every way there was, with its retention and its filter."""
    diffs = diff(before, after)
    assert [one.unwritten for one in diffs] == [()] * len(diffs)
    kept = pasted(after, diffs)
    old, new = state(before), state(kept)
    for place, stack, flow_log in replaced(diffs):
        there = new[place][stack]
        assert flow_log.into in there.parts.keys() | there.log_groups.keys()
        assert there.log_groups.get(flow_log.into) == old[place][stack].log_groups.get(flow_log.into)
    ids = {one.id for target in planned(kept).targets for one in target.destinations}
    assert {destination_of(one) for _, _, one in replaced(diffs)} <= ids
    again = diff(before, kept)
    assert not any(one.retiring for one in again)
    assert [len(one.of(Kind.REPLACED)) for one in again] == [len(one.of(Kind.REPLACED)) for one in diffs]


def central(*, route, s3, rest=()):
    """Write a file of an account that delivers to another one."""
    central = {"name": "central", "account": "999988887777", "region": PLACE[1]}
    one = {"name": "e", "targets": "here", "select": VPC, "route": route}
    return file([one, *rest], targets=[central, TARGET | {"deliver_to": "central"}], s3=s3)
