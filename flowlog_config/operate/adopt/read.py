"""Reading what a target has of a file's stacks, in them and beside them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from flowlog_config.discovery.part import Item, tags_of, text_of
from flowlog_config.discovery.sessions import Session, check_account
from flowlog_config.operate.adopt import calls
from flowlog_config.operate.adopt.account import Account, Stack, Thing
from flowlog_config.operate.adopt.adoptable import BUCKET, BUCKET_POLICY, KEY, LOG_GROUP, SECRET
from flowlog_config.operate.drift.ask import Asking
from flowlog_config.operate.drift.deployed import NAME_TAG
from flowlog_config.operate.drift.read import log_group_tags, read_deployed, read_stream
from flowlog_config.operate.drift.streams import stream_names
from flowlog_config.operate.existing_stacks import HOLD_NOTHING, NEVER_MADE, STACK_TAG
from flowlog_config.plan.model import TargetPlan

_BEGINNING = 16
"""Characters of the file's name looked for in those of buckets: CloudFormation shortens what it makes them from."""


def read_account(target: TargetPlan, session: Session, name: str) -> Account:
    """
    Read a target.

    Args:
        target: Where, with the stacks it should have.
        session: Of the target's account; any other is refused.
        name: The file's name, which is the value of the tag ``flowlog:name`` on everything it made.

    Raises:
        SessionError: When the session is of another account.
    """
    check_account(session, target.target)
    asking = Asking(session, target.target.region)
    status = {one.stack_name: _status(asking, one.stack_name) for one in target.stacks}
    stacks = {name: _stack(asking, name, one) for name, one in status.items() if one and one not in HOLD_NOTHING}
    things = [*_log_groups(asking, target), *_secrets(asking), *_buckets(asking, target, name)]
    if target.kms_key == "create":
        things += _keys(asking, {one.key_arn for one in things if one.key_arn and one.tags.get(NAME_TAG) == name})
    read = [read_stream(asking, planned) for planned in stream_names(target)]
    streams = {one.name: one.tags for one in read if one and one.exists}
    flow_logs = read_deployed(asking, name)
    tagged = [*(one.tags for one in flow_logs.ours or ()), *streams.values()]
    makers = {tags[STACK_TAG] for tags in tagged if STACK_TAG in tags} - status.keys()
    return Account(
        stacks,
        frozenset(name for name, one in status.items() if one == NEVER_MADE),
        tuple(things),
        streams,
        flow_logs.ours or (),
        flow_logs.others,
        frozenset(maker for maker in sorted(makers) if _status(asking, maker) not in {"", *HOLD_NOTHING}),
        tuple(dict.fromkeys(asking.not_read)),
    )


def _status(asking: Asking, name: str) -> str:
    answer = asking.one(calls.STACKS, absent="ValidationError", StackName=name)
    return str(answer["Stacks"][0]["StackStatus"]) if answer else ""


def _stack(asking: Asking, name: str, status: str) -> Stack:
    listed = asking.pages(calls.STACK_RESOURCES, "StackResourceSummaries", StackName=name)
    has = [one for one in listed or () if one["ResourceStatus"] != "DELETE_COMPLETE"]
    return Stack(status, {one["LogicalResourceId"]: text_of(one, "PhysicalResourceId") for one in has})


def _log_groups(asking: Asking, target: TargetPlan) -> Iterator[Thing]:
    """Give each log group once: the name of a target's first stack begins those of its others, too."""
    begins = [f"{stack.stack_name}-" for stack in target.stacks]
    listed = [asking.pages(calls.LOG_GROUPS, "logGroups", logGroupNamePrefix=one) or () for one in begins]
    for name, item in {item["logGroupName"]: item for items in listed for item in items}.items():
        made = datetime.fromtimestamp(item["creationTime"] / 1000, UTC)
        tags, key = log_group_tags(asking, item) or {}, text_of(item, "kmsKeyId")
        yield Thing(LOG_GROUP, name, name, tags, made, key, stored_bytes=item.get("storedBytes", 0))


def _secrets(asking: Asking) -> Iterator[Thing]:
    only = [{"Key": "tag-key", "Values": [NAME_TAG]}]
    for item in asking.pages(calls.SECRETS, "SecretList", Filters=only, IncludePlannedDeletion=True) or ():
        gone = "it is scheduled for deletion" if item.get("DeletedDate") else ""
        yield Thing(SECRET, item["ARN"], item["Name"], tags_of(item), item.get("CreatedDate"), gone=gone)


def _buckets(asking: Asking, target: TargetPlan, project: str) -> Iterator[Thing]:
    begins = project[:_BEGINNING].lower()
    for item in asking.pages(calls.BUCKETS, "Buckets", Prefix=begins) or ():
        name = item["Name"]
        if not name.startswith(begins) or item.get("BucketRegion", target.target.region) != target.target.region:
            continue
        answer = asking.one(calls.BUCKET_TAGS, absent="NoSuchTagSet", Bucket=name) or {}
        tags, made = tags_of(answer, "TagSet"), item.get("CreationDate")
        key = _bucket_key(asking, name) if target.kms_key == "create" else ""
        yield Thing(BUCKET, name, name, tags, made, key)
        if asking.one(calls.BUCKET_POLICIES, absent="NoSuchBucketPolicy", Bucket=name):
            yield Thing(BUCKET_POLICY, name, name, tags, made)


def _bucket_key(asking: Asking, name: str) -> str:
    absent = "ServerSideEncryptionConfigurationNotFoundError"
    answer: Mapping[str, Any] = asking.one(calls.BUCKET_KEYS, absent=absent, Bucket=name) or {}
    rules = answer.get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
    keys = [text_of(rule.get("ApplyServerSideEncryptionByDefault") or {}, "KMSMasterKeyID") for rule in rules]
    return next((key for key in keys if key), "")


def _keys(asking: Asking, arns: set[str]) -> Iterator[Thing]:
    for arn in sorted(arns):
        answer = asking.one(calls.KEYS, absent="NotFoundException", KeyId=arn)
        if answer:
            key: Item = answer["KeyMetadata"]
            listed = asking.pages(calls.KEY_TAGS, "Tags", KeyId=arn)
            tags = {one["TagKey"]: one["TagValue"] for one in listed or ()}
            gone = "" if key["KeyState"] == "Enabled" else f"its state is {key['KeyState']}"
            yield Thing(KEY, key["KeyId"], arn, tags, key.get("CreationDate"), gone=gone)
