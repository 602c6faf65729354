"""
Changes of a file, deployed one after another: what is selected before and after is logged all the while.

At every flow log, stream and destination that is made or removed, each such resource has a flow log whose records get in and go on
to the aggregator, in one stack or in several, in one account or delivered to another, also when CloudFormation goes back in the
middle. Nothing that was written is lost, nor what is still under way where one does what `flowlog diff` says, and nothing of
others is touched. The engine's CloudFormation makes before it deletes, as AWS's does. Both readings of AWS's rule on equal flow
logs are tried, since AWS does not publish which settings count.

Not in the sequences: `organization`. Files of `route: lambda` are followed to the queue that tells the function of them, and
where one does not do as told, or another account begins or ends to get them, only into their bucket (docs/accounts.md). Longer than
200 lines, since the kinds of change stand together.
"""

import pytest
from changing_file import HERE, MISSING, ChangingFile, RefusedError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from posted_files import start_no_functions

from flowlog_config.local.engine import DuplicateModel, Settings, ThreadEngine, seams
from flowlog_config.plan import room
from flowlog_config.schema import InvalidConfigError

RESOURCES = (
    *("vpc-0ed6e0000000000a1", "vpc-0c0de0000000000b1", "vpc-05e2f0000000000c1", "tgw-0ab1e0000000000d1"),
    "subnet-000d0fb9f0a5f62a5",
)
FEW = 60
"""Resources of a stack, in the place of CloudFormation's 500: so that a target of a few flow logs has several stacks."""


@pytest.fixture(scope="module")
def engine():
    """An engine in this process, so that each of its events can be watched."""
    with ThreadEngine(Settings()) as running, pytest.MonkeyPatch.context() as patch:
        start_no_functions(patch)
        yield running


CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "traffic_type": st.sampled_from(["ACCEPT", "REJECT"]),
        "max_aggregation_interval": st.just(600),
        "format": st.sampled_from([["version", "srcaddr", "dstaddr"], ["version", "dstaddr", "srcaddr"]]),
        "log_group": st.sampled_from(["one", "two"]),
        "route": st.sampled_from(["firehose", "s3", "lambda", ["cloudwatch", "lambda"], ["firehose", "cloudwatch"]]),
    },
)
NAMES = st.sampled_from(["a", "b", "c", "d"])


def _taken(select, choices):
    """Leave out what transit gateways do not take, from an entry that has one, and what a route has no use for."""
    only = {"log_group", "route", "retiring"} if any(id_.startswith("tgw-") for id_ in select) else set(choices)
    if "cloudwatch" not in choices.get("route", "cloudwatch"):
        only -= {"log_group"}
    return {key: value for key, value in choices.items() if key in only}


TO_ANOTHER_ACCOUNT = [True, False]
"""Begun and ended once: the bucket of the first time is kept, and in the way of a second one (docs/accounts.md)."""
HOW = st.fixed_dictionaries({"as_told": st.booleans(), "fails": st.sampled_from([False, False, True])})
"""Whether what `flowlog diff` says is done, and whether something is wrong with the file, so that CloudFormation goes back."""


class Changes(RuleBasedStateMachine):
    """A file that people change, each change deployed or failing in the middle; its resources are in one entry each."""

    file: ChangingFile

    def __init__(self):
        super().__init__()
        self.moved = []

    def teardown(self):
        """Remember how many stacks there were."""
        MADE.append(self.file.stacks)

    @initialize(choices=CHOICES)
    def first_deployment(self, choices):
        """Two entries, with both kinds of record."""
        self.file = new_file()
        self.file.deploy({"a": (frozenset(RESOURCES[:2]), _taken((), choices)), "d": (frozenset(RESOURCES[2:4]), {})})

    def _change(self, change, how):
        merged = (self.file.entries | change).items()
        entries = {name: (select, _taken(select, settings_)) for name, (select, settings_) in merged if select}
        if how["fails"]:
            entries["wrong"] = (frozenset({MISSING}), {})
        if not entries:
            return False
        try:
            self.file.deploy(entries, fails=how["fails"], as_told=how["as_told"] or self.file.central)
        except (InvalidConfigError, RefusedError):
            return False
        return True

    @rule(name=NAMES, choices=CHOICES, chosen=st.sets(st.sampled_from(RESOURCES), min_size=1), how=HOW)
    def add_or_change_an_entry(self, name, choices, chosen, how):
        """An entry with resources of its own, which other entries give up: added, split, merged, or set otherwise."""
        left = {other: (select - chosen, rest) for other, (select, rest) in self.file.entries.items()}
        self._change(left | {name: (frozenset(chosen), choices)}, how)

    @rule(data=st.data(), choices=CHOICES, how=HOW)
    def change_the_settings(self, data, choices, how):
        """Format, interval, traffic type, route or log group of an entry: every flow log of it is replaced."""
        name = data.draw(st.sampled_from(sorted(self.file.entries)))
        select, before = self.file.entries[name]
        former = {key: before[key] for key in before.keys() & {"retiring"}}
        self._change({name: (select, choices | former)}, how)

    @rule(data=st.data(), how=HOW)
    def rename_an_entry(self, data, how):
        """Its name is for people."""
        name = data.draw(st.sampled_from(sorted(self.file.entries)))
        self._change({name: (frozenset(), {}), f"{name}x"[:20]: self.file.entries[name]}, how)

    @precondition(lambda self: len(self.file.entries) > 1)
    @rule(data=st.data(), how=HOW)
    def remove_an_entry(self, data, how):
        """What it logged is no longer logged; everything else is."""
        name = data.draw(st.sampled_from(sorted(self.file.entries)))
        self._change({name: (frozenset(), {})}, how)

    @rule(days=st.sampled_from([7, 14, 30]), how=HOW)
    def change_the_retention(self, days, how):
        """Changed in place."""
        self.file.days = days
        self._change(self.file.entries, how)

    @precondition(lambda self: any("retiring" in rest for _, rest in self.file.entries.values()))
    @rule(how=HOW)
    def take_out_what_retires(self, how):
        """A day later."""
        entries = {
            name: (select, {key: value for key, value in rest.items() if key != "retiring"})
            for name, (select, rest) in self.file.entries.items()
        }
        self._change(entries, how)

    @precondition(lambda self: len(self.moved) < len(TO_ANOTHER_ACCOUNT))
    @rule(how=HOW)
    def begin_or_end_to_deliver_to_another_account(self, how):
        """Its streams, and a new bucket, are in the other account then."""
        before, self.file.central = self.file.central, TO_ANOTHER_ACCOUNT[len(self.moved)]
        if self._change(self.file.entries, {**how, "as_told": True}):
            self.moved.append(self.file.central)
        else:
            self.file.central = before


