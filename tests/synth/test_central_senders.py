"""How many accounts, regions and stacks can deliver to a central account, and that one that joins disturbs no other."""

import json
from dataclasses import replace

import pytest
from synthesised import HEAD, Synthesised, filled, flat, synthesise

from flowlog_config.inventory import Inventory
from flowlog_config.plan import make_plan, room
from flowlog_config.plan.once import Once
from flowlog_config.schema import InvalidConfigError, load
from stacks.app import make_app
from stacks.application import add_stacks
from stacks.templates import templates_of

CENTRAL = "999988887777"
WORKLOAD = "111122223333"


def _many(accounts, route):
    targets = [f'\n  - {{name: central, account: "{CENTRAL}", region: eu-west-1}}']
    targets += [f'\n  - {{name: t{i}, account: "{i:012}", region: eu-west-1, deliver_to: central}}' for i in accounts]
    entries = [f"\n  - {{name: e{i}, targets: t{i}, select: vpc-{i:08}}}" for i in accounts]
    return f"{HEAD}defaults: {{route: {route}}}\ntargets:{''.join(targets)}\nflow_logs:{''.join(entries)}\n"


def test_a_sender_that_joins_disturbs_no_other(tmp_path):
    """Another account changes policies in place; no name, and nothing of another sender."""

    def made(name, accounts):
        found = synthesise(_many(accounts, "[cloudwatch, firehose, s3]"), tmp_path / name)
        return {s.stack_name: d["Resources"] for s, d in zip(found.stacks, found.documents, strict=True)}

    few, more = made("few", [13, 23]), made("more", [3, 13, 23, 35])
    assert {name: more[name] for name in few if name != "flowlog-central"} == {
        name: one for name, one in few.items() if name != "flowlog-central"
    }
    before, after = few["flowlog-central"], more["flowlog-central"]
    assert before.keys() < after.keys()
    for id_, resource in before.items():
        fixed = {"RoleName", "DestinationName", "BucketName", "DeliveryStreamName"} & resource["Properties"].keys()
        assert all(after[id_]["Properties"][key] == resource["Properties"][key] for key in fixed)
        assert resource["Type"] == after[id_]["Type"]


@pytest.mark.parametrize("route", ["cloudwatch", "firehose", "s3"])
def test_as_many_senders_as_are_let_in_fit_into_every_policy(tmp_path, route):
    """
    A trust policy takes 2,048 characters, a destination's policy 5,120 bytes and a bucket's 20 KB.

    Source: IAM User Guide, quotas; CloudWatch Logs API, PutDestinationPolicy; S3 User Guide, bucket policies (checked 2026-11).
    """
    accounts = range(1, 501) if route == "s3" else range(7, 350, 10)
    most = {"Role": 2048, "Destination": 5120, "BucketPolicy": 20_000}
    keys = {"Role": "AssumeRolePolicyDocument", "Destination": "DestinationPolicy", "BucketPolicy": "PolicyDocument"}
    document = synthesise(_many(accounts, route), tmp_path).documents[0]
    longest = "arn:aws:iam::999988887777:root"
    seen = 0
    for one in document["Resources"].values():
        kind = one["Type"].rpartition("::")[2]
        if kind in most:
            policy = json.dumps(flat(one["Properties"][keys[kind]]), separators=(",", ":"))
            policy = policy.replace("<AWS::Region>", "ap-southeast-2").replace("<AWS::Partition>", "aws-us-gov")
            size = len(policy) + (len(accounts) * (len(longest) - 12) if '"AWS":[' in policy and kind == "Role" else 0)
            assert size <= most[kind]
            seen = max(seen, size)
    assert seen > 1_000


@pytest.mark.parametrize(
    ("accounts", "route", "said"),
    [
        (range(1, 502), "s3", "501 accounts, more than the 500"),
        (range(7, 367, 10), "cloudwatch", "36 accounts that end in 7"),
        (range(7, 367, 10), "firehose", "36 accounts that end in 7"),
    ],
)
def test_more_senders_than_policies_can_name_are_refused(accounts, route, said):
    """Before a deployment, and not by IAM in the middle of one."""
    with pytest.raises(InvalidConfigError) as caught:
        make_plan(load("test.yaml", _many(accounts, route)))
    (found,) = caught.value.problems
    assert found.kind.id == "FL503"
    assert said in found.message


def test_room_is_kept_for_what_senders_add_to_the_central_stack(tmp_path):
    """As many accounts as policies can name, on every route: as many resources as are counted, and no more bytes."""
    made = synthesise(_many(range(1, 351), "[cloudwatch, firehose, s3]"), tmp_path)
    (stack,) = made.plan.targets[0].stacks
    counted = room.Stack.first(Once(s3=made.plan.s3, incoming=stack.incoming), 0, ())
    assert len(made.documents[0]["Resources"]) == counted.whole < room.MOST_RESOURCES
    written = (made.directory / made.stacks[0].template_file).stat().st_size
    assert written <= counted.size < room.MOST_BYTES


