"""
Changes of a file, deployed one after another: what is selected before and after is logged all the while.

The engine's CloudFormation makes before it deletes, as AWS's does. Both readings of AWS's rule on equal flow logs are
tried, since AWS does not publish which settings count.
"""

import json

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from flowlog_config.local.engine import DuplicateModel, Settings, seams, start_in_thread
from flowlog_config.plan import make_plan
from flowlog_config.schema import load
from stacks.app import make_app
from stacks.application import add_stacks

RESOURCES = (
    *("vpc-0ed6e0000000000a1", "vpc-0c0de0000000000b1", "vpc-05e2f0000000000c1", "tgw-0ab1e0000000000d1"),
    "subnet-000d0fb9f0a5f62a5",
)
MISSING = "vpc-0123456789abcdef0"
STACK = "flowlog-111122223333-eu-west-1"


class Watched(dict):
    """The engine's flow logs, that tell of each one made or removed."""

    on_event = staticmethod(lambda: None)

    def __setitem__(self, key, value):
        """Make a flow log."""
        super().__setitem__(key, value)
        self.on_event()

    def pop(self, key, *default):
        """Remove a flow log."""
        found = super().pop(key, *default)
        self.on_event()
        return found


class Watch:
    """
    Looks after every flow log made or removed.

    Attributes:
        must: Resources that have to be logged all the while.
        written: For each record, the log groups it went to: one copy for each flow log there was.
        faults: Every moment in which one of them was not logged, or its records not forwarded.
        events: Flow logs made and removed so far.
    """

    def __init__(self):
        self.must, self.written, self.faults, self.events = frozenset(), [], [], 0
        self._flow_logs = Watched(seams.ec2.flow_logs._data)
        self._flow_logs.on_event = self._look
        seams.ec2.flow_logs._data = self._flow_logs

    def _look(self):
        self.events += 1
        active = [one for one in self._flow_logs.values() if one["FlowLogStatus"] == "ACTIVE"]
        for resource in self.must:
            groups = {one["LogGroupName"] for one in active if one["ResourceId"] == resource}
            self.written.append(groups)
            if not any((seams.logs.log_groups.get(group) or {}).get("subscriptionFilters") for group in groups):
                self.faults.append(f"{resource} is logged to {groups or 'nothing'} and forwarded from nowhere")


