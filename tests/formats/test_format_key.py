"""The key `format` with a name: what a deployment gets."""

import pytest

from flowlog_config.formats import NAMED_FORMATS, Family
from flowlog_config.plan.make import make_plan
from flowlog_config.schema.document import InvalidConfigError
from flowlog_config.schema.load import load

FILE = """
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production}}
targets: [{{account: "111122223333", region: eu-west-1}}]
flow_logs: [{{name: one, select: [{select}], format: {format}}}]
"""
VPC, TRANSIT_GATEWAY = "vpc-0ed6e0000000000a1", "tgw-0ab1e0000000000d1"


def planned(format_, *select):
    """Plan a file with one entry."""
    return make_plan(load("flowlogs.yaml", FILE.format(format=format_, select=", ".join(select)))).plan


@pytest.mark.parametrize("name", ["default", "security", "cost", "all"])
def test_each_family_gets_its_own_list_written_out(name):
    """One entry can select VPCs and transit gateways; nothing is left to AWS's default."""
    (target,) = planned(name, VPC, TRANSIT_GATEWAY).targets
    fields = {one.family: one.fields for one in target.destinations}
    assert fields == NAMED_FORMATS[name].fields
    assert all(one.log_format.startswith("${version} ") for one in target.destinations)


@pytest.mark.parametrize(("name", "resource"), [("kubernetes", VPC), ("default-tgw", TRANSIT_GATEWAY)])
def test_a_name_of_one_family_works_for_that_family(name, resource):
    """And means what the catalogue says."""
    (target,) = planned(name, resource).targets
    (destination,) = target.destinations
    assert destination.fields == NAMED_FORMATS[name].fields[destination.family]


@pytest.mark.parametrize(("name", "resource"), [("kubernetes", TRANSIT_GATEWAY), ("default-tgw", VPC)])
def test_a_name_the_family_has_not_is_refused(name, resource):
    """With the names it has."""
    with pytest.raises(InvalidConfigError) as caught:
        planned(name, resource)
    (problem,) = caught.value.problems
    assert problem.kind.id == "FL307"
    assert "security" in problem.use


def test_a_name_and_its_list_share_a_log_group():
    """The name is only a way to write the list, so that replacing one by the other replaces nothing."""
    names = ", ".join(NAMED_FORMATS["cost"].fields[Family.VPC])
    (by_name,), (by_list,) = (planned(one, VPC).targets[0].destinations for one in ("cost", f"[{names}]"))
    assert by_name == by_list
