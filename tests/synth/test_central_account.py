"""Accounts that deliver to a central one: what each side has, and that the names on both sides are the same."""

import json
from dataclasses import replace

import pytest
from synthesised import HEAD, Synthesised, flat, synthesise

from flowlog_config.inventory import Inventory
from flowlog_config.operate.diff.from_assembly import read_assembly
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.plan import make_plan, room
from flowlog_config.plan.once import Once
from flowlog_config.schema import InvalidConfigError, load
from stacks.app import make_app
from stacks.application import add_stacks
from stacks.templates import templates_of

CENTRAL = "999988887777"
WORKLOAD, PAYMENTS = "111122223333", "222233334444"


@pytest.fixture(scope="module")
def gathered(shape):
    """Give both sides as CloudFormation would write them, by account, with what only it knows filled in."""
    made = shape("central")
    return {
        stack.account: {
            id_: (one["Type"].rpartition("::")[2], _filled(flat(one["Properties"]), stack), one)
            for id_, one in document["Resources"].items()
        }
        for stack, document in zip(made.stacks, made.documents, strict=True)
    }


def _filled(properties, stack):
    """Put in the place of the pseudo parameters what they stand for in the stack."""
    text = json.dumps(properties)
    known = {"Partition": "aws", "Region": stack.region, "AccountId": stack.account, "URLSuffix": "amazonaws.com"}
    for name, value in known.items():
        text = text.replace(f"<AWS::{name}>", value)
    return json.loads(text)


def _of(gathered, account, type_):
    return [properties for kind, properties, _ in gathered[account].values() if kind == type_]


def _roles(gathered, account):
    return {role["RoleName"]: role for role in _of(gathered, account, "Role") if "RoleName" in role}


def _statements(role):
    return role["Policies"][0]["PolicyDocument"]["Statement"]


def _trust(role):
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    return statement


def _flow_logs(gathered, account, kind):
    return [one for one in _of(gathered, account, "FlowLog") if one["LogDestinationType"] == kind]


@pytest.mark.parametrize("account", [WORKLOAD, PAYMENTS])
def test_senders_have_no_stream_no_bucket_and_no_access_key(gathered, account):
    """Log groups stay where the flow logs are; everything behind them is in the central account, once."""
    kinds = {kind for kind, *_ in gathered[account].values()}
    assert {"FlowLog", "LogGroup", "SubscriptionFilter"} <= kinds
    assert not kinds & {"DeliveryStream", "Bucket", "Secret", "Destination"}
    assert len(_of(gathered, CENTRAL, "Secret")) == 1


def test_filters_forward_to_sinks_that_let_their_account_in(gathered):
    """The ARN written on one side is that of a destination on the other, whose policy names the account, and it alone."""
    sinks = {
        f"arn:aws:logs:eu-west-1:{CENTRAL}:destination:{sink['DestinationName']}": sink
        for sink in _of(gathered, CENTRAL, "Destination")
    }
    seen = set()
    for account in (WORKLOAD, PAYMENTS):
        for one in _of(gathered, account, "SubscriptionFilter"):
            seen.add(one["DestinationArn"])
            (statement,) = json.loads(sinks[one["DestinationArn"]]["DestinationPolicy"])["Statement"]
            assert statement["Principal"] == {"AWS": [account]}
            assert (statement["Action"], statement["Resource"]) == ("logs:PutSubscriptionFilter", one["DestinationArn"])
            assert "RoleArn" not in one
    assert seen == set(sinks)


def test_role_of_a_sink_trusts_the_central_account_and_the_senders_of_its_group(gathered):
    """As AWS documents it for destinations of other accounts; it may put records and do nothing else."""
    roles = {id_: role for id_, (kind, role, _) in gathered[CENTRAL].items() if kind == "Role"}
    trusted = {}
    for sink in _of(gathered, CENTRAL, "Destination"):
        role = roles[sink["RoleArn"].strip("<>").removesuffix(".Arn")]
        (statement,) = _statements(role)
        assert statement["Action"] == ["firehose:PutRecord", "firehose:PutRecordBatch"]
        assert statement["Resource"] == [
            f"arn:aws:firehose:eu-west-1:{CENTRAL}:deliverystream/flowlog-{family}-*" for family in ("vpc", "tgw")
        ]
        trusted[sink["DestinationName"][-1]] = _trust(role)["Condition"]["ArnLike"]["aws:SourceArn"]
    own = f"arn:aws:logs:eu-west-1:{CENTRAL}:*"
    assert trusted == {
        "3": [own, f"arn:aws:logs:eu-west-1:{WORKLOAD}:*"],
        "4": [own, f"arn:aws:logs:eu-west-1:{PAYMENTS}:*"],
    }


