"""In which order a change is made: what the aggregator must know before it is deployed."""

import json

import pytest
from compared_files import file, hub, organization
from small_network import VPC, WEB

A, B = '{name: a, account: "111122223333", region: eu-west-1}', '{name: b, account: "444455556666", region: eu-west-1}'
FIRST = "the aggregator must know a new log group, stream, folder or access key before its first record"
LATER = "a day later, when nothing more comes by the former ways: take `retiring` out, deploy, and upgrade the aggregator once more"
READS = "s3: {aggregator_reads: true}"


def one(rest="", **more):
    """Write a file of one entry."""
    return file(("one", VPC, rest), **more)


def two(rest=""):
    """Write a file of an entry in each of two targets."""
    return file(("one", VPC, f", targets: a{rest}"), ("two", WEB, ", targets: b"), targets=f"{A}, {B}")


def steps(said):
    """Give the numbered lines."""
    return [line[5:] for line in said.splitlines() if line[:2] == "  " and line[3:5] == ". "]


def test_a_replaced_way_has_four_steps(run):
    """The lines, the values, the stacks, and a day later the lines out again."""
    said = run(one(), one(", format: security")).stdout
    assert said.count("In this order\n") == 1
    assert steps(said) == [
        "add what is printed for `retiring` to the file",
        f"flowlog helm > values.yaml, and the helm upgrade that it prints: {FIRST}",
        "npx cdk deploy --all",
        LATER,
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (one(), file(("one", VPC, ""), ("two", WEB, ", traffic_type: REJECT"))),
        (one(), one(", route: [cloudwatch, firehose]")),
        (
            one(", route: s3", more=READS),
            file(("one", VPC, ", route: s3"), ("two", WEB, ", route: s3, format: all"), more=READS),
        ),
    ],
    ids=["another-log-group", "a-stream", "a-folder"],
)
def test_a_new_way_is_told_to_the_aggregator_first_where_nothing_retires(run, before, after):
    """A new entry with a log group of its own as well as another route."""
    said = run(before, after)
    assert [line.partition(": ")[2] for line in steps(said.stdout)] == [FIRST, ""], said.stdout
    assert json.loads(run(before, after, "--json").stdout)["values_first"] is True


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (one(), one()),
        (one(), file(("one", VPC, ""), ("two", WEB, ""))),
        (one(), one(", retention_days: 30")),
        (one(), one(", route: [cloudwatch, s3]")),
        (one(), one(", route: [cloudwatch, s3]", more=READS)),
        (one(targets=A), two()),
        (one(targets=A), one(", format: cost")),
    ],
    ids=[
        "nothing",
        "a-known-log-group",
        "its-retention",
        "files-it-does-not-read",
        "the-first-bucket",
        "a-new-target",
        "a-renamed-target",
    ],
)
def test_what_the_aggregator_knows_or_cannot_take_yet_has_no_order(run, before, after):
    """A new target makes its access key first, and a new bucket what it is read by."""
    ran = run(before, after)
    assert "In this order" not in ran.stdout
    assert json.loads(run(before, after, "--json").stdout)["values_first"] is False


def test_the_key_of_a_new_target_is_made_before_the_values_that_name_it(run):
    """What else changes waits for both."""
    said = steps(run(one(targets=A), two(", format: security")).stdout)
    assert said[1] == "npx cdk deploy --exclusively flowlog-b, which makes the access key that the values need"
    assert said[2].startswith("flowlog helm")


@pytest.mark.parametrize("former", ["s3", "lambda"])
def test_a_stack_that_makes_its_key_only_now_is_deployed_before_the_values(run, former):
    """It delivered files until now: no values can hold a key that is not there, and Firehose tries again."""
    more = "s3: {forward_to: {endpoint: 'https://files.example.com/'}}" if former == "lambda" else READS
    said = steps(run(one(f", route: {former}", more=more), one()).stdout)
    at = said.index("npx cdk deploy --all")
    assert not any(line.startswith("flowlog helm") for line in said[:at])
    assert said[at + 1].startswith("flowlog helm > values.yaml, at once")
    assert "of flowlog-111122223333-eu-west-1, and" in said[at + 1]


def test_a_sender_with_the_key_of_another_target_is_told_to_the_aggregator_first(run):
    """The key is there already, and its log group is new."""
    said = run(hub("444455556666", route="cloudwatch"), hub("444455556666", "222233334444", route="cloudwatch")).stdout
    assert steps(said)[0].startswith("flowlog helm")


def test_another_secret_of_whoever_gets_files_posted_is_no_matter_of_the_aggregator(run):
    """Its values do not hold it."""
    to = "s3: {forward_to: {endpoint: 'https://files.example.com/', headers: {key: '{api_key}'}, access_key_secret: 'ARN-AbCdEf'}}"
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:"
    before, after = (one(", route: lambda", more=to.replace("ARN", arn + name)) for name in ("former", "new"))
    said = run(before, after).stdout
    assert "access key" in said
    assert "In this order" not in said


def test_a_rule_of_an_organization_has_the_same_steps(run):
    """Its log groups are in every account, and its `retiring` is in the rule."""
    rule = "{name: vpcs, every: vpc, format: security}"
    assert [one.partition(" ")[0] for one in steps(run(organization(), organization(rule)).stdout)] == [
        "add",
        "flowlog",
        "npx",
        "a",
    ]


def test_where_stacks_have_an_order_the_deployment_is_in_that_order(run):
    """Both are printed, the one after the other."""
    sender = "444455556666"
    before, after = (hub(sender, route="cloudwatch", delivering=to) for to in (True, False))
    said = run(before, after.replace("defaults: {", "defaults: {format: security, ")).stdout
    assert "deploy, in the order below" in steps(said)
    assert said.index("deploy, in the order below") < said.index("npx cdk deploy --exclusively")
