"""Several accounts and regions: one stack each."""

import pytest
from synthesised import HEAD, synthesise

REGIONS = ("eu-west-1", "us-east-1", "ap-southeast-2")


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """Synthesise two accounts in three regions."""
    places = [(f"{account}", region) for account in (111122223333, 444455556666) for region in REGIONS]
    lines = ["targets:"]
    lines += [f'  - {{account: "{account}", region: {region}}}' for account, region in places]
    lines += ["flow_logs:"]
    lines += [
        f"  - {{name: e{i}, select: vpc-0000000000000000{i}, targets: {account}-{region}}}"
        for i, (account, region) in enumerate(places)
    ]
    return synthesise(HEAD + "\n".join(lines), tmp_path_factory.mktemp("several"))


def test_each_target_is_a_stack_in_its_account_and_region(several):
    """The environment of a stack is its target's, so that no deployment lands elsewhere."""
    found = {(stack.account, stack.region, stack.stack_name) for stack in several.stacks}
    assert found == {
        (account, region, f"flowlog-{account}-{region}")
        for account in ("111122223333", "444455556666")
        for region in REGIONS
    }


def test_each_stack_has_only_its_own_resources(several):
    """A resource id exists in one account and region."""
    for i, document in enumerate(several.documents):
        logged = [
            one["Properties"]["ResourceId"]
            for one in document["Resources"].values()
            if one["Type"] == "AWS::EC2::FlowLog"
        ]
        assert logged == [f"vpc-0000000000000000{i}"]


def test_records_say_which_account_and_region_they_are_from(several):
    """The aggregator gets them with every request."""
    for document, target in zip(several.documents, several.plan.targets, strict=True):
        (stream,) = (r for r in document["Resources"].values() if r["Type"] == "AWS::KinesisFirehose::DeliveryStream")
        request = stream["Properties"]["HttpEndpointDestinationConfiguration"]["RequestConfiguration"]
        told = {a["AttributeName"]: a["AttributeValue"] for a in request["CommonAttributes"]}
        assert (told["account"], told["region"]) == (target.target.account_id, target.target.region)


def test_stacks_do_not_depend_on_each_other(several):
    """Each can be deployed, fail and be removed by itself."""
    assert all(stack.dependencies == [] for stack in several.stacks)
