"""
Random changes of a target whose stacks are full: what replaces a flow log is in the stack of the one it replaces.

Only there CloudFormation makes the new one before it deletes the old one.
"""

import json
import random
from collections import defaultdict

import pytest

from flowlog_config.formats import NAMED_FORMATS, Family, fields_of, log_format
from flowlog_config.inventory import Inventory
from flowlog_config.plan import LogDestination, make_plan
from flowlog_config.plan.once import MOST_IN_ANOTHER, MOST_IN_THE_FIRST, Once
from flowlog_config.plan.room import MOST_QUERIES, MOST_RESOURCES
from flowlog_config.plan.sizes import LONGEST_FORMAT
from flowlog_config.questions import saved_queries
from flowlog_config.schema import InvalidConfigError, load
from flowlog_config.schema.s3 import S3

COUNT = 1_500
FORMATS = (None, "security", "all", ["version", "srcaddr", "dstaddr", "start"])
ROUTES = ("cloudwatch", "firehose", "s3")


def _stacks_of(planned):
    """Give the stack of each flow log, by what is logged and its id."""
    found = defaultdict(dict)
    for one in planned.plan.targets[0].flow_logs:
        found[one.source.id][one.logical_id] = one.stack
    return found


def moved(before, after):
    """Give what is logged where a flow log is in another stack, or one begins in a stack where none of those ends that end."""
    found = []
    for source, new in after.items():
        old = before.get(source, {})
        ended = {number for id_, number in old.items() if id_ not in new}
        begun = {number for id_, number in new.items() if id_ not in old}
        if any(new[id_] != old[id_] for id_ in old.keys() & new.keys()) or (ended and not begun <= ended):
            found.append(source)
    return found


def test_a_flow_log_that_moves_is_seen():
    """Else the rest of these tests would prove nothing."""
    assert moved({"a": {"x": 1}}, {"a": {"x": 2}}) == moved({"a": {"x": 1}}, {"a": {"y": 2}}) == ["a"]
    assert moved({"a": {"x": 1}}, {"a": {"y": 1, "z": 1}}) == moved({"a": {"x": 1}}, {"a": {"x": 1, "y": 2}}) == []


class File:
    """A file that changes, with what is recorded; each change is planned on what the one before recorded."""

    def __init__(self, seed, names):
        self.chance = random.Random(seed)  # noqa: S311 - no secret
        self.of = {f"eni-{i:017x}": self.chance.choice(names) for i in range(COUNT)}
        self.settings = {name: {"route": "cloudwatch", "log_group": name} for name in names}
        self.retiring = {}
        self.planned, self.tags = None, {}
        self.plan()

    def plan(self):
        """Plan and record; gives what moved since the plan before."""
        entries = [
            {"name": name, "select": [id_ for id_, of in self.of.items() if of == name], "retiring": ways, **settings}
            for name, settings in self.settings.items()
            for ways in [[self.retiring[name]] if name in self.retiring else []]
        ]
        rows = [{key: value for key, value in entry.items() if value} for entry in entries if entry["select"]]
        text = {
            "version": 1,
            "aggregator": {"endpoint": "https://a.example.com/", "cluster_name": "c"},
            "targets": [{"account": "111122223333", "region": "eu-west-1", "name": "live"}],
            "tags": self.tags,
            "flow_logs": rows,
        }
        recorded = self.planned.assigned if self.planned else {}
        planned = make_plan(load("x.yaml", json.dumps(text)), Inventory({}, assigned=recorded), recording=True)
        before, self.planned = self.planned, planned
        assert max(planned.resources.values()) <= MOST_RESOURCES
        return moved(_stacks_of(before), _stacks_of(planned)) if before else []

    def change_settings(self, name):
        """Change what every flow log of an entry is replaced for; the former way retires, if records can be under way."""
        former = self.settings[name]
        self.settings[name] = former | {
            "route": self.chance.choice(ROUTES),
            "format": self.chance.choice(FORMATS),
            "traffic_type": self.chance.choice([None, "REJECT"]),
        }
        if former["route"] == "s3" or self.settings[name] == former:
            self.retiring.pop(name, None)
        else:
            way = {"format": "default", "traffic_type": "ALL", **{key: one for key, one in former.items() if one}}
            self.retiring[name] = {"to": way.pop("route"), **way}
        if former["route"] == "firehose":
            self.retiring.get(name, {}).pop("log_group", None)
        if self.settings[name]["route"] != "cloudwatch":
            self.settings[name]["log_group"] = None

    def come_and_go(self):
        """Interfaces that end, and new ones."""
        self.of = {id_: of for id_, of in self.of.items() if self.chance.random() < 0.95}
        names = sorted(self.settings)
        self.of |= {f"eni-{self.chance.getrandbits(60):017x}": self.chance.choice(names) for _ in range(60)}

    def regroup(self):
        """Interfaces that another entry logs from now on."""
        names = sorted(self.settings)
        self.of = {id_: self.chance.choice(names) if self.chance.random() < 0.1 else of for id_, of in self.of.items()}


