"""Whether records are still let in where flow logs send them: the stack of these may stay, and the receiving one change."""

import re
from collections.abc import Iterable, Iterator

from flowlog_config.operate.diff.receivers import Receiver, receivers_of_files
from flowlog_config.operate.diff.state import FILES, Logged, Place, StackState, States

_IN = re.compile(r":([a-z0-9-]+):([0-9]{12}):(?:deliverystream/|destination:)")
LetIn = tuple[str, Place]
"""ARN of what takes records in, and the account and region it takes them from."""


class Reception:
    """
    Compares what lets in records of other accounts, before a deployment and after it.

    Args:
        before: What is deployed.
        after: What will be; a stack that is not in it stays as it is.

    Attributes:
        before: What is deployed.
        after: What will be, without what stays as it is.
        files_before: Who gets files as it is deployed.
        files_after: Who will; in stacks that stay as they are, all but the aggregator, whose values leave their buckets out.
        aggregator_read: Whether the aggregator takes files from buckets that are deployed.
        aggregator_reads: The same of those that will be.
    """

    def __init__(self, before: States, after: States) -> None:
        left = [one for place, ones in before.items() for name, one in ones.items() if name not in after.get(place, {})]
        self.before, self.after = before, after
        self.aggregator_read, self.aggregator_reads = _is_read(before), _is_read(after)
        will = [one for ones in after.values() for one in ones.values()]
        stacks = [*will, *left]
        self.files_before = receivers_of_files(one for ones in before.values() for one in ones.values())
        self.files_after = receivers_of_files(will) | receivers_of_files(left) - {Receiver.AGGREGATOR}
        self._in_stacks = _let_in(stacks)
        self._outside = frozenset(_outside(before, after)) - self._in_stacks
        self._gone = _let_in(one for ones in before.values() for one in ones.values()) - self._in_stacks
        self._refused = self._gone - self._outside

    def refuses(self, place: Place, logged: Logged, stack: StackState) -> bool:
        """
        Tell whether the records of a flow log that stays are let in now, and no more after the deployment.

        Args:
            place: Account and region of the flow log.
            logged: The flow log.
            stack: The one it is in.
        """
        return (sends_to(logged, stack), place) in self._refused

    def is_outside(self, place: Place, logged: Logged) -> bool:
        """Tell whether a flow log can go on writing into a bucket that leaves its stack: the policy stays with it."""
        return (logged.holder, place) in self._outside

    def is_forgotten(self, place: Place, logged: Logged, stack: StackState) -> bool:
        """
        Tell whether the aggregator's values leave out what takes a flow log's records, though its stack stays.

        `flowlog helm` gives it the access keys, and the buckets to read, of the file's accounts and regions.

        Args:
            place: Account and region of the flow log.
            logged: The flow log.
            stack: The one it is in.
        """
        homes = self.homes(place, sends_to(logged, stack))
        return not any(self.after.get(one) for one in homes - {place} or homes)

    def takes(self, place: Place, arn: str) -> bool:
        """Tell whether something takes records of an account and region in after the deployment."""
        return (arn, place) in self._in_stacks

    def homes(self, place: Place, arn: str) -> set[Place]:
        """Give an account and region, and those whose stacks took its records in before the deployment."""
        takers = (at for at, ones in self.before.items() if any((arn, place) in one.lets_in for one in ones.values()))
        return {place, *takers}

    def folders_read(self, place: Place) -> set[str]:
        """Give the folders of an account and region that the aggregator reads, before and after, and those that all can name."""
        if not (self.aggregator_read and self.aggregator_reads):
            return set()
        ones = (
            (at, one)
            for at, states in self.before.items()
            for state in states.values()
            for one in state.flow_logs.values()
        )
        return {one.to for at, one in ones if one.route in FILES and (at == place or one.holder.startswith("arn:"))}

    @property
    def no_longer_let_in(self) -> set[Place]:
        """Accounts and regions that lose a way in."""
        return {place for _, place in self._refused}

    @property
    def no_longer_named(self) -> set[Place]:
        """The same, and those that only what leaves its stack goes on to let in."""
        return {place for _, place in self._gone}


def sends_to(logged: Logged, stack: StackState) -> str:
    """Give the ARN of what takes a flow log's records in."""
    group = stack.log_groups.get(logged.into)
    return group.forwards_to if group else logged.holder


def stream_place(arn: str) -> Place | None:
    """Give the account and region of a stream, or of a destination of CloudWatch Logs; None for what is neither."""
    found = _IN.search(arn)
    return (found[2], found[1]) if found else None


def sends_through(stack: StackState) -> frozenset[Place]:
    """Give the accounts and regions whose streams, or destinations of CloudWatch Logs, take a stack's records."""
    arns = [one.forwards_to for one in stack.log_groups.values()]
    arns += [one.to for one in stack.flow_logs.values() if one.route == "firehose"]
    return frozenset(filter(None, map(stream_place, arns)))


def _is_read(states: States) -> bool:
    """Tell whether the aggregator takes files from buckets; it does from all of a file's, or from none."""
    return any(one.aggregator_reads for ones in states.values() for one in ones.values())


def _let_in(stacks: Iterable[StackState]) -> frozenset[LetIn]:
    return frozenset(pair for one in stacks for pair in one.lets_in)


def _outside(before: States, after: States) -> Iterator[LetIn]:
    """
    Give what buckets that leave their stack go on to let in, with the policy they have.

    A key that stays in the stack takes what the file says, and lets the others in no more.

    Source: CloudFormation User Guide, DeletionPolicy and UpdateReplacePolicy attributes (checked 2026-11).
    """
    for place, ones in after.items():
        for name, new in ones.items():
            old = before.get(place, {}).get(name)
            if not old:
                continue
            kept = {
                arn
                for arn, policy in old.policies.items()
                if policy.stays and arn not in new.policies and policy.key not in new.parts
            }
            yield from (pair for pair in old.lets_in if pair[0] in kept)
