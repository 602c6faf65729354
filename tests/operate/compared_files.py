"""Two files compared, one of them deployed to accounts that are not there."""

from botocore.exceptions import ClientError
from click.testing import CliRunner
from small_network import VPC

from flowlog_config.discovery import sessions
from flowlog_config.discovery.sessions import SessionError
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.operate.diff.text import in_words
from flowlog_config.operate.diff.unlogged import Coverage
from flowlog_config.plan.make import make_plan
from flowlog_config.schema import commands
from flowlog_config.schema.load import load
from stacks.commands import diff as command
from stacks.templates import templates_of

CENTRAL, SENDER = "999988887777", "444455556666"
EAST = "us-east-1"
VPCS = "{name: vpcs, every: vpc}"
GATEWAYS = "{name: gateways, every: transit-gateway}"


def file(*entries, more="", targets='{account: "111122223333", region: eu-west-1}'):
    """Write a file."""
    head = 'version: 1\naggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production}\n'
    rows = "".join(f"  - {{name: {name}, select: {select}{rest}}}\n" for name, select, rest in entries)
    return f"{head}targets: [{targets}]\n{more}\nflow_logs:\n{rows}"


def templates(text):
    """Give a file's templates, and its name."""
    plan = make_plan(load("flowlogs.yaml", text)).plan
    return templates_of(plan), plan.name


def state(text):
    """Give what a file's stacks hold."""
    made, name = templates(text)
    return states_of(made, project=name)


def diff(before, after, inventory_=None):
    """Compare two files; gives the differences by account."""
    found = compare(state(before), state(after), Coverage(inventory_).verdict)
    return {one.place[0]: one for one in found}


def words(found):
    """Give what is printed of a target."""
    return "\n".join(in_words(found))


def hub(*others, more="", route="[firehose, s3]", delivering=True):
    """Write a file of a central target and of one, or none, that delivers to it."""
    targets = [f'{{name: central, account: "{CENTRAL}", region: eu-west-1}}']
    to = ", deliver_to: central" if delivering else ""
    targets += [f'{{name: t{one}, account: "{one}", region: eu-west-1{to}}}' for one in others]
    entries = [("here", VPC, ", targets: central")]
    entries += [(f"e{one}", f"vpc-{one[:8]}", f", targets: t{one}") for one in others]
    return file(*entries, targets=", ".join(targets), more=f"{more}\ndefaults: {{route: {route}}}")


def organization(*rules, units="ou-ab12-c3d4e5f6", regions="eu-west-1", section="", more=""):
    """Write a file that has an organization alone."""
    section = f'id: o-a1b2c3d4e5, account: "{CENTRAL}", region: eu-west-1, regions: [{regions}]{section}'
    head = 'version: 1\naggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production}\n'
    rules = ", ".join(rules or (VPCS,))
    return f"{head}{more}\norganization: {{{section}, organizational_units: [{units}], rules: [{rules}]}}\n"


class Cloud:
    """A ``CloudFormation`` of each account, and its ``STS``."""

    def __init__(self, stacks, *, place, name="flowlog", status="CREATE_COMPLETE", refuses=()):
        self._stacks, self._place = stacks, place
        self._name, self._status, self._refuses = name, status, refuses

    def get_paginator(self, _):
        """Give what pages through stacks."""
        return self

    def paginate(self):
        """Give the only page."""
        tags = [{"Key": "flowlog:name", "Value": self._name}]
        names = self._stacks.get(self._place, {})
        return [{"Stacks": [{"StackName": one, "Tags": tags, "StackStatus": self._status} for one in names]}]

    def get_template(self, StackName):  # noqa: N803 - boto3's name
        """Give a template."""
        if "GetTemplate" in self._refuses:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetTemplate")
        return {"TemplateBody": self._stacks[self._place][StackName]}

    def get_caller_identity(self):
        """Tell the account."""
        return {"Account": self._place[0]}


def deployed(folder, monkeypatch):
    """Give what deploys one file, has another in the project's folder and closes some accounts, and runs ``flowlog diff`` there."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(commands, "_PROJECT", folder)

    def run(before, after, *arguments, closed=(), gone=(), status="CREATE_COMPLETE", refuses=(), more=None):
        made, name = templates(before)
        stacks = {place: ones for place, ones in made.items() if place[0] not in gone}
        for place, ones in (more or {}).items():
            stacks[place] = stacks.get(place, {}) | ones

        class FakeSessions:
            def __init__(self, **_):
                pass

            def __call__(self, target):
                if target.account_id in closed:
                    raise SessionError("no way in")
                return FakeSession((target.account_id, target.region))

        class FakeSession:
            def __init__(self, place):
                self.place = place

            def client(self, *_, **__):
                return Cloud(stacks, place=self.place, name=name, status=status, refuses=refuses)

        monkeypatch.setattr(sessions, "Sessions", FakeSessions)
        (folder / "flowlogs.yaml").write_text(after)
        return CliRunner().invoke(command, arguments, catch_exceptions=False)

    return run
