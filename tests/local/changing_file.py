"""
Accounts of the engine with one file deployed, which people change: whatever happens meanwhile is looked after.

The stacks are deployed as `cdk deploy --all` does it, or in the order that `flowlog diff` says: in that of their dependencies, one
whose template is as before not at all, one without resources by deleting it, and none after one that failed.

Longer than 200 lines, since what a deployment does and what is asserted of it belong together.
"""

import json
import shutil
from collections import Counter
from pathlib import Path

import yaml
from stack_by_stack import apply, depth, has_something_to_deploy
from their_things import GROUP, Theirs
from watched_flow_logs import CLOUDWATCH, FIREHOSE, Watch

from flowlog_config.inventory import Inventory
from flowlog_config.local.engine import seams
from flowlog_config.local.engine.seeds import VERSION_PARAMETER
from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.operate.diff.named import named_in
from flowlog_config.operate.diff.order import deploy_first
from flowlog_config.operate.diff.unlogged import Coverage
from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError, load
from stacks.app import make_app
from stacks.application import add_stacks
from stacks.templates import templates_of

ACCOUNT, CENTRAL, REGION = "111122223333", "999988887777", "eu-west-1"
HERE = (ACCOUNT, REGION)
MISSING = "vpc-0123456789abcdef0"
_TYPES = {"firehose": FIREHOSE, "s3": "s3", "lambda": "s3", "cloudwatch": CLOUDWATCH}


class RefusedError(Exception):
    """What is to be deployed leaves a gap, and `flowlog diff --check` says so."""


