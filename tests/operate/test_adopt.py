"""What can be adopted, what is left alone, and what is in the way, case by case."""

import pytest
from fake_leftovers import DAY, ENCRYPTED, FILE, STACK, Leftovers, left_of, stack_of, tags
from small_network import ACCOUNT, HEAD, REGION, WEB

from flowlog_config.operate.adopt.text import in_words, mapping

TO_BUCKET = f"flow_logs: [{{name: all, select: {WEB}, route: s3}}]"


def test_everything_that_outlives_a_stack_can_come_back():
    """By the property that CloudFormation tells each type by."""
    account = Leftovers()
    (destination,) = account.plan.targets[0].log_groups
    bucket = account.buckets[0]["Name"]
    assert mapping(stack_of(account)) == {
        destination.log_group_id: {"LogGroupName": account.group},
        "ErrorLogGroup": {"LogGroupName": f"{STACK}-ErrorLogGroup-aB3dE5gH7jK9"},
        "AccessKeySecret": {"Id": account.secrets[0]["ARN"]},
        "FailedRecordsBucket": {"BucketName": bucket},
        "FailedRecordsBucketPolicy": {"Bucket": bucket},
    }
    assert left_of(account) == []


def test_of_several_the_newest_comes_back_and_the_others_are_said():
    """Where a stack was deployed and destroyed more than once."""
    account = Leftovers()
    logical_id = account.plan.targets[0].log_groups[0].log_group_id
    newest = account.keep_group(logical_id, "newest", day=21)
    older = account.keep_group(logical_id, "older", day=19)
    assert mapping(stack_of(account))[logical_id] == {"LogGroupName": newest}
    assert set(left_of(account)) == {("older", account.group), ("older", older)}


@pytest.mark.parametrize("name", ["", "another-file"])
def test_a_log_group_without_our_tag_is_never_adopted(name):
    """Even if it is called like ours, and is the only one."""
    account = Leftovers()
    account.group_tags[account.group] = {"flowlog:name": name} if name else {}
    assert account.group not in str(mapping(stack_of(account)))
    assert left_of(account) == [("not-ours", account.group)]


def test_of_several_log_groups_one_with_records_comes_back_before_a_newer_one_without():
    """Somebody made an empty one by hand, or a deployment that was taken back did."""
    account = Leftovers()
    account.groups[0]["storedBytes"] = 4321
    account.keep_group(account.plan.targets[0].log_groups[0].log_group_id, "newer", day=21)
    stack = stack_of(account)
    assert mapping(stack)[account.plan.targets[0].log_groups[0].log_group_id] == {"LogGroupName": account.group}
    assert any(line.endswith("made 2026-11-20 00:00 UTC, 4,321 bytes") for line in in_words(account.look()))


def test_an_access_key_about_to_be_deleted_is_said_with_what_brings_it_back():
    """Else the aggregator refuses what comes with the new one."""
    account = Leftovers()
    account.secrets[0]["DeletedDate"] = DAY
    stack = stack_of(account)
    assert "AccessKeySecret" not in mapping(stack)
    (left,) = stack.left
    assert (left.why, left.name) == ("cannot-be-imported", "AccessKeySecret-1")
    assert f"restore-secret --region {REGION} --secret-id {account.secrets[0]['ARN']}" in left.use
    account.has(AccessKeySecret="another")
    assert "AccessKeySecret-1" not in [one.name for one in stack_of(account).left]


def test_a_key_asked_for_since_is_not_called_gone():
    """It never was there: what is there comes back without it, and gets it after."""
    stack = stack_of(Leftovers(head=ENCRYPTED))
    (left, *_) = [one for one in stack.left if one.what == "log group"]
    assert "not there yet" in left.message
    assert left.use.startswith("take `kms_key: create` out, run flowlog adopt again")
    assert "gone" not in " ".join(one.message for one in stack.left)


def test_what_another_stack_left_is_not_taken_for_ours():
    """The tags of CloudFormation tell whose a secret is."""
    account = Leftovers()
    account.secrets[0]["Tags"] = tags("AccessKeySecret", stack="flowlog-elsewhere")
    assert "AccessKeySecret" not in mapping(stack_of(account))


def test_without_the_tags_of_cloudformation_the_name_tells():
    """As long as the target has one stack."""
    account = Leftovers()
    account.secrets[0]["Tags"] = tags()
    account.answers["get_bucket_tagging", account.buckets[0]["Name"]] = {"TagSet": tags()}
    assert {"AccessKeySecret", "FailedRecordsBucket"} < mapping(stack_of(account)).keys()


def test_what_the_stack_has_is_not_offered():
    """``cdk import`` takes only what a stack lacks; older ones beside it are said, and its own is not."""
    account = Leftovers()
    logical_id = account.plan.targets[0].log_groups[0].log_group_id
    own = account.keep_group(logical_id, "own", day=21)
    bucket = account.buckets[0]["Name"]
    account.has(
        **{logical_id: own, "AccessKeySecret": account.secrets[0]["ARN"]},
        FailedRecordsBucket=bucket,
        FailedRecordsBucketPolicy=bucket,
    )
    stack = stack_of(account)
    assert stack.exists
    assert mapping(stack).keys() == {"ErrorLogGroup"}
    assert left_of(account) == [("stack-has-its-own", account.group)]