class Account:
    """An account of the engine with one file deployed, and something of somebody else's."""

    def __init__(self, engine, folder):
        self._cloudformation, self._folder = engine.client("cloudformation"), folder
        self._ec2, self._logs = engine.client("ec2"), engine.client("logs")
        self.deployed, self.days, self._rounds = {}, 14, 0
        self._make_what_others_have(engine)
        self.of_others = self._others()
        self.watch = Watch()

    def deploy(self, entries, *, fails=False):
        """Deploy entries in place of those before, and look after everything that may not happen meanwhile."""
        before, after = _selected(self.deployed), _selected(entries)
        self.watch.must = before if fails else before & after
        status = self._apply(entries)
        assert status == (
            "UPDATE_ROLLBACK_COMPLETE" if fails else f"{'UPDATE' if self.deployed else 'CREATE'}_COMPLETE"
        )
        self.deployed = self.deployed if fails else entries
        self._assert_all_is_well()

    def _apply(self, entries):
        self._rounds += 1
        outdir = self._folder / str(self._rounds)
        app = make_app(outdir=str(outdir))
        (stack,) = add_stacks(app, make_plan(load("flowlogs.yaml", _text(entries, self.days))).plan)
        app.synth()
        act = self._cloudformation.update_stack if self.deployed else self._cloudformation.create_stack
        body = (outdir / stack.template_file).read_text()
        try:
            act(StackName=STACK, TemplateBody=body, Capabilities=["CAPABILITY_NAMED_IAM"])
        except self._cloudformation.exceptions.ClientError as error:
            assert "No updates are to be performed" in str(error)  # noqa: PT017 - any other error is raised again
            return "UPDATE_COMPLETE"
        return self._rested()

    def _rested(self):
        for _ in range(400):
            status = self._cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]
            if not status.endswith("IN_PROGRESS"):
                return status
        raise AssertionError("the stack did not come to rest")

    def _assert_all_is_well(self):
        assert self.watch.faults == []
        there = {one["logGroupName"] for one in self._pages("describe_log_groups", "logGroups")}
        assert all(groups & there for groups in self.watch.written), "the last copy of a record is gone"
        ours = [one for one in self._ec2.describe_flow_logs()["FlowLogs"] if one["LogGroupName"] != "/theirs"]
        assert sorted(one["ResourceId"] for one in ours) == sorted(_selected(self.deployed))
        assert {one["DeliverLogsStatus"] for one in ours} <= {"SUCCESS"}
        assert self._others() == self.of_others

    def _pages(self, operation, key):
        return [one for page in self._logs.get_paginator(operation).paginate() for one in page[key]]

    def _make_what_others_have(self, engine):
        trust = {"Effect": "Allow", "Principal": {"Service": "vpc-flow-logs.amazonaws.com"}, "Action": "sts:AssumeRole"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        role = engine.client("iam").create_role(RoleName="theirs", AssumeRolePolicyDocument=policy)["Role"]["Arn"]
        self._logs.create_log_group(logGroupName="/theirs")
        self._ec2.create_flow_logs(
            ResourceIds=[RESOURCES[0]],
            ResourceType="VPC",
            TrafficType="ALL",
            LogGroupName="/theirs",
            DeliverLogsPermissionArn=role,
        )

    def _others(self):
        logs = [one for one in self._ec2.describe_flow_logs()["FlowLogs"] if one["LogGroupName"] == "/theirs"]
        return logs, self._logs.describe_log_groups(logGroupNamePrefix="/theirs")["logGroups"]


def _selected(entries):
    return frozenset(resource for select, _ in entries.values() for resource in select)


def _taken(select, choices):
    """Leave out what transit gateways do not take, from an entry that has one."""
    only = {"log_group"} if any(id_.startswith("tgw-") for id_ in select) else choices.keys()
    return {key: value for key, value in choices.items() if key in only}


def _text(entries, days):
    head = {
        "version": 1,
        "defaults": {"retention_days": days},
        "aggregator": {"endpoint": "https://flowlogs.example.com/", "cluster_name": "test"},
    }
    head["targets"] = [{"account": "111122223333", "region": "eu-west-1"}]
    rows = [{"name": name, "select": sorted(select), **rest} for name, (select, rest) in sorted(entries.items())]
    return json.dumps(head | {"flow_logs": rows})


@pytest.fixture(scope="module")
def engine():
    """An engine in this process, so that each of its events can be watched."""
    with start_in_thread(Settings()) as running:
        yield running


CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "traffic_type": st.sampled_from(["ACCEPT", "REJECT"]),
        "max_aggregation_interval": st.just(600),
        "format": st.sampled_from([["version", "srcaddr", "dstaddr"], ["version", "dstaddr", "srcaddr"]]),
        "log_group": st.sampled_from(["one", "two"]),
    },
)
NAMES = st.sampled_from(["a", "b", "c", "d"])