new_file = None
MADE = []
"""Most stacks of each file of a test."""


@pytest.fixture
def files(engine, tmp_path_factory):
    """Give a maker of files in fresh accounts, under a reading of the rule on equal flow logs."""

    def under(model):
        def make():
            engine.configure(Settings(sample_network=True, duplicate_model=model))
            return ChangingFile(engine, tmp_path_factory.mktemp("templates"))

        return make

    return under


@pytest.mark.parametrize("model", list(DuplicateModel))
@pytest.mark.parametrize("most", [room.MOST_RESOURCES, FEW], ids=["one stack", "several"])
def test_what_is_selected_before_and_after_is_logged_all_the_while(files, model, most, monkeypatch):
    """Random changes: added, removed, renamed, split, merged, set otherwise, sent elsewhere, rolled back."""
    monkeypatch.setitem(globals(), "new_file", files(model))
    monkeypatch.setitem(globals(), "MADE", [])
    monkeypatch.setattr(room, "MOST_RESOURCES", most)
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Changes, settings=settings(max_examples=3, stateful_step_count=5, deadline=None, suppress_health_check=checks)
    )
    assert min(MADE) > 3 if most == FEW else set(MADE) == {2}


@pytest.mark.parametrize("model", list(DuplicateModel))
def test_every_kind_of_change_once(files, model):
    """The changes people make, one after the other; also proves that the watch sees events at all."""
    file = files(model)()
    one, other, third, transit, _ = RESOURCES
    both = frozenset({one, other})
    file.deploy({"a": (both, {})})
    for as_told, settings_ in (
        (True, {"format": ["version", "srcaddr"]}),
        (False, {"format": ["version", "srcaddr"], "max_aggregation_interval": 600}),
        (True, {"route": "lambda"}),
        (True, {"route": "firehose"}),
        (True, {"route": ["cloudwatch", "s3"], "traffic_type": "REJECT"}),
        (False, {"log_group": "apart"}),
        (True, {}),
    ):
        file.deploy({"a": (both, settings_)}, as_told=as_told)
    file.deploy({"renamed": (both, {})})
    file.deploy({"renamed": (frozenset({one}), {}), "split": (frozenset({other, third}), {"traffic_type": "ACCEPT"})})
    file.deploy({"merged": (frozenset({one, other, third, transit}), {})})
    wrong = (frozenset({MISSING}), {})
    file.deploy({"merged": (frozenset({transit}), {"log_group": "x"}), "wrong": wrong}, fails=True)
    file.deploy({"merged": (both, {})})
    for file.central in (True, False):
        file.deploy({"merged": (both, {}), "wrong": wrong}, fails=True)
        file.deploy({"merged": (both, {})})
        file.deploy({"merged": (both, {"traffic_type": "REJECT", "route": ["firehose", "cloudwatch"]})})
    assert file.watch.events > 120


def test_the_watch_sees_a_gap(files):
    """A flow log removed by hand, while its resource has to be logged."""
    file = files(DuplicateModel.FORMAT_COUNTS)()
    file.deploy({"a": (frozenset(RESOURCES[1:2]), {})})
    file.watch.begin({(HERE, RESOURCES[1])})
    (made,) = [key for key, one in seams.ec2.flow_logs.all_items() if one["ResourceId"] == RESOURCES[1]]
    seams.ec2.flow_logs.pop_scoped(*made)
    assert "is logged to []" in file.watch.faults[0]


def test_the_watch_sees_a_record_that_goes_nowhere(files):
    """A stream removed by hand: the flow log is there, and lets its records in, but they end in the log group."""
    file = files(DuplicateModel.FORMAT_COUNTS)()
    file.deploy({"a": (frozenset(RESOURCES[1:2]), {})})
    file.watch.begin({(HERE, RESOURCES[1])})
    (made,) = [key for key, _ in seams.firehose.streams.all_items() if key[:2] == HERE]
    seams.firehose.streams.pop_scoped(*made)
    assert "nothing goes on" in file.watch.faults[0]


def test_what_is_under_way_is_lost_by_who_does_not_do_as_told(files):
    """So the lines of `retiring` are what the sequences prove, and not the engine's patience."""
    file = files(DuplicateModel.FORMAT_COUNTS)()
    file.deploy({"a": (frozenset(RESOURCES[1:2]), {"route": "firehose"})})
    file.deploy({"a": (frozenset(RESOURCES[1:2]), {"route": "firehose", "traffic_type": "REJECT"})}, as_told=False)
    with pytest.raises(AssertionError, match="records under way are lost"):
        file.assert_nothing_under_way_is_lost()