@pytest.mark.parametrize("seed", range(6))
def test_another_way_for_all_flow_logs_of_full_stacks_moves_none_and_always_fits(seed):
    """Whatever the format, traffic type or route, with the former way retiring, while interfaces come and go."""
    file = File(seed, ["a"])
    for _ in range(6):
        file.change_settings("a")
        assert file.plan() == []
        if file.chance.random() < 0.5:
            file.retiring = {}
            file.come_and_go()
            assert file.plan() == []


@pytest.mark.parametrize("seed", range(6))
def test_any_change_of_several_entries_moves_none_or_is_refused(seed):
    """Entries are split, merged and changed at once, and the file gets tags; what has no room is an error, not a gap."""
    file = File(seed, ["a", "b", "c", "d"])
    refused = 0
    for _ in range(8):
        before = dict(file.of), {**file.settings}, dict(file.retiring), file.tags
        for act in file.chance.sample([file.regroup, file.come_and_go], file.chance.randint(0, 2)):
            act()
        for name in file.chance.sample(sorted(file.settings), file.chance.randint(0, 4)):
            file.change_settings(name)
        file.tags = file.chance.choice([file.tags, {"team": "network"}, {f"t{i}": "v" * 250 for i in range(12)}])
        try:
            assert file.plan() == []
        except InvalidConfigError as error:
            ids = {one.kind.id for one in error.problems if one.is_error}
            assert ids <= {"FL501", "FL327"}
            file.of, file.settings, file.retiring, file.tags = before
            refused += 1
    assert refused < 8


def test_the_room_that_is_left_is_for_the_heaviest_there_can_be():
    """More questions, longer formats or another part of the bucket make it larger."""
    every = [(tuple(fields_of(family)), family) for family in Family]
    assert max(len(saved_queries(*one)) for one in every) == MOST_QUERIES
    assert max(len(log_format(fields)) for fields, _ in every) <= LONGEST_FORMAT
    assert all(
        len(log_format(fields)) <= LONGEST_FORMAT for one in NAMED_FORMATS.values() for fields in one.fields.values()
    )
    text = (
        "version: 1\naggregator: {endpoint: 'https://a.example.com/', cluster_name: c, dialect: vector}\n"
        "targets: [{account: '111122223333', region: eu-west-1, name: live}]\n"
        "s3: {forward_to: {endpoint: 'https://a.example.com/'}}\n"
        "flow_logs: [{name: a, select: vpc-00000001, route: [cloudwatch, firehose, lambda]}]\n"
    )
    loaded = load("x.yaml", text)
    own = make_plan(loaded).plan.targets[0].destinations
    once = Once(key=True, s3=loaded.config.s3, read=True, told=False)
    names = {*once.of_target(own), *(name for one in own for name in once.of_stack(one))}
    assert len(names) == MOST_IN_THE_FIRST == once.most
    others = {name for one in own for sending in (True, False) for name in Once(s3=S3(), sending=sending).of_stack(one)}
    assert len(others) <= MOST_IN_ANOTHER
    assert any(isinstance(one, LogDestination) for one in own)
