"""What a deployment does beside the settings of flow logs: where they deliver, what ends, which tags, and what is still logged."""

import json

import pytest
from compared_files import CENTRAL, SENDER, diff, file, hub, state, templates, words
from small_network import ATTACHMENT, KEY, REGIONAL, VPC, WEB, inventory

from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.operate.diff.unlogged import Coverage


def test_another_bucket_replaces_flow_logs():
    """The flow log's id is the same, and so are all its settings but the bucket."""
    one = ("one", VPC, ", route: s3")
    found = diff(file(one), file(one, more='s3: {bucket: "arn:aws:s3:::other/x/"}'))[KEY[0]]
    (change,) = found.of(Kind.REPLACED)
    assert change.why == ("where it delivers (FlowLogBucket → other)",)
    assert found.ended == ("bucket FlowLogBucket: leaves the stack and stays with its files",)


def test_delivering_to_another_account_replaces_flow_logs():
    """Those of both: the central bucket gets a name that the other account can know."""
    found = diff(hub(SENDER, delivering=False), hub(SENDER))
    (mine,) = found[CENTRAL].of(Kind.REPLACED)
    assert mine.why == (f"where it delivers (FlowLogBucket → flowlog-{CENTRAL}-eu-west-1)",)
    stream, bucket = sorted(found[SENDER].of(Kind.REPLACED), key=lambda one: one.before.route)
    assert stream.why == (f"where it delivers ({SENDER} eu-west-1 → {CENTRAL} eu-west-1)",)
    assert bucket.why == mine.why
    ended = "\n".join(found[SENDER].ended)
    assert "stream flowlog-vpc-" in ended
    assert "bucket FlowLogBucket: leaves the stack and stays" in ended
    assert "flowlog-999988887777-eu-west-1 takes its place" in "\n".join(found[CENTRAL].ended)


def test_a_log_group_that_forwards_to_another_account_is_told():
    """The filter is changed in place: nothing is replaced."""
    found = diff(hub(SENDER, delivering=False, route="cloudwatch"), hub(SENDER, route="cloudwatch"))[SENDER]
    assert not found.of(Kind.REPLACED)
    assert f"forwards to flowlog-vpc-8f306327-6 in {CENTRAL}, not to flowlog-vpc-8f306327 in {SENDER}" in words(found)


def test_a_function_is_a_route_of_its_own():
    """AWS has one word for both; what the function has not posted stays where it is."""
    posting = 's3: {forward_to: {endpoint: "https://logs.example.com/"}}'
    found = diff(file(("one", VPC, ", route: lambda"), more=posting), file(("one", VPC, ", route: s3")))[KEY[0]]
    assert found.of(Kind.REPLACED)[0].why == ("route (lambda → s3)",)
    assert "function Forwarder: ends" in words(found)


def test_tags_of_the_file_are_compared():
    """They are on every flow log."""
    one = ("one", VPC, "")
    found = diff(file(one, more="tags: {owner: a, cost: x}"), file(one, more="tags: {owner: b, cost: x}"))[KEY[0]]
    (change,) = found.of(Kind.RETAGGED)
    assert change.why == ("tags (owner)",)
    renamed = diff(file(one), file(("two", VPC, "")))[KEY[0]].of(Kind.RETAGGED)
    assert renamed[0].why == ('was "one"',)


def test_what_cloudformation_cannot_give_back_is_no_change():
    """It gives question marks for other letters; another tag beside them is a change all the same."""
    made, name = templates(file(("one", VPC, ""), more='tags: {owner: "Zürich 本"}'))
    given = json.loads(json.dumps(made[KEY], ensure_ascii=False).replace("ü", "?").replace("本", "?"))
    before = states_of({KEY: given}, project=name)

    def kind(tags):
        after = state(file(("one", VPC, ""), more=f"tags: {tags}"))
        return compare(before, after, Coverage(None).verdict)[0].changes[0].kind

    assert kind('{owner: "Zürich 本"}') is Kind.KEPT
    assert kind('{owner: "Zürich 本", cost: x}') is Kind.RETAGGED
    assert kind('{owner: "Bern"}') is Kind.RETAGGED


