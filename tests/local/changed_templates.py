"""The two stacks of an account that delivers to another one, deployed with some of their templates changed."""

import json
import time
from contextlib import suppress

from botocore.exceptions import WaiterError

from flowlog_config.local.clients import connect
from flowlog_config.local.engine.seeds import VERSION_PARAMETER
from flowlog_config.local.traffic.records import window_at
from flowlog_config.local.traffic.writer import write_traffic
from flowlog_config.plan import make_plan
from flowlog_config.schema import load
from stacks.app import make_app
from stacks.application import add_stacks

REGION = "eu-west-1"
CENTRAL, WORKLOAD, STRANGER = "999988887777", "111122223333", "444455556666"
FILE = """
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production}}
targets:
  - {{name: workload, account: "111122223333", region: eu-west-1, deliver_to: logging}}
  - {{name: logging, account: "999988887777", region: eu-west-1, kms_key: create}}
flow_logs:
  - {{name: all, targets: workload, select: [{ids}], route: {route}}}
"""
IDS = ("vpc-0ed6e0000000000a1", "tgw-0ab1e0000000000d1")
FINE = {CENTRAL: "CREATE_COMPLETE", WORKLOAD: "CREATE_COMPLETE"}
REFUSED = {CENTRAL: "CREATE_COMPLETE", WORKLOAD: "ROLLBACK_COMPLETE"}


class Stacks:
    """The two stacks of the file, deployed in the order they ask for; ``reasons`` has what failed, and why."""

    def __init__(self, engine, work):
        self.engine, self.work, self.reasons = engine, work, ""
        self.client("ssm", CENTRAL).get_parameter(Name=VERSION_PARAMETER)  # as the CDK does first

    def client(self, service, account=WORKLOAD):
        """Make a client of either account."""
        return self.engine.client(service, account_id=account, region=REGION)

    @property
    def clients(self):
        """Clients of the account that is logged."""
        return connect(self.engine.endpoint_url, account_id=WORKLOAD, region=REGION)

    def deploy(self, route, *, ids=IDS, change=lambda _account, _name, one: one):
        """Deploy with each resource as ``change`` gives it; gives what became of each stack, by account."""
        app = make_app(outdir=str(self.work))
        stacks = add_stacks(app, make_plan(load("flowlogs.yaml", FILE.format(route=route, ids=", ".join(ids)))).plan)
        app.synth()
        ended = {}
        for stack in sorted(stacks, key=lambda one: len(one.dependencies)):
            template = json.loads((self.work / stack.template_file).read_text())
            resources = template["Resources"]
            template["Resources"] = {name: change(stack.account, name, one) for name, one in resources.items()}
            ended[stack.account] = self._create(stack, template)
        return ended

    def _create(self, stack, template):
        cloudformation = self.client("cloudformation", stack.account)
        capabilities = ["CAPABILITY_NAMED_IAM"]
        body = json.dumps(template)
        cloudformation.create_stack(StackName=stack.stack_name, TemplateBody=body, Capabilities=capabilities)
        with suppress(WaiterError):
            waiter = cloudformation.get_waiter("stack_create_complete")
            waiter.wait(StackName=stack.stack_name, WaiterConfig={"Delay": 0.2, "MaxAttempts": 200})
        events = cloudformation.describe_stack_events(StackName=stack.stack_name)["StackEvents"]
        self.reasons += " ".join(each.get("ResourceStatusReason", "") for each in events)
        (found,) = cloudformation.describe_stacks(StackName=stack.stack_name)["Stacks"]
        return found["StackStatus"]

    def write(self):
        """Let the flow logs write a minute of traffic, of now: log groups take none that is old; gives what it wrote."""
        windows = [window_at(int(time.time()) - 120)]
        return list(write_traffic(self.clients, windows=windows, conversations=20, seed="accounts"))


def instead(account, type_, old, new, only=""):
    """Change a text in all resources of a type in one account's template, whose name begins so."""

    def change(where, name, one):
        if where != account or one["Type"] != type_ or not name.startswith(only):
            return one
        text = json.dumps(one)
        assert old in text, f"{name} has no {old}"
        return json.loads(text.replace(old, new))

    return change
