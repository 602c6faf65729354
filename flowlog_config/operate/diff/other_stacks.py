"""Stacks that no deployment of the file touches, and that meet what it deploys: they have its names, or log the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from flowlog_config.operate.diff.state import StackState

_SHOWN = 3
_WORDS = {
    "AWS::KinesisFirehose::DeliveryStream": "stream",
    "AWS::IAM::Role": "role",
    "AWS::S3::Bucket": "bucket",
    "AWS::Logs::Destination": "destination",
}
_PARTS = {
    "AWS::KinesisFirehose::DeliveryStream": "stream",
    "AWS::KMS::Key": "key",
    "AWS::Lambda::Function": "function",
    "AWS::S3::Bucket": "bucket",
    "AWS::SecretsManager::Secret": "secret",
}

_TAKES = (
    "it goes on taking records of the organization, and `flowlog helm` gives the aggregator the access key of the new stack alone: "
    "with the next values, it refuses these records"
)


@dataclass(frozen=True, slots=True)
class Others:
    """
    Stacks in one account and region, of files with another name.

    Attributes:
        stacks: By their name.
        unread: Why some could not be read, in words.
    """

    stacks: Mapping[str, StackState] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def taken(before: Mapping[str, StackState], after: Mapping[str, StackState]) -> Iterator[str]:
    """
    Say which stacks cannot be deployed since another one, which is not in the file, has a name they need.

    Args:
        before: The stacks of a target that have the file's name as a tag.
        after: Those of the file.
    """
    for name, new in after.items():
        known = before[name].names if name in before else frozenset()
        for other, old in before.items():
            if other not in after and (both := sorted((new.names - known) & old.names)):
                yield f"{name} cannot be deployed: stack {other} has {_listed(both)}, and a name can be there once only"


def beside(
    others: Mapping[str, StackState], before: Mapping[str, StackState], after: Mapping[str, StackState]
) -> Iterator[str]:
    """
    Say which stacks of files with another name log what new stacks will log.

    Args:
        others: Stacks of a target that have another name as a tag.
        before: Its stacks that have the file's name.
        after: Those of the file.
    """
    renamed = "If this file was renamed, docs/operations.md says how nothing is lost (Renaming a target or the file)"
    planned = {one.source_id for name, state in after.items() if name not in before for one in state.flow_logs.values()}
    for name, state in others.items():
        if same := len({one.source_id for one in state.flow_logs.values()} & planned):
            yield (
                f"stack {name}, of a file named {state.project}, stays and logs {same:,} of the same resources: billed, and "
                f"delivered, twice. {renamed}"
            )
    news = [state for name, state in after.items() if name not in before]
    for name, state in others.items():
        goes_on = [*_of_accounts(state, news)]
        if goes_on:
            yield f"stack {name}, of a file named {state.project}, stays: {' and '.join(goes_on)}. {renamed}"


def _of_accounts(state: StackState, news: Iterable[StackState]) -> Iterator[str]:
    """Say what goes on of an organization with a stack of another file, where new stacks begin the same."""
    if state.members and any(one.members for one in news):
        yield "its rules go on in every account, and what both log is billed, and delivered, twice"
    if state.organizations & {id_ for one in news for id_ in one.organizations}:
        yield _TAKES


def without_flow_logs(stacks: Iterable[StackState]) -> Iterator[str]:
    """Say of stacks that are left behind and have no flow logs what they hold, and so what goes on with them."""
    for state in stacks:
        if state.flow_logs:
            continue
        found = [f"{_PARTS[part.type]} {part.name}" for part in state.parts.values()]
        if senders := sorted({account for _, (account, _) in state.lets_in}):
            found.append(f"records of {', '.join(senders)} that are delivered to it")
        if state.readers or state.aggregator_reads:
            found.append("who may read its bucket")
        if state.members:
            found.append(f"the stack set {state.members.stack.name}, whose rules go on in every account")
        yield f"{state.name} has no flow logs; with it stays as it is: {', '.join(found) or 'nothing that holds records'}"


def _listed(names: list[tuple[str, str]]) -> str:
    shown = ", ".join(f"{_WORDS.get(type_, type_)} {name}" for type_, name in names[:_SHOWN])
    return f"{shown}{f' and {len(names) - _SHOWN:,} more' if len(names) > _SHOWN else ''}"