def test_log_groups_come_back_with_the_key_they_need():
    """The template of an import must be whole."""
    account = Leftovers(head=ENCRYPTED)
    account.encrypt()
    found = mapping(stack_of(account))
    assert found["EncryptionKey"] == {"KeyId": "0a1b2c3d"}
    assert "ErrorLogGroup" in found


def test_without_their_key_they_cannot_come_back():
    """The secret does not need it, and does."""
    account = Leftovers(head=ENCRYPTED)
    account.encrypt(state="PendingDeletion")
    stack = stack_of(account)
    assert mapping(stack).keys() == {"AccessKeySecret"}
    assert {one.why for one in stack.left} == {"cannot-be-imported"}
    assert "EncryptionKey, which is gone" in stack.left[0].message
    assert ["PendingDeletion" in note for note in stack.notes] == [True]


def test_the_policy_comes_back_with_its_own_bucket():
    """The newest bucket has none here, so the deployment makes it one; that of an older bucket is no substitute."""
    account = Leftovers()
    newest = account.keep_bucket("FailedRecordsBucket", "2", day=21)
    del account.answers["get_bucket_policy", newest]
    found = mapping(stack_of(account))
    assert found["FailedRecordsBucket"] == {"BucketName": newest}
    assert "FailedRecordsBucketPolicy" not in found


def test_a_bucket_that_tells_a_queue_comes_back_without_it():
    """The queue is gone with the stack; it says how to do without for one deployment."""
    head = HEAD.replace("cluster_name", "dialect: vector, cluster_name") + "s3: {aggregator_reads: true}\n"
    account = Leftovers(head=head, rest=TO_BUCKET.replace("route: s3", "route: [s3, cloudwatch]"))
    account.keep_bucket("FlowLogBucket")
    (bucket, policy_) = stack_of(account).left
    assert (bucket.why, policy_.why) == ("cannot-be-imported", "cannot-be-imported")
    assert bucket.use.startswith("write `aggregator_reads: false` in the section s3, run flowlog adopt again")
    followed = Leftovers(
        head=head.replace("true", "false"), rest=TO_BUCKET.replace("route: s3", "route: [s3, cloudwatch]")
    )
    kept = followed.keep_bucket("FlowLogBucket")
    assert mapping(stack_of(followed))["FlowLogBucket"] == {"BucketName": kept}


@pytest.mark.parametrize(("status", "do"), [("UPDATE_IN_PROGRESS", "wait"), ("DELETE_FAILED", "order")])
def test_a_stack_that_takes_no_import_is_in_the_way(status, do):
    """It says which of the two to do."""
    account = Leftovers()
    account.status = status
    (left,) = stack_of(account).left
    assert left.why == "in-the-way"
    assert do in left.use
    assert stack_of(account).adopted == {}


@pytest.mark.parametrize("status", ["REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE"])
def test_a_stack_that_never_came_to_be_is_none(status):
    """As after an import that was refused."""
    account = Leftovers()
    account.status = status
    assert not stack_of(account).exists
    assert stack_of(account).adopted


def test_a_stack_whose_creation_failed_goes_before_the_import():
    """The CDK would find nothing new in its template. Without an import it is in nobody's way: a deployment makes it anew."""
    account = Leftovers()
    account.status = "ROLLBACK_COMPLETE"
    (left,) = stack_of(account).left
    assert (left.why, left.name) == ("in-the-way", STACK)
    assert f"aws cloudformation delete-stack --region {REGION} --stack-name {STACK}" in left.use
    account.groups, account.secrets, account.buckets = [], [], []
    assert stack_of(account).left == ()


def test_log_groups_of_former_entries_are_counted():
    """They fit nothing in the plan."""
    account = Leftovers()
    account.keep_group("LogGroupVpc00000000")
    (note,) = stack_of(account).notes
    assert note.startswith("log groups of what the file logged before: 1")


def test_says_it_in_words():
    """Each thing by its logical id, with what it is and when it was made; reasons once."""
    account = Leftovers(FILE)
    account.keep_group("ErrorLogGroup", "older", day=19)
    lines = list(in_words(account.look()))
    assert lines[0] == f"{ACCOUNT}-{REGION} ({ACCOUNT}, {REGION})"
    assert lines[1] == f"  {STACK}: the stack is not there; it can have back 5 things"
    assert f"    AccessKeySecret: secret AccessKeySecret-1, made {DAY:%Y-%m-%d} 00:00 UTC" in lines
    assert lines[-2:] == [
        "    Others of the same, older or without records, left alone: 1 (older)",
        f"      log group {STACK}-ErrorLogGroup-older",
    ]
