"""Random files with full stacks and ways that retire in them: what is added finds room, if need be in a new stack."""

import json
import random

import pytest

from flowlog_config.inventory import Inventory
from flowlog_config.plan import make_plan
from flowlog_config.plan.room import MOST_RESOURCES
from flowlog_config.schema import InvalidConfigError, load

FORMATS = (None, "security", "all", ["version", "srcaddr"], ["version", "dstaddr"], ["version", "bytes"])
ROUTES = (["cloudwatch"], ["firehose"], ["s3"], ["cloudwatch", "s3"])
CENTRAL = [{"account": "999988887777", "region": "eu-west-1", "name": "central"}]


class File:
    """Entries on interfaces of their own, some with former ways, in a target that may deliver to another."""

    def __init__(self, chance):
        self.chance, self.next = chance, 0
        self.sending = chance.random() < 0.3
        self.tags = chance.choice([{}, {f"t{i}": "v" * 200 for i in range(8)}])
        self.entries = [self.entry(f"e{i}", chance.choice([5, 150, 420, 900])) for i in range(chance.randint(1, 3))]

    def ids(self, count):
        """Give interfaces that are in no entry yet."""
        self.next += count
        return [f"eni-{i:017x}" for i in range(self.next - count, self.next)]

    def entry(self, name, count):
        """Make an entry that has a log group, if it has one, for itself."""
        route, format_ = self.chance.choice(ROUTES), self.chance.choice(FORMATS)
        return self.into(name, self.ids(count), route, format_)

    def into(self, name, ids, route, format_=None):
        """Make an entry on these interfaces."""
        ways = [{"to": one, **({"log_group": name} if one == "cloudwatch" else {})} for one in route]
        entry = {"name": name, "targets": "live", "select": ids, "route": ways}
        return entry | ({"format": format_} if format_ else {})

    def retire(self):
        """Give some entries former ways, each with a log group of its own."""
        for entry in self.chance.sample(self.entries, self.chance.randint(1, len(self.entries))):
            former = range(self.chance.choice([1, 12, 24]))
            entry["retiring"] = [{"to": "cloudwatch", "log_group": f"{entry['name']}-former-{i}"} for i in former]

    def retire_less(self):
        """Take three former ways from each entry, or all it has."""
        for entry in [one for one in self.entries if "retiring" in one]:
            if former := entry.pop("retiring")[3:]:
                entry["retiring"] = former

    def plan_what_fits(self, recorded):
        """Plan with as many former ways as full stacks have room for, and give what is to be recorded."""
        while True:
            try:
                return self.plan(recorded)
            except InvalidConfigError as error:
                too_full = all(one.kind.id == "FL501" for one in error.problems if one.is_error)
                if not (too_full and any("retiring" in one for one in self.entries)):
                    raise
                self.retire_less()

    def add(self):
        """Add interfaces to entries, or entries on new interfaces or on those of another, or all of these."""
        if self.chance.random() < 0.7:
            for entry in self.entries:
                entry["select"] = [*entry["select"], *self.ids(self.chance.choice([1, 80, 300]))]
        if self.chance.random() < 0.7:
            for i in range(self.chance.randint(1, 3)):
                self.entries.append(self.entry(f"new{i}", self.chance.choice([1, 80, 300])))
        if self.chance.random() < 0.3:
            again = self.chance.choice(self.entries)["select"][:200]
            self.entries.append(self.into("again", again, ["cloudwatch"]))

    def plan(self, recorded):
        """Plan with what is recorded, and give what is to be recorded."""
        target = {"account": "111122223333", "region": "eu-west-1", "name": "live"}
        text = {
            "version": 1,
            "aggregator": {"endpoint": "https://a.example.com/", "cluster_name": "c"},
            "targets": [{**target, "deliver_to": "central"}, *CENTRAL] if self.sending else [target],
            "tags": self.tags,
            "flow_logs": self.entries,
        }
        planned = make_plan(load("x.yaml", json.dumps(text)), Inventory({}, assigned=recorded), recording=True)
        assert max(planned.resources.values()) <= MOST_RESOURCES
        return planned.assigned


def test_more_former_ways_than_others_take_room_from_what_is_added():
    """Ten in a stack that is not full yet: interfaces that come go into another one as soon as it is."""
    file = File(random.Random(0))  # noqa: S311 - no secret
    file.sending, file.tags = False, {}
    file.entries = [file.into("a", file.ids(400), ["cloudwatch"])]
    former = [{"to": "cloudwatch", "log_group": f"former-{i}"} for i in range(10)]
    file.entries[0]["retiring"] = former
    recorded = file.plan(file.plan({}))
    file.entries[0]["select"] += file.ids(100)
    (after,) = file.plan(recorded).values()
    assert after.opened == 2


@pytest.mark.parametrize("seed", range(40))
def test_what_is_added_where_ways_retire_always_fits_and_moves_nothing(seed):
    """Each stack counts what retires in it; when that leaves no room, another stack has some, now or in the same change."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    file = File(chance)
    before = file.plan({})
    file.retire()
    retiring = file.plan_what_fits(before)
    file.add()
    for recorded in (retiring, before):
        after = file.plan(recorded)
        for place, assignment in recorded.items():
            assert assignment.stacks.items() <= after[place].stacks.items()
