"""What a deployment changes on the ways themselves: where records go, with which key, how they are kept."""

import json

import pytest
from compared_files import diff, file, words
from small_network import KEY, VPC

from flowlog_config.inventory import Inventory
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.operate.diff.unlogged import Coverage
from flowlog_config.plan.make import make_plan
from flowlog_config.schema.load import load
from stacks.templates import templates_of

PLACE = '{account: "111122223333", region: eu-west-1}'
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:mine-AbCdEf"
POSTED = "https://logs.example.com/in"


def one(more="", *, targets=PLACE, aggregator="", **settings):
    """Write a file of one entry."""
    said = "".join(f", {key}: {value}" for key, value in settings.items())
    text = file(("one", VPC, said), more=more, targets=targets)
    return text.replace("cluster_name: production", f"cluster_name: production{aggregator}")


def told(before, after):
    """Give the difference of the only account, which leaves its flow logs."""
    found = diff(before, after)[KEY[0]]
    assert [str(change.kind) for change in found.changes] == ["kept"]
    return found


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (
            one().replace("https://flowlogs.example.com/", "https://other.example.com/"),
            "streams: endpoint https://flowlogs.example.com/ → https://other.example.com/",
        ),
        (one(aggregator=f', access_key_secret: "{ARN}"'), f"access key AccessKeySecret of the target → {ARN}"),
        (one("delivery: {retry_seconds: 0}"), "retry 1800 s → 0 s; a request that fails is not tried again"),
        (one("delivery: {buffer_interval_seconds: 300}"), "buffering 60 s or 1 MiB → 300 s or 1 MiB"),
        (
            one(targets=PLACE.replace("}", ", kms_key: create}")),
            "log groups: encryption AWS's own key → EncryptionKey of the target",
        ),
    ],
    ids=["endpoint", "access-key", "retry", "buffering", "key"],
)
def test_says_what_changes_on_a_way(after, said):
    """Flow logs are as before, and where their records go, or how, is not. It is said in both directions."""
    found = told(one(), after)
    assert said in words(found)
    assert "Ways, changed in place:" in words(found)
    assert told(after, one()).ways
    assert told(after, after).ways == ()


def test_the_bucket_of_failed_records_gets_the_key_too():
    """Each bucket is said by its name."""
    with_key = one(targets=PLACE.replace("}", ", kms_key: create}"))
    assert "bucket FailedRecordsBucket: encryption EncryptionKey of the target → AWS's own key" in words(
        told(with_key, one())
    )


def test_stacks_of_a_target_say_the_same_once():
    """The first makes the key, and the others read of it in its outputs."""
    ids = f"[{', '.join(f'eni-{number:017x}' for number in range(700))}]"

    def states(**more):
        plan = make_plan(load("f", one(**more).replace(VPC, ids)), Inventory({}), recording=True).plan
        return states_of(templates_of(plan), project=plan.name)

    before, after = states(), states(targets=PLACE.replace("}", f', access_key_secret: "{ARN}"}}'))
    assert len(before[KEY]) > 1
    (found,) = compare(before, after, Coverage(None).verdict)
    assert [line.partition(";")[0] for line in found.ways] == [
        f"streams: access key AccessKeySecret of the target → {ARN}"
    ]


def test_a_way_that_is_replaced_is_compared_with_its_successor():
    """Another format and another endpoint in one deployment."""
    after = one(format="security").replace("https://flowlogs.example.com/", "https://other.example.com/")
    found = diff(one(), after)[KEY[0]]
    assert "endpoint https://flowlogs.example.com/ → https://other.example.com/" in words(found)


def posting(**more):
    """Write a file whose function posts files."""
    return one(f"s3: {{forward_to: {json.dumps({'endpoint': POSTED} | more)}}}", route="lambda")


def test_what_a_function_sends_is_compared_and_no_value_of_a_header_is_printed():
    """A value can be a token, whatever the header is called."""
    found = told(posting(headers={"x-team": "OLDVALUE"}), posting(headers={"x-team": "NEWVALUE"}))
    assert "function Forwarder: values of headers: changed" in words(found)
    assert "VALUE" not in words(found)
    other = told(posting(), posting(endpoint="https://logs.example.com/out"))
    assert f"function Forwarder: endpoint {POSTED} → https://logs.example.com/out" in words(other)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            one("s3: {expire_after_days: 365}", route="s3"),
            one("s3: {expire_after_days: 31}", route="s3"),
            "bucket FlowLogBucket: deletes files after 31 days, until now after 365 days",
        ),
        (one(route="s3"), one("s3: {expire_after_days: 31}", route="s3"), "after 31 days, until now never"),
        (
            one("delivery: {failed_records_retention_days: 90}"),
            one("delivery: {failed_records_retention_days: 7}"),
            "bucket FailedRecordsBucket: deletes files after 7 days",
        ),
        (one(retention_days=30), one(retention_days=14), "older records are deleted"),
    ],
    ids=["archive", "archive-first", "failed-records", "log-group"],
)
def test_what_is_kept_for_a_shorter_time_needs_a_word(run, before, after, said):
    """The deployment deletes what is older, at once and for good; the other way round nothing is lost."""
    ran = run(before, after, "--check")
    assert (ran.exit_code, said in ran.stdout) == (1, True), ran.output
    assert "1 log group or bucket would delete records that are older" in ran.stderr
    assert "--allow-deletion" in ran.stderr
    assert run(before, after, "--check", "--allow-unlogged").exit_code == 1
    assert run(before, after, "--check", "--allow-deletion").exit_code == 0
    back = run(after, before, "--check")
    assert (
        back.exit_code,
        "until now" in back.stdout or "before 14 days" in back.stdout,
        "DELETED" in back.stdout,
    ) == (0, True, False), back.output


def test_a_cheaper_class_is_told_and_deletes_nothing(run):
    """Readers may have to restore files first."""
    ran = run(one(route="s3"), one("s3: {glacier_after_days: 30, glacier_class: GLACIER}", route="s3"), "--check")
    assert ran.exit_code == 0
    assert "bucket FlowLogBucket: cheaper class none → GLACIER after 30 days" in ran.stdout