@pytest.mark.parametrize("account", [WORKLOAD, PAYMENTS])
def test_straight_to_the_central_stream_with_a_role_on_each_side(gathered, account):
    """Both roles are there under the names the flow log gives, and each lets the other in."""
    streams = {one["DeliveryStreamName"]: one for one in _of(gathered, CENTRAL, "DeliveryStream")}
    for one in _flow_logs(gathered, account, "kinesis-data-firehose"):
        start, _, stream = one["LogDestination"].partition("/")
        assert start == f"arn:aws:firehose:eu-west-1:{CENTRAL}:deliverystream"
        assert {"Key": "LogDeliveryEnabled", "Value": "true"} in streams[stream]["Tags"]
        here, there = one["DeliverLogsPermissionArn"], one["DeliverCrossAccountRole"]
        assert there.startswith(f"arn:aws:iam::{CENTRAL}:role/AWSLogDeliveryFirehoseCrossAccountRole")
        sender = _roles(gathered, account)[here.removeprefix(f"arn:aws:iam::{account}:role/")]
        receiver = _roles(gathered, CENTRAL)[there.rpartition("/")[2]]
        assert _trust(sender)["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
        assert _trust(receiver)["Principal"] == {"AWS": [account]}
        pattern = f"arn:aws:iam::*:role/{sender['RoleName']}*"
        assert _trust(receiver)["Condition"] == {"ArnLike": {"aws:PrincipalArn": pattern}}
        assert {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Resource": [there]} in _statements(sender)


def test_the_two_roles_may_do_what_aws_asks_for_and_no_more(gathered):
    """A wildcard only where log deliveries have no ARN."""
    (sender,) = _roles(gathered, WORKLOAD).values()
    allowed = {action: one for one in _statements(sender) for action in one["Action"]}
    deliveries = {f"logs:{verb}LogDelivery" for verb in ("Create", "Delete", "Get")} | {"logs:ListLogDeliveries"}
    assert set(allowed) == deliveries | {"iam:PassRole", "sts:AssumeRole"}
    assert {action for action, one in allowed.items() if one["Resource"] == ["*"]} == deliveries
    passed = allowed["iam:PassRole"]
    assert passed["Resource"] == [f"arn:aws:iam::{WORKLOAD}:role/{sender['RoleName']}"]
    assert passed["Condition"]["StringEquals"] == {"iam:PassedToService": "delivery.logs.amazonaws.com"}
    logged = passed["Condition"]["StringLike"]["iam:AssociatedResourceARN"]
    assert all(one.startswith(f"arn:aws:ec2:eu-west-1:{WORKLOAD}:") for one in logged)
    for receiver in _roles(gathered, CENTRAL).values():
        allowed = {action: one["Resource"] for one in _statements(receiver) for action in one["Action"]}
        assert set(allowed) == {"iam:CreateServiceLinkedRole", "firehose:TagDeliveryStream"}
        assert all(one.startswith("arn:aws:firehose:") for one in allowed["firehose:TagDeliveryStream"])


def test_files_go_to_the_central_bucket_whose_policies_name_the_senders(gathered):
    """The name is the same on both sides; bucket and key let in these accounts and no other."""
    (bucket,) = (one for one in _of(gathered, CENTRAL, "Bucket") if "BucketName" in one)
    for account in (WORKLOAD, PAYMENTS):
        for one in _flow_logs(gathered, account, "s3"):
            assert one["LogDestination"].startswith(f"arn:aws:s3:::{bucket['BucketName']}/")
            assert "DeliverLogsPermissionArn" not in one
    (policy,) = (one for one in _of(gathered, CENTRAL, "BucketPolicy") if one["Bucket"] == "<FlowLogBucket>")
    statements = [one for one in policy["PolicyDocument"]["Statement"] if one["Effect"] == "Allow"]
    (key,) = _of(gathered, CENTRAL, "Key")
    statements += [one for one in key["KeyPolicy"]["Statement"] if one["Sid"] == "LogDeliveryUsesTheKeyForItsFiles"]
    assert len(statements) == 3
    for one in statements:
        assert one["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
        assert set(one["Condition"]["StringEquals"]["aws:SourceAccount"]) == {CENTRAL, WORKLOAD, PAYMENTS}
        assert one["Condition"]["ArnLike"]["aws:SourceArn"] == ["arn:aws:logs:eu-west-1:*:*"]
    (key,) = _of(gathered, WORKLOAD, "Key")
    assert "delivery.logs" not in json.dumps(key)


def test_central_stack_is_deployed_first(shape):
    """Wherever it stands in the file: a filter, and a flow log, is refused while what it delivers to is missing."""
    for name in ("central", "sender"):
        stacks = {stack.stack_name: stack for stack in shape(name).stacks}
        central = stacks.pop("flowlog-logging")
        assert central.dependencies == []
        assert all(stack.dependencies == [central] for stack in stacks.values())


def test_order_of_the_file_changes_no_template(shape):
    """Names and policies come from what is delivered, not from where it stands."""

    def documents(name):
        return {s.stack_name: d for s, d in zip(shape(name).stacks, shape(name).documents, strict=True)}

    assert documents("central") == documents("sender")


def test_a_sender_that_joins_disturbs_no_other(tmp_path):
    """Another account changes policies in place; no name, and nothing of another sender."""

    def made(accounts, name):
        targets = ['{name: logging, account: "999988887777", region: eu-west-1}']
        targets += [f'{{name: t{a}, account: "{a}", region: eu-west-1, deliver_to: logging}}' for a in accounts]
        entries = [f"{{name: e{a}, targets: t{a}, select: vpc-000{a[:5]}}}" for a in accounts]
        lines = "".join(f"\n  - {one}" for one in targets), "".join(f"\n  - {one}" for one in entries)
        text = f"{HEAD}defaults: {{route: [cloudwatch, firehose, s3]}}\ntargets:{lines[0]}\nflow_logs:{lines[1]}\n"
        found = synthesise(text, tmp_path / name)
        return {s.stack_name: d["Resources"] for s, d in zip(found.stacks, found.documents, strict=True)}

    few = made(["111122223333", "222233334444"], "few")
    more = made(["000011113333", "111122223333", "222233334444", "333344445555"], "more")
    assert {name: more[name] for name in few if name != "flowlog-logging"} == {
        name: one for name, one in few.items() if name != "flowlog-logging"
    }
    before, after = few["flowlog-logging"], more["flowlog-logging"]
    assert before.keys() < after.keys()
    for id_, resource in before.items():
        fixed = {"RoleName", "DestinationName", "BucketName", "DeliveryStreamName"} & resource["Properties"].keys()
        assert all(after[id_]["Properties"][key] == resource["Properties"][key] for key in fixed)
        assert resource["Type"] == after[id_]["Type"]


def test_existing_bucket_is_delivered_to_as_the_file_names_it(tmp_path):
    """Its account and policy are its owner's; the central stack makes none, and nothing else of that route."""
    text = f"""{HEAD}
s3: {{bucket: "arn:aws:s3:::archive/network/"}}
targets:
  - {{name: logging, account: "{CENTRAL}", region: eu-west-1}}
  - {{name: workload, account: "{WORKLOAD}", region: us-east-1, deliver_to: logging}}
flow_logs: [{{name: all, targets: workload, select: vpc-0ed6e0000000000a1, route: s3}}]
"""
    _, document = synthesise(text, tmp_path).documents
    (flow_log,) = (one for one in document["Resources"].values() if one["Type"] == "AWS::EC2::FlowLog")
    assert flow_log["Properties"]["LogDestination"].startswith("arn:aws:s3:::archive/network/vpc-")


def _many(accounts, route):
    targets = [f'\n  - {{name: central, account: "{CENTRAL}", region: eu-west-1}}']
    targets += [f'\n  - {{name: t{i}, account: "{i:012}", region: eu-west-1, deliver_to: central}}' for i in accounts]
    entries = [f"\n  - {{name: e{i}, targets: t{i}, select: vpc-{i:08}}}" for i in accounts]
    return f"{HEAD}defaults: {{route: {route}}}\ntargets:{''.join(targets)}\nflow_logs:{''.join(entries)}\n"


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


def test_diff_reads_the_same_from_templates_and_from_the_plan(shape):
    """So that it reports no change where there is none."""
    made = shape("central")
    assert read_assembly(made.directory)["flowlog"] == states_of(templates_of(made.plan), project="flowlog")


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
        found = [(one["Type"], _filled(flat(one["Properties"]), stack)) for one in document["Resources"].values()]
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


def test_function_that_posts_files_is_beside_the_bucket(tmp_path):
    """Files of every account are posted from the central one; the others have neither function nor code."""
    text = f"""{HEAD}
s3: {{forward_to: {{endpoint: "https://ingest.example.com/logs"}}}}
targets:
  - {{name: logging, account: "{CENTRAL}", region: eu-west-1}}
  - {{name: workload, account: "{WORKLOAD}", region: us-east-1, deliver_to: logging}}
flow_logs: [{{name: all, targets: workload, select: vpc-0ed6e0000000000a1, route: lambda}}]
"""
    central, sender = (
        [one["Type"] for one in document["Resources"].values()] for document in synthesise(text, tmp_path).documents
    )
    assert "AWS::Lambda::Function" in central
    assert sender == ["AWS::EC2::FlowLog"]
