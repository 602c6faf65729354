"""Who may read files, before a deployment and after it; and resources that nothing is said of."""

import json
from dataclasses import replace

import pytest
from compared_files import CENTRAL, SENDER, diff, file, hub, state, templates, words
from small_network import KEY, VPC, WEB

from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.operate.diff.readers import Reader, reader_changes, readers_of
from flowlog_config.operate.diff.receivers import Receiver
from flowlog_config.operate.diff.unlogged import Coverage
from flowlog_config.operate.diff.values import Values

OBSERVER = '{name: observer, principals: "444455556667", external_id: agreed-before}'
ROLE = "role ReaderObserver: "


def read_by(*readers, aggregator=False):
    """Write a file whose bucket these read."""
    rows = f"readers: [{', '.join(readers)}], " if readers else ""
    return file(("one", VPC, ", route: s3"), more=f"s3: {{{rows}aggregator_reads: {str(aggregator).lower()}}}")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            (OBSERVER,),
            (OBSERVER.replace("667", "668"),),
            f"{ROLE}who may read the bucket's files with it: 444455556667 → 444455556668",
        ),
        ((OBSERVER,), (OBSERVER.replace("before", "now"),), f"{ROLE}external id: changed"),
        ((), (OBSERVER,), f"{ROLE}new; who may read the bucket's files with it: 444455556667"),
        ((OBSERVER,), (), f"{ROLE}ends; who can no longer read the bucket's files with it: 444455556667"),
    ],
    ids=["principals", "external-id", "added", "removed"],
)
def test_says_who_may_read_from_now_on(before, after, said):
    """And never what an outsider says to be let in."""
    found = words(diff(read_by(*before), read_by(*after))[KEY[0]])
    assert f"\n    {said}\n" in found
    assert "agreed" not in found
    assert "role Reader" not in words(diff(read_by(*after), read_by(*after))[KEY[0]])


def test_a_role_that_somebody_gave_to_a_service_lets_no_account_in():
    """As its trust was changed by hand; a deployment gives it back."""
    trust = {"Statement": [{"Principal": {"Service": "ec2.amazonaws.com"}}]}
    by_hand = {"ReaderObserver": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}}
    before = readers_of(by_hand, Values(by_hand, account_id=KEY[0], region=KEY[1]))
    (said,) = reader_changes(before, {"ReaderObserver": Reader(("444455556667",), "")})
    assert said == f"{ROLE}who may read the bucket's files with it: no account and no role → 444455556667"


def test_says_whether_the_aggregator_may_read():
    """Its policy is for whoever it is attached to."""
    found = diff(read_by(), read_by(aggregator=True))[KEY[0]]
    assert "policy AggregatorReadPolicy: new; whoever it is attached to may read" in words(found)
    back = diff(read_by(aggregator=True), read_by())[KEY[0]]
    assert "policy AggregatorReadPolicy: ends" in words(back)


def test_an_account_that_joins_changes_other_resources_of_the_one_delivered_to(run):
    """No flow log of it changes, and still something does."""
    before, after = hub(SENDER, route="firehose"), hub(SENDER, "222233334444", route="firehose")
    found = diff(before, after)
    assert words(found[CENTRAL]).endswith("  1 flow log unchanged; other resources change (npx cdk diff shows them)")
    assert words(found[SENDER]).endswith("  1 flow log unchanged")
    hub_ = f'{{name: a, account: "{CENTRAL}", region: eu-west-1}}'
    targets = f'{hub_}, {{name: b, account: "{SENDER}", region: eu-west-1, deliver_to: a}}'
    second = targets + ', {name: c, account: "222233334444", region: eu-west-1, deliver_to: a}'
    one, two = ("one", VPC, ", targets: b, route: firehose"), ("two", WEB, ", targets: c, route: firehose")
    ran = run(file(one, targets=targets), file(one, two, targets=second))
    assert f"{CENTRAL} eu-west-1\n  no flow log changes; other resources do (npx cdk diff shows them)\n" in ran.stdout


def test_what_is_no_longer_received_is_not_followed_by_other_resources():
    """That is for where nothing else is said, and a flow log that stays and reaches nobody is said."""
    found = diff(hub(SENDER, route="firehose"), hub(SENDER, "222233334444", route="firehose"))[CENTRAL]
    lost = replace(found, changes=tuple(replace(one, lost_by=(Receiver.AGGREGATOR,)) for one in found.changes))
    assert "Logged, and no longer received, in whole or in part: 1" in words(lost)
    assert words(lost).endswith("  1 flow log unchanged")


def test_what_cloudformation_gives_back_with_question_marks_is_no_other_resource():
    """A tag with other than ASCII letters is on every resource."""
    text = file(("one", VPC, ""), more='tags: {owner: "Zürich 本"}')
    made, name = templates(text)
    given = json.loads(json.dumps(made[KEY], ensure_ascii=False).replace("ü", "?").replace("本", "?"))
    before = states_of({KEY: given}, project=name)
    assert not compare(before, state(text), Coverage(None).verdict)[0].differs
    assert compare(before, state(text.replace("Zürich", "Bern")), Coverage(None).verdict)[0].differs


def test_what_the_cdk_alone_adds_is_no_other_resource():
    """Its version is in a template that was synthesised with it."""
    text = file(("one", VPC, ""))
    made, name = templates(text)
    (stack,) = made[KEY].values()
    stack["Resources"]["CDKMetadata"] = {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:deflate64:x"}}
    assert not compare(states_of(made, project=name), state(text), Coverage(None).verdict)[0].differs
