"""From a file's text to templates, as the app does it, without a file and without the command line."""

import json
from dataclasses import dataclass
from pathlib import Path

from aws_cdk.assertions import Template

from flowlog_config.plan import Plan, make_plan
from flowlog_config.schema import load
from stacks.app import make_app
from stacks.application import add_stacks
from stacks.flow_log_stack import FlowLogStack

HEAD = """
version: 1
aggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production}
"""
TARGET = """
targets: [{account: "111122223333", region: eu-west-1}]
"""
ONE_VPC = """
flow_logs: [{name: everything, select: vpc-0ed6e0000000000a1}]
"""
SMALLEST = HEAD + TARGET + ONE_VPC
KEY = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-1111-2222-3333-444455556666"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:aggregator/key-AbCdEf"  # noqa: S105 - a name, no secret


@dataclass(frozen=True)
class Synthesised:
    """A plan and the stacks made from it."""

    plan: Plan
    stacks: list[FlowLogStack]
    directory: Path

    @property
    def template(self):
        """The template of the first stack, to find resources in."""
        return Template.from_json(self.documents[0])

    @property
    def documents(self):
        """The templates as plain data, in the order of the targets."""
        return [json.loads((self.directory / stack.template_file).read_text()) for stack in self.stacks]

    def resources(self, type_):
        """Resources of a type in the first stack: logical id to the whole resource."""
        found = self.documents[0]["Resources"]
        return {id_: one for id_, one in found.items() if one["Type"] == type_}

    def properties(self, type_):
        """Properties of each resource of a type in the first stack."""
        return [one["Properties"] for one in self.resources(type_).values()]


def synthesise(text, directory, *, context=None):
    """Plan the text of a file and synthesise its stacks into the directory."""
    plan = make_plan(load("test.yaml", text)).plan
    app = make_app(outdir=str(directory), context=context)
    stacks = add_stacks(app, plan)
    app.synth()
    return Synthesised(plan, stacks, Path(directory))


def flat(value):
    """Write a value of a template the way CloudFormation would, with ``<Name>`` for what only it knows."""
    if isinstance(value, list):
        return [flat(one) for one in value]
    match value:
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::GetAtt": path}:
            return f"<{'.'.join(path)}>"
        case {"Fn::Join": [between, parts]}:
            return between.join(map(flat, parts))
    return {key: flat(one) for key, one in value.items()} if isinstance(value, dict) else value


def filled(document, stack):
    """Give a stack's resources as CloudFormation would write them, with what only it knows of the stack filled in."""
    text = json.dumps(flat(document["Resources"]))
    known = {"Partition": "aws", "Region": stack.region, "AccountId": stack.account, "URLSuffix": "amazonaws.com"}
    for name, value in known.items():
        text = text.replace(f"<AWS::{name}>", value)
    return json.loads(text)