class Changes(RuleBasedStateMachine):
    """A file that people change, each change deployed; its resources are in one entry each."""

    account: Account

    @initialize(choices=CHOICES)
    def first_deployment(self, choices):
        """Two resources in one entry."""
        self.account = new_account()
        self.account.deploy({"a": (frozenset(RESOURCES[:2]), choices)})

    def _change(self, change):
        merged = (self.account.deployed | change).items()
        entries = {name: (select, _taken(select, settings_)) for name, (select, settings_) in merged if select}
        if entries:
            self.account.deploy(entries)

    @rule(name=NAMES, choices=CHOICES, chosen=st.sets(st.sampled_from(RESOURCES), min_size=1))
    def add_or_change_an_entry(self, name, choices, chosen):
        """An entry with resources of its own, which other entries give up: added, split, merged, or set otherwise."""
        left = {other: (select - chosen, rest) for other, (select, rest) in self.account.deployed.items()}
        self._change(left | {name: (frozenset(chosen), choices)})

    @rule(data=st.data(), choices=CHOICES)
    def change_the_settings(self, data, choices):
        """Format, interval, traffic type or log group of an entry: every flow log of it is replaced."""
        name = data.draw(st.sampled_from(sorted(self.account.deployed)))
        self._change({name: (self.account.deployed[name][0], choices)})

    @rule(data=st.data())
    def rename_an_entry(self, data):
        """Its name is for people."""
        name = data.draw(st.sampled_from(sorted(self.account.deployed)))
        self._change({name: (frozenset(), {}), f"{name}x"[:20]: self.account.deployed[name]})

    @precondition(lambda self: len(self.account.deployed) > 1)
    @rule(data=st.data())
    def remove_an_entry(self, data):
        """What it logged is no longer logged; everything else is."""
        name = data.draw(st.sampled_from(sorted(self.account.deployed)))
        self._change({name: (frozenset(), {})})

    @rule(days=st.sampled_from([7, 14, 30]))
    def change_the_retention(self, days):
        """Changed in place."""
        self.account.days = days
        self._change({})

    @rule(choices=CHOICES)
    def fail_and_roll_back(self, choices):
        """Everything changes and one resource does not exist: CloudFormation goes back in the middle."""
        changed = {name: (select, _taken(select, choices)) for name, (select, _) in self.account.deployed.items()}
        self.account.deploy(changed | {"wrong": (frozenset({MISSING}), {})}, fails=True)


new_account = None


@pytest.fixture
def accounts(engine, tmp_path_factory):
    """Give a maker of fresh accounts, under a reading of the rule on equal flow logs."""

    def under(model):
        def make():
            engine.configure(Settings(sample_network=True, duplicate_model=model))
            return Account(engine, tmp_path_factory.mktemp("templates"))

        return make

    return under


@pytest.mark.parametrize("model", list(DuplicateModel))
def test_what_is_selected_before_and_after_is_logged_all_the_while(accounts, model, monkeypatch):
    """Random changes: added, removed, renamed, split, merged, set otherwise, rolled back."""
    monkeypatch.setitem(globals(), "new_account", accounts(model))
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Changes, settings=settings(max_examples=8, stateful_step_count=6, deadline=None, suppress_health_check=checks)
    )


@pytest.mark.parametrize("model", list(DuplicateModel))
def test_every_kind_of_change_once(accounts, model):
    """The changes people make, one after the other; also proves that the watch sees events at all."""
    account = accounts(model)()
    one, other, third, transit, _ = RESOURCES
    both = frozenset({one, other})
    account.deploy({"a": (both, {})})
    for settings_ in (
        {"format": ["version", "srcaddr"]},
        {"format": ["version", "srcaddr"], "max_aggregation_interval": 600},
        {"traffic_type": "REJECT"},
        {"log_group": "apart"},
        {},
    ):
        account.deploy({"a": (both, settings_)})
    account.deploy({"renamed": (both, {})})
    account.deploy(
        {"renamed": (frozenset({one}), {}), "split": (frozenset({other, third}), {"traffic_type": "ACCEPT"})}
    )
    account.deploy({"merged": (frozenset({one, other, third, transit}), {})})
    account.deploy({"merged": (frozenset({transit}), {"log_group": "x"}), "w": (frozenset({MISSING}), {})}, fails=True)
    account.deploy({"merged": (both, {})})
    assert account.watch.events > 20


def test_the_watch_sees_a_gap(accounts):
    """A flow log removed by hand, while its resource has to be logged."""
    account = accounts(DuplicateModel.FORMAT_COUNTS)()
    account.deploy({"a": (frozenset(RESOURCES[1:2]), {})})
    account.watch.must = frozenset(RESOURCES[1:2])
    ours = [one for one in account._ec2.describe_flow_logs()["FlowLogs"] if one["ResourceId"] == RESOURCES[1]]
    account._ec2.delete_flow_logs(FlowLogIds=[one["FlowLogId"] for one in ours])
    assert "logged to nothing" in account.watch.faults[0]
