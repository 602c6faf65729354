"""What ``flowlog adopt`` takes for adoptable, against what the templates keep and refer to."""

import re
from collections.abc import Mapping

import pytest
from shapes import SHAPES
from synthesised import HEAD, TARGET, Synthesised

from flowlog_config.operate.adopt.adoptable import FLOW_LOG, IDENTIFIERS, adoptables
from flowlog_config.plan import make_plan
from flowlog_config.schema import load
from stacks.app import make_app
from stacks.application import add_stacks

_KEPT = "RetainExceptOnCreate"


@pytest.mark.parametrize("name", SHAPES)
def test_lists_what_outlives_a_stack_and_its_flow_logs(shape, name):
    """Each with its type, and exactly what it refers to or waits for in its template."""
    _compare(shape(name))


def test_lists_the_same_for_each_stack_of_a_large_target(tmp_path):
    """What a target has once is in the first only, and the others refer to no part of their own template for it."""
    ids = ", ".join(f"eni-{number:017x}" for number in range(300))
    target = TARGET.replace("region:", "kms_key: create, region:")
    text = f"{HEAD}{target}flow_logs: [{{name: a, select: [{ids}], route: [cloudwatch, s3]}}]"
    plan = make_plan(load("test.yaml", text), recording=True).plan
    app = make_app(outdir=str(tmp_path))
    stacks = add_stacks(app, plan)
    app.synth()
    assert len(stacks) > 1
    _compare(Synthesised(plan, stacks, tmp_path))


def _compare(made):
    planned = {stack.stack_name: stack for target in made.plan.targets for stack in target.stacks}
    for stack, document in zip(made.stacks, made.documents, strict=True):
        listed = {one.logical_id: one for one in adoptables(made.plan, planned[stack.stack_name])}
        resources = document["Resources"]
        there = {
            id_: (one["Type"], _referred(one) & resources.keys())
            for id_, one in resources.items()
            if one["Type"] == FLOW_LOG or one.get("DeletionPolicy") == _KEPT
        }
        assert {id_: (one.type, one.needs) for id_, one in listed.items()} == there
        assert {one.type for one in listed.values()} <= IDENTIFIERS.keys()


def _referred(value):
    """Give the logical ids a part of a template refers to or waits for."""
    if isinstance(value, list):
        return frozenset().union(*map(_referred, value))
    if not isinstance(value, Mapping):
        return frozenset()
    waits = value.get("DependsOn", [])
    direct = {waits} if isinstance(waits, str) else set(waits)
    if value.keys() == {"Ref"}:
        direct = {value["Ref"]}
    if value.keys() == {"Fn::GetAtt"}:
        direct = {value["Fn::GetAtt"][0]}
    if value.keys() == {"Fn::Sub"}:
        direct = set(re.findall(r"\$\{(\w+)", str(value["Fn::Sub"])))
    return frozenset(direct).union(*map(_referred, value.values()))
