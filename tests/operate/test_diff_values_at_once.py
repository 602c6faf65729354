"""When the aggregator gets its values only after a deployment, at once: they lack an access key that is in use until then."""

import json

import pytest
from compared_files import file, hub
from small_network import VPC, WEB

SENDER, OTHER = "444455556666", "222233334444"
EXISTING = "s3: {bucket: 'arn:aws:s3:::archive', aggregator_reads: true}"
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:ours-AbCdEf"
READS = "s3: {aggregator_reads: true}"
LEFT_OUT = "the values leave out the access key that {} uses until then"
RETRIED = "and what is refused until then Firehose tries again for `delivery.retry_seconds`, which must be longer than that takes"


def one(rest="", **more):
    """Write a file of one entry."""
    return file(("one", VPC, rest), **more)


def steps(said):
    """Give the numbered lines."""
    return [line[5:] for line in said.splitlines() if line[:2] == "  " and line[3:5] == ". "]


def assert_at_once(ran, *whys):
    """The values are the last step, for these reasons, and nowhere before."""
    *_, deploy, last = steps(ran)
    assert deploy == "npx cdk deploy --all"
    assert (
        last
        == f"flowlog helm > values.yaml, at once, and the helm upgrade that it prints: {' and '.join(whys)}, {RETRIED}"
    )
    assert ran.count("flowlog helm >") == 1


def test_another_secret_is_given_to_the_aggregator_at_once(run):
    """The former one is in no values of the new file, and all records come with it until the deployment."""
    before = one()
    after = before.replace("cluster_name: ", f"access_key_secret: '{ARN}', cluster_name: ", 1)
    stack = "flowlog-111122223333-eu-west-1"
    assert_at_once(run(before, after).stdout, LEFT_OUT.format(stack))
    told = json.loads(run(before, after, "--json").stdout)
    assert (told["values_first"], told["targets"][0]["keys_left_out"]) == (False, [stack])


@pytest.mark.parametrize("route", ["cloudwatch", "firehose"])
def test_a_target_that_begins_to_deliver_to_another_sends_with_its_own_key_until_then(run, route):
    """Its stream goes with the deployment, with all that was refused meanwhile: values without that key would lose it."""
    before, after = (hub(SENDER, route=route, delivering=to) for to in (False, True))
    assert_at_once(run(before, after).stdout, LEFT_OUT.format(f"flowlog-t{SENDER}"))


def test_values_that_hold_a_key_which_is_not_made_yet_are_not_given_first(run):
    """The one delivered to makes it; before, there is nothing that `flowlog helm --commands` could read."""
    before, after = (
        hub(SENDER, route="cloudwatch", delivering=to).replace("targets: central}", "targets: central, route: s3}")
        for to in (False, True)
    )
    made = "only this deployment makes the access key of flowlog-central"
    assert_at_once(run(before, after).stdout, made, LEFT_OUT.format(f"flowlog-t{SENDER}"))


@pytest.mark.parametrize(("former", "retires"), [(", log_group: a--b", False), ("", True)])
def test_the_last_way_with_an_access_key_keeps_it_only_where_it_retires(run, former, retires):
    """Files wait in their bucket, and what is refused does not."""
    read = ("two", WEB, ", route: s3")
    before = file(("one", VPC, former), read, more=EXISTING)
    ran = run(before, file(("one", VPC, ", route: s3, format: all"), read, more=EXISTING))
    if retires:
        assert steps(ran.stdout)[1].startswith("flowlog helm > values.yaml, and")
        assert "at once" not in ran.stdout
    else:
        assert_at_once(ran.stdout, LEFT_OUT.format("flowlog-111122223333-eu-west-1"))


def test_what_ends_without_a_line_is_not_known_between_values_and_deployment(run):
    """Its records come with a key that is accepted, from a log group without a format."""
    said = "; deploy right after it, for it no longer knows what nothing can be added to `retiring` for"
    (first, deploy) = steps(run(one(", log_group: a--b"), one(", log_group: c")).stdout)
    assert first.startswith("flowlog helm")
    assert first.endswith(said)
    assert deploy == "npx cdk deploy --all"
    assert said not in run(one(), one(", log_group: c")).stdout


@pytest.mark.parametrize(("form", "first"), [("", False), (", format: all", True)])
def test_a_sender_into_a_bucket_that_is_read_needs_the_values_first_for_a_new_folder_only(run, form, first):
    """A known one is read already; nothing is lost in either, for files wait."""
    before, after = (hub(*ones, route="[s3]", more=READS) for ones in ((SENDER,), (SENDER, OTHER)))
    after = after.replace(f"targets: t{OTHER}", f"targets: t{OTHER}{form}")
    assert ("In this order" in run(before, after).stdout) is first