@pytest.mark.parametrize(
    ("ended", "stays"),
    [
        ((ATTACHMENT, ""), (VPC, "")),
        ((REGIONAL, ""), (VPC, "")),
        ((WEB, ""), (VPC, ", traffic_type: REJECT")),
    ],
    ids=["attachment", "regional-nat-gateway", "rejected-only"],
)
def test_what_does_not_have_all_records_does_not_stand_in(ended, stays):
    """Another family, what is not in the VPC, or a part of the traffic only."""
    kept, gone = ("kept", *stays), ("gone", *ended)
    found = diff(file(kept, gone), file(kept), inventory())[KEY[0]]
    assert [one.source_id for one in found.of(Kind.UNLOGGED)] == [ended[0]]


def test_says_what_stands_in_only_in_part():
    """The reader can then judge."""
    kept = ("kept", VPC, ", traffic_type: REJECT")
    found = diff(file(kept, ("gone", WEB, "")), file(kept), inventory())[KEY[0]]
    assert found.of(Kind.UNLOGGED)[0].why == (f"{VPC} logs it, but only REJECT traffic",)


def test_a_flow_log_that_takes_over_on_the_same_route_is_the_pair():
    """The one on another route is then no longer there, and is not said to be replaced."""
    settings = ", format: all, max_aggregation_interval: 600"
    both = (("one", VPC, ""), ("two", VPC, f"{settings}, route: s3"))
    found = diff(file(*both), file(("one", VPC, settings)))[KEY[0]]
    assert [one.before.route for one in found.of(Kind.REPLACED)] == ["cloudwatch"]
    assert [one.before.route for one in found.of(Kind.REMOVED)] == ["s3"]


def test_an_id_that_means_another_resource_is_another_flow_log():
    """Somebody changed the deployed template by hand: the next deployment makes one, and the other ends."""
    given, name = templates(file(("one", VPC, "")))
    (stack,) = given[KEY].values()
    (flow_log,) = (one for one in stack["Resources"].values() if one["Type"] == "AWS::EC2::FlowLog")
    flow_log["Properties"]["ResourceId"] = WEB
    (found,) = compare(states_of(given, project=name), state(file(("one", VPC, ""))), Coverage(None).verdict)
    assert {(one.kind, one.source_id) for one in found.changes} == {(Kind.UNLOGGED, WEB), (Kind.CREATED, VPC)}


def test_flow_logs_of_others_are_no_matter():
    """Another app's, in a stack with the file's name as a tag, may say what only CloudFormation knows."""
    given, name = templates(file(("one", VPC, "")))
    (stack,) = given[KEY].values()
    mine = next(one for one in stack["Resources"].values() if one["Type"] == "AWS::EC2::FlowLog")
    other = {"ResourceId": WEB, "MaxAggregationInterval": {"Ref": "Interval"}}
    stack["Resources"] = {"Other": mine | {"Properties": other}, **stack["Resources"]}
    (found,) = compare(states_of(given, project=name), state(file(("one", VPC, ""))), Coverage(None).verdict)
    assert [(one.kind, one.source_id) for one in found.changes] == [(Kind.KEPT, VPC)]


def test_what_flow_logs_share_is_no_other_entrys():
    """Each has its own tags and format, also where another one stands between two that are alike."""
    entries = [("one", f"[{VPC}, {WEB}]", ""), ("two", "subnet-0000000000000000b", ", format: security")]
    (logs,) = (one.flow_logs.values() for one in state(file(*entries))[KEY].values())
    assert {(one.source_id, one.entry, len(one.fields)) for one in logs} == {
        (VPC, "one", 14),
        (WEB, "one", 14),
        ("subnet-0000000000000000b", "two", 28),
    }