def test_sender_with_several_stacks_delivers_from_each(tmp_path):
    """One central stream for all its stacks; each has a role of its own, so that none loses it before its flow logs."""
    ids = ", ".join(f"eni-{i:017x}" for i in range(600))
    text = f"""{HEAD}
targets:
  - {{name: workload, account: "{WORKLOAD}", region: eu-west-1, deliver_to: logging}}
  - {{name: logging, account: "{CENTRAL}", region: eu-west-1}}
flow_logs: [{{name: all, targets: workload, select: [{ids}], route: [cloudwatch, firehose]}}]
"""
    plan = make_plan(load("test.yaml", text), recording=True).plan
    app = make_app(outdir=str(tmp_path))
    made = Synthesised(plan, add_stacks(app, plan), tmp_path)
    app.synth()
    *senders, central = made.documents
    assert len(senders) == 3
    straight = [one["Resources"]["SenderRole"]["Properties"] for one in senders if "SenderRole" in one["Resources"]]
    assert len(straight) > 1
    assert {one["RoleName"] for one in straight} <= {f"flowlog-sender-eu-west-1{more}" for more in ("", "-2", "-3")}
    assert len({one["RoleName"] for one in straight}) == len(straight)
    (there,) = (one for id_, one in central["Resources"].items() if id_.startswith("CrossAccountRole"))
    assert "role/flowlog-sender-eu-west-1*" in json.dumps(flat(there))
    streams = [one for one in central["Resources"].values() if one["Type"] == "AWS::KinesisFirehose::DeliveryStream"]
    assert len(streams) == 2
    sinks = {
        one["Properties"]["DestinationName"]
        for one in central["Resources"].values()
        if one["Type"] == "AWS::Logs::Destination"
    }
    logged, sunk = set(), set()
    for document in senders:
        for one in document["Resources"].values():
            if one["Type"] == "AWS::EC2::FlowLog":
                logged.add((one["Properties"]["ResourceId"], one["Properties"]["LogDestinationType"]))
            elif one["Type"] == "AWS::Logs::SubscriptionFilter":
                sunk.add(flat(one["Properties"]["DestinationArn"]).rpartition(":")[2])
    assert len(logged) == 1200
    assert sunk == sinks


def test_a_retired_way_straight_to_the_central_stream_keeps_its_role_in_every_stack():
    """Records on their way still need it; and a stack that never had such a way has no role."""
    ids = [f"eni-{i:017x}" for i in range(900)]

    def senders(recorded, more):
        entry = json.dumps({"name": "all", "targets": "workload", "select": ids, **more})
        text = f"""{HEAD}
targets:
  - {{name: workload, account: "{WORKLOAD}", region: eu-west-1, deliver_to: logging}}
  - {{name: logging, account: "{CENTRAL}", region: eu-west-1}}
flow_logs: [{entry}]
"""
        planned = make_plan(load("test.yaml", text), Inventory({}, assigned=recorded), recording=True)
        (place,) = (one for one in planned.assigned if one[0] == WORKLOAD)
        found = templates_of(planned.plan)[place]
        assert {name: len(one["Resources"]) for name, one in found.items()}.items() <= planned.resources.items()
        return planned.assigned, {name: _sender_role(one) for name, one in found.items()}

    before, roles = senders({}, {"route": "firehose"})
    assert set(roles.values()) == {"flowlog-sender-eu-west-1", "flowlog-sender-eu-west-1-2"}
    _, kept = senders(before, {"route": "cloudwatch", "retiring": ["firehose"]})
    assert kept == roles
    in_the_second = {place: replace(one, stacks=dict.fromkeys(one.stacks, 2)) for place, one in before.items()}
    few = {"select": ids[:5], "route": "firehose"}
    assert set(senders(in_the_second, few)[1].values()) == {None, "flowlog-sender-eu-west-1-2"}


def _sender_role(template):
    return template["Resources"].get("SenderRole", {}).get("Properties", {}).get("RoleName")


def test_many_accounts_and_regions_each_deliver_in_their_own_region(tmp_path):
    """
    Every target is a stack, delivers to the one of its region, and finds there what it names; the size of a sender's stack
    does not depend on how many there are.
    """
    regions, accounts = ("eu-west-1", "us-east-1", "ap-southeast-2", "eu-central-1"), range(12)
    targets = [f'{{name: logging-{one}, account: "{CENTRAL}", region: {one}}}' for one in regions]
    entries = []
    for i in accounts:
        for one in regions:
            targets.append(f'{{name: t{i}-{one}, account: "{i:012}", region: {one}, deliver_to: logging-{one}}}')
            entries.append(f"{{name: e{i}-{one}, targets: t{i}-{one}, select: vpc-{len(entries):08}}}")
    lines = ["".join(f"\n  - {one}" for one in some) for some in (targets, entries)]
    text = f"{HEAD}defaults: {{route: [cloudwatch, firehose]}}\ntargets:{lines[0]}\nflow_logs:{lines[1]}\n"
    made = synthesise(text, tmp_path)
    assert len({(one.account, one.region) for one in made.stacks}) == len(made.stacks) == 13 * 4
    there, sizes = set(), set()
    for stack, document in zip(made.stacks, made.documents, strict=True):
        found = [(one["Type"], one["Properties"]) for one in filled(document, stack).values()]
        place = f"{stack.region}:{stack.account}"
        there |= {
            f"arn:aws:logs:{place}:destination:{p['DestinationName']}" for t, p in found if t.endswith(":Destination")
        }
        there |= {
            f"arn:aws:firehose:{place}:deliverystream/{p['DeliveryStreamName']}" for t, p in found if "Firehose" in t
        }
        there |= {f"arn:aws:iam::{stack.account}:role/{p['RoleName']}" for _, p in found if "RoleName" in p}
        if stack.account == CENTRAL:
            continue
        sizes.add(len(document["Resources"]))
        for _, p in found:
            used = {p.get("DestinationArn"), p.get("DeliverCrossAccountRole")} - {None}
            used |= {p["LogDestination"]} if "LogDestination" in p else set()
            assert used <= there
            assert all(f":{stack.region}:" in one for one in used if ":iam:" not in one)
    assert len(sizes) == 1
