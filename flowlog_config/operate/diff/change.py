"""One change a deployment makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from flowlog_config.operate.diff.gap import Gap
from flowlog_config.operate.diff.member_changes import MemberChange
from flowlog_config.operate.diff.receivers import Receiver
from flowlog_config.operate.diff.state import Logged, Place


class Kind(StrEnum):
    """What becomes of a flow log; the values are stable, for ``--json``."""

    CREATED = "created"
    REPLACED = "replaced"
    MOVED = "moved"
    MOVED_FIRST = "moved-to-first"
    RETAGGED = "retagged"
    REMOVED = "removed"
    UNLOGGED = "unlogged"
    UNLOGGED_MEANWHILE = "unlogged-meanwhile"
    LEFT_BEHIND = "left-behind"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Change:
    """
    What becomes of one flow log.

    Attributes:
        kind: What sort.
        before: As deployed; None when there is none.
        after: As planned; None when there will be none.
        stacks: Name of its stack, or of the old and the new one.
        why: Reasons, in words.
        narrowed: Whether traffic that was logged is logged no more, though the resource is.
        lost_by: Who no longer gets its records, or only a part of them, though it is logged.
        instead: Who gets all of them in their place, and did not before.
    """

    kind: Kind
    before: Logged | None
    after: Logged | None
    stacks: tuple[str, ...]
    why: tuple[str, ...] = ()
    narrowed: bool = False
    lost_by: tuple[Receiver, ...] = ()
    instead: tuple[Receiver, ...] = ()

    @property
    def unreceived(self) -> bool:
        """Whether somebody no longer gets its records, and nobody else in their place."""
        return bool(self.lost_by) and not self.instead

    @property
    def source_id(self) -> str:
        """What is logged."""
        one = self.after or self.before
        return one.source_id if one else ""

    @property
    def entry(self) -> str:
        """Name of the file's entry it belongs to, or did."""
        one = self.after or self.before
        return one.entry if one else ""


@dataclass(frozen=True, slots=True)
class TargetDiff:
    """
    What a deployment changes in one account and region.

    Attributes:
        place: Account id and region.
        changes: One for each flow log before and after.
        log_groups: What becomes of log groups, in words.
        ended: What becomes of streams, buckets, keys, secrets and functions that leave the stacks, in words.
        deleted: Names of log groups and keys that CloudFormation deletes.
        shortened: Names of log groups and buckets that delete what is older than they keep from now on.
        ways: What changes in how records are delivered and encrypted, in words.
        folders: What becomes of folders in buckets, in words.
        taken: Names that a stack to be deployed needs, and another one has, in words: the deployment fails.
        stuck: Stacks that CloudFormation left half done, and what to do, in words.
        folders_taken: Stacks to be deployed whose flow logs would be the second ones alike into a folder, in words: the same.
        beside: Stacks of files with another name that log the same resources, in words.
        aggregator_reads: Whether the aggregator takes files from a bucket.
        new_stacks: Stacks that do not exist yet.
        left_stacks: Deployed stacks that are no longer in the file, which no deployment touches.
        retiring: By entry, what to add to it so that its former ways stay until their last records have arrived.
        unwritten: Former ways for which there is nothing to add, and why, in words.
        differs: Whether any resource of a stack differs, also one that nothing is said of.
        gap: What is refused between two stacks of the deployment; None for nothing.
        members: What changes in every account of an organization.
        left_without: What stacks hold that are no longer in the file and have no flow logs, in words.
        unread: Why it is not known what delivers from here, where records are no longer let in; empty when it is.
        new_ways: Whether the aggregator gets records by a way it does not know, and must know before.
        new_keys: Stacks that do not exist yet, and make an access key.
        keys_now: Stacks that exist, and make their access key only now.
        keys_left_out: Stacks whose access key is in use until the deployment, and that the aggregator's values have no more.
    """

    place: Place
    changes: tuple[Change, ...] = ()
    log_groups: tuple[str, ...] = ()
    new_stacks: tuple[str, ...] = ()
    left_stacks: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    shortened: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    stuck: tuple[str, ...] = ()
    folders_taken: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    aggregator_reads: bool = False
    retiring: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unwritten: tuple[str, ...] = ()
    differs: bool = False
    gap: Gap | None = None
    members: tuple[MemberChange, ...] = ()
    left_without: tuple[str, ...] = ()
    unread: str = ""
    new_ways: bool = False
    new_keys: tuple[str, ...] = ()
    keys_now: tuple[str, ...] = ()
    keys_left_out: tuple[str, ...] = ()

    def of(self, kind: Kind) -> Sequence[Change]:
        """Give the changes of a kind."""
        return [one for one in self.changes if one.kind is kind]
