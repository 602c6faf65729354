"""What becomes of streams, buckets, keys, secrets and functions that leave a stack, and what is deleted."""

from collections.abc import Iterator

from flowlog_config.operate.diff.groups import group_name
from flowlog_config.operate.diff.state import Part, StackState

_KEY = "AWS::KMS::Key"
_STAYS = {
    "AWS::S3::Bucket": "bucket {}: leaves the stack and stays with its files",
    "AWS::SecretsManager::Secret": "secret {}: leaves the stack and stays (0.40 USD a month)",
    _KEY: "key {}: leaves the stack and stays (1 USD a month); what it encrypted cannot be read without it",
}
_GOES = {
    "AWS::S3::Bucket": "bucket {}: leaves the stack and is deleted if it is empty; S3 deletes none with files",
    "AWS::SecretsManager::Secret": "secret {}: will be deleted; Secrets Manager can restore it for 30 days",
    _KEY: "key {}: will be DELETED 30 days later; nothing that it encrypted can then be read",
}
_ENDS = {
    "AWS::KinesisFirehose::DeliveryStream": "stream {}: ends; what it has not delivered by then, and what is still on the way "
    "to it, does not reach the aggregator",
    "AWS::Lambda::Function": "function {}: ends; files it has not posted by then stay in their bucket, unposted",
}


def part_changes(before: StackState, after: StackState) -> Iterator[str]:
    """Say what leaves a stack or is replaced in it, a line each."""
    for id_, old in before.parts.items():
        new = after.parts.get(id_)
        if new is None:
            yield _leaves(old)
        elif new.name != old.name:
            yield f"{_STAYS.get(old.type, _ENDS.get(old.type, '{}')).format(old.name)}; {new.name} takes its place"


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


def _leaves(part: Part) -> str:
    said = _ENDS.get(part.type) or (_GOES if part.deletable else _STAYS)[part.type]
    return said.format(part.name)