class ChangingFile:
    """
    A file, and the accounts it is deployed to, with something of somebody else's in them.

    Attributes:
        entries: What was deployed last without failing: resources and settings, by name.
        days: How long log groups keep records.
        central: Whether it delivers to another account.
        watch: Sees everything that happens.
        stacks: Most stacks there were.
    """

    def __init__(self, engine, folder):
        self._engine, self._folder, self._rounds = engine, folder, 0
        there = {"account_id": CENTRAL, "region": REGION}
        engine.client("ssm", **there).get_parameter(Name=VERSION_PARAMETER)  # as the CDK does first
        self._templates, self._assigned, self._code, self._given_up = {}, {}, set(), frozenset()
        self.entries, self.days, self.stacks = {}, 14, 0
        self.central = self._was_central = False
        self._their_vpc = engine.client("ec2", **there).describe_vpcs()["Vpcs"][0]["VpcId"]
        self._theirs = Theirs(engine, [(ACCOUNT, REGION), (CENTRAL, REGION)])
        self.watch = Watch()

    def deploy(self, entries, *, as_told=True, fails=False):
        """
        Deploy entries in place of those before.

        Args:
            entries: All of them.
            as_told: With the former ways that `flowlog diff` says to add to `retiring`, and in the order it says.
            fails: One of them is on a resource that does not exist.

        Raises:
            InvalidConfigError: The file is refused; nothing is deployed.
            RefusedError: Nor is it where `flowlog diff --check` says that a flow log would move to another stack, as of an entry
                whose end was recorded and not deployed, and that is put back.
        """
        before = self._assigned
        try:
            entries, plan, first = self._told(entries) if as_told else (entries, self._recorded(entries), ())
            self._check_that_nothing_moves(plan)
        except (InvalidConfigError, RefusedError):
            self._assigned = before
            raise
        logged = {(key[:2], one["ResourceId"]) for key, one in self._flow_logs() if one.get("LogGroupName") != GROUP}
        selected = {(HERE, id_) for select, _ in entries.values() for id_ in select}
        kept = logged & {*selected, ((CENTRAL, REGION), self._their_vpc)}
        told = as_told and self.central is self._was_central
        self.watch.begin(kept - self._given_up, files_wait=not told)
        # Where a file that takes them out fails, the account delivered to has done its part, and does not go back.
        self._given_up = self._given_up | (logged - kept) if fails and self.central else frozenset()
        done = self._deploy_all(plan, first)
        assert done is not fails
        assert self.watch.faults == []
        self._assert_no_copy_is_lost()
        if told:
            self.assert_nothing_under_way_is_lost(plan)
        self._theirs.assert_untouched()
        if not fails:
            self.entries, self._was_central = entries, self.central
            self._assert_as_planned(plan)

    def _told(self, entries):
        """Do what `flowlog diff` says: gives the entries with what is to be added, the plan, and what to deploy first."""
        entries = _with_retiring(entries, self._diff(self._recorded(entries)))
        plan = self._recorded(entries)
        return entries, plan, deploy_first(self._diff(plan))

    def _check_that_nothing_moves(self, plan):
        if any(one.of(Kind.MOVED) for one in self._diff(plan)):
            raise RefusedError

    def _recorded(self, entries):
        """Plan, and record the stacks of the flow logs, as `flowlog plan --record` does."""
        loaded = load("flowlogs.yaml", self._text(entries))
        planned = make_plan(loaded, Inventory({}, assigned=self._assigned), recording=True)
        self._assigned = planned.assigned
        return planned.plan

    def _text(self, entries):
        here = {"account": ACCOUNT, "region": REGION, "name": "live"} | (
            {"deliver_to": "logging"} if self.central else {}
        )
        rows = [
            {"name": name, "targets": "live", "select": sorted(select), **rest}
            for name, (select, rest) in sorted(entries.items())
        ]
        file = {
            "version": 1,
            "defaults": {"retention_days": self.days},
            "aggregator": {"endpoint": "https://flowlogs.example.com/", "cluster_name": "test"},
            "s3": {"forward_to": {"endpoint": "https://logs.example.com/"}},
            "targets": [here, {"account": CENTRAL, "region": REGION, "name": "logging"}],
            "flow_logs": [
                *rows,
                {"name": "own", "targets": "logging", "select": self._their_vpc, "route": ["s3", "firehose"]},
            ],
        }
        return json.dumps(file)

    def _diff(self, plan):
        before, after = states_of(self._templates, project=plan.name), states_of(templates_of(plan), project=plan.name)
        return compare(before, after, Coverage(None).verdict, named=named_in(plan))

    def _deploy_all(self, plan, first):
        """Deploy what has something to deploy; gives whether all could be."""
        self._rounds += 1
        outdir = self._folder / str(self._rounds)
        app = make_app(outdir=str(outdir))
        stacks = add_stacks(app, plan)
        app.synth()
        self.stacks = max(self.stacks, len(stacks))
        order = {name: i for i, name in enumerate(first)}
        for stack in sorted(stacks, key=lambda one: (order.get(one.stack_name, len(order)), depth(one))):
            template = json.loads((outdir / stack.template_file).read_text())
            self._upload_code(stack, outdir)
            if not self._apply(stack, template):
                return False
            self.watch.look()
        return True

    def _apply(self, stack, template):
        formation = self._engine.client("cloudformation", account_id=stack.account, region=REGION)
        deployed, name = self._templates.setdefault((stack.account, REGION), {}), stack.stack_name
        before = deployed.get(name)
        if not has_something_to_deploy(template, before):
            return True
        status = apply(formation, name, template, before, TemplateURL=self._uploaded(stack, template))
        if status == "ROLLBACK_COMPLETE":
            formation.delete_stack(StackName=name)
        if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            deployed[name] = template
        elif status == "DELETE_COMPLETE":
            deployed.pop(name)
        else:
            assert status in ("ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")
        return "ROLLBACK" not in status

    def _upload_code(self, stack, outdir):
        """Put the function's code, if there is one, where the CDK does; its name says what is in it, so that once is enough."""
        for asset in outdir.glob("asset.*"):
            if (code := (stack.account, asset.name)) in self._code:
                continue
            self._code.add(code)
            packed = shutil.make_archive(str(self._folder / asset.name), "zip", asset)
            bucket, key = f"cdk-hnb659fds-assets-{stack.account}-{REGION}", f"{asset.name.removeprefix('asset.')}.zip"
            s3 = self._engine.client("s3", account_id=stack.account, region=REGION)
            s3.put_object(Bucket=bucket, Key=key, Body=Path(packed).read_bytes())

    def _uploaded(self, stack, template):
        """Put a template where the CDK does, since CloudFormation takes a text of 51,200 bytes; gives its address."""
        bucket, key = f"cdk-hnb659fds-assets-{stack.account}-{REGION}", f"{stack.stack_name}-{self._rounds}.json"
        s3 = self._engine.client("s3", account_id=stack.account, region=REGION)
        s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(template).encode())
        return f"https://s3.{REGION}.amazonaws.com/{bucket}/{key}"

    def _assert_no_copy_is_lost(self):
        """What came into a log group or bucket is there, and more gets in; what Firehose has taken in it delivers."""
        for ways in self.watch.seen:
            assert any(one.kind == FIREHOSE or one.is_there() for one in ways), f"the last copy is gone: {_named(ways)}"
            assert all(one.lets_in() for one in ways if one.has_its_role()), f"a role was narrowed: {_named(ways)}"

    def assert_nothing_under_way_is_lost(self, plan=None):
        """
        AWS delivers minutes late: what each flow log captured gets in by one of its ways, and on to the aggregator.

        Not where a target begins to deliver to another, or ends it: its streams go (docs/accounts.md, "Changes"). Nor where another
        stack still takes the same way, which `retiring` cannot name for one stack alone.
        """
        shared = [
            one for target in (plan.targets if plan else ()) if len(target.stacks) > 1 for one in target.flow_logs
        ]
        used = {one.destination.id.split("-")[1] for one in shared}
        for ways in self.watch.seen:
            if any(digest in str(one) for one in ways for digest in used):
                continue
            open_ = [one for one in ways if one.lets_in() and one.goes_on()]
            assert open_, f"records under way are lost: {_named(ways)}"
            for sent in (_to_the_aggregator, _to_the_endpoint):
                assert sent(open_) or not (sent(ways) and sent(self.watch.now(ways))), (
                    f"records under way do not go on: {_named(sent(ways))}"
                )

    def _assert_as_planned(self, plan):
        ours = [one for _, one in self._flow_logs() if one.get("LogGroupName") != GROUP]
        wanted = [(one.source.id, _TYPES[one.destination.route]) for target in plan.targets for one in target.flow_logs]
        assert Counter((one["ResourceId"], one["LogDestinationType"]) for one in ours) == Counter(wanted)

    def _flow_logs(self):
        return seams.ec2.flow_logs.all_items()


def _named(ways):
    return [str(one) for one in ways]


def _to_the_aggregator(ways):
    """Choose those that reach the aggregator without a bucket."""
    return [one for one in ways if one.kind != "s3"]


def _to_the_endpoint(ways):
    """Choose those whose files a function posts."""
    return [one for one in ways if one.is_for_the_function]


def _with_retiring(entries, diffs):
    """Put everything that is to be added into the entries it is for, beside what is there."""
    told = {name: [yaml.safe_load(line) for line in lines] for one in diffs for name, lines in one.retiring.items()}
    return {
        name: (select, rest | ({"retiring": [*rest.get("retiring", ()), *told[name]]} if name in told else {}))
        for name, (select, rest) in entries.items()
    }
