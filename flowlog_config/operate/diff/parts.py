"""What becomes of streams, buckets, keys, secrets and functions that leave a stack, and what is deleted."""

from collections.abc import Iterator

from flowlog_config.operate.diff.groups import KEEP, group_name
from flowlog_config.operate.diff.state import StackState
from flowlog_config.operate.diff.values import properties_of, referred

_KEY = "AWS::KMS::Key"
_QUERY = "AWS::Logs::QueryDefinition"
_STREAM = "AWS::KinesisFirehose::DeliveryStream"
_FEEDS = {"AWS::Logs::SubscriptionFilter": "DestinationArn", "AWS::Logs::Destination": "TargetArn"}
"""What hands records of log groups to a stream, and the property that names it."""
_STAYS = {
    "AWS::S3::Bucket": "bucket {}: leaves the stack and stays with its files",
    "AWS::SecretsManager::Secret": "secret {}: leaves the stack and stays (0.40 USD a month)",
    _KEY: "key {}: leaves the stack and stays (1 USD a month); what it encrypted cannot be read without it",
}
_GOES = {
    "AWS::S3::Bucket": "bucket {}: leaves the stack and is deleted if it is empty; S3 deletes none with files",
    "AWS::SecretsManager::Secret": "secret {}: will be deleted; Secrets Manager can restore it for 30 days",
    _KEY: "key {}: will be DELETED 30 days later; nothing that it encrypted can then be read; " + KEEP,
}
_ENDS = {
    _STREAM: "stream {}: ends; what it has not delivered by then, and what is still on the way "
    "to it, does not reach the aggregator",
    "AWS::Lambda::Function": "function {}: ends; files it has not posted by then stay in their bucket, unposted",
}
_ENDS_ALONE = (
    "stream {}: ends; what it has not delivered by then, and what is still on the way to it, is lost: nothing keeps it"
)
"""Of a stream that flow logs write to themselves: no log group has its records."""


def part_changes(before: StackState, after: StackState) -> Iterator[str]:
    """Say what leaves a stack or is replaced in it, a line each."""
    fed = _fed(before)
    for id_, old in before.parts.items():
        new = after.parts.get(id_)
        ends = _ENDS_ALONE if old.type == _STREAM and id_ not in fed else _ENDS.get(old.type)
        if new is None:
            said = ends or (_GOES if old.deletable else _STAYS)[old.type]
            yield said.format(old.name)
        elif new.name != old.name:
            yield f"{_STAYS.get(old.type, ends or '{}').format(old.name)}; {new.name} takes its place"


def emptied(before: StackState, after: StackState) -> Iterator[str]:
    """
    Say that a stack has nothing left.

    Source: aws-cdk-cli, toolkit-lib, deploy: "stack has no resources, deleting existing stack" (checked 2026-11).
    """
    if before.resources and not after.resources:
        yield f"stack {after.name}: has nothing left, so `npx cdk deploy --all` removes it"


def deletion_changes(before: StackState, after: StackState) -> Iterator[str]:
    """Say what of that which stays can be deleted from now on once it leaves the stack, and what no longer can."""
    olds, news = _deletable(before), _deletable(after)
    more = [id_ for id_, can in news.items() if can and olds.get(id_) is False]
    less = [id_ for id_, can in news.items() if not can and olds.get(id_)]
    if more:
        yield (
            f"can be deleted from now on, log groups with their records, if deployed with -c flowlog:allow-deletion=true: "
            f"{', '.join(more)}, each when it leaves the stack or the stack ends"
        )
    if less:
        yield f"stay from now on when they leave the stack: {', '.join(less)}"


def _deletable(state: StackState) -> dict[str, bool]:
    """Tell of everything that holds records, or what they need, whether CloudFormation may delete it."""
    groups = {id_: one.deletable for id_, one in state.log_groups.items()}
    return groups | {id_: one.deletable for id_, one in state.parts.items() if one.type in _STAYS}


def deleted(before: StackState, after: StackState) -> Iterator[str]:
    """Name what CloudFormation deletes of which the records are lost: log groups, and keys, without which none can be read."""
    for id_, group in before.log_groups.items():
        if group.deletable and id_ not in after.log_groups:
            yield group_name(before.name, id_)
    for id_, part in before.parts.items():
        if part.deletable and part.type == _KEY and id_ not in after.parts:
            yield part.name


def saved_query_changes(before: StackState, after: StackState) -> Iterator[str]:
    """Say that a stack's saved queries are removed, though it has log groups for them."""
    count = sum(one.get("Type") == _QUERY for one in before.resources.values())
    if count and after.log_groups and not any(one.get("Type") == _QUERY for one in after.resources.values()):
        yield f"saved queries: the {count:,} for CloudWatch Logs Insights are removed; the log groups stay as they are"


def _fed(state: StackState) -> set[str]:
    """Give the logical ids of the streams that get their records from log groups, which keep them."""
    feeds = [one for one in state.resources.values() if one.get("Type") in _FEEDS]
    return {referred(properties_of(one).get(_FEEDS[one["Type"]])) for one in feeds}
