"""What a target has once, in the first of its stacks, by logical id: counted before there is a template."""

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from flowlog_config.plan.model import (
    BucketDestination,
    Destination,
    ForwardedDestination,
    Incoming,
    LogDestination,
    StreamDestination,
)
from flowlog_config.plan.naming import pascal
from flowlog_config.schema.s3 import CREATE, S3

_DELIVERY = frozenset({"ErrorLogGroup", "StreamRole"})
_BUCKET = frozenset({"FlowLogBucket", "FlowLogBucketPolicy"})
_TOLD = frozenset({"NewFiles", "NewFilesPolicy", "NewFilesDeadLetters", "NewFilesDeadLettersPolicy"})
_POSTED = frozenset(
    {
        *("Forwarder", "ForwarderLog", "ForwarderMessages", "ForwarderRole", "ForwarderQueue", "ForwarderQueuePolicy"),
        *("ForwarderQueueDeadLetters", "ForwarderQueueDeadLettersPolicy"),
    }
)
MOST_IN_THE_FIRST = 19
"""With the roles of log groups and streams and every part of the bucket, but its readers."""
MOST_IN_ANOTHER = 5
"""Roles, and the log group of Firehose's errors."""
_MOST_OUTPUTS = 10
"""Of key, endpoint, access key, failed records, and every part of the bucket, but its readers and folders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """
    What decides what the first stack of a target has.

    Attributes:
        key: Whether it makes the KMS key.
        secret: Whether it makes the access key.
        s3: The file's section.
        told: Whether the aggregator is told of new files.
        read: Whether the aggregator reads files.
        incoming: What other targets deliver to this one.
        sending: Whether its streams and its bucket are in another target.
    """

    key: bool = False
    secret: bool = True
    s3: S3
    told: bool = False
    read: bool = False
    incoming: tuple[Incoming, ...] = ()
    sending: bool = False

    @property
    def most(self) -> int:
        """How many resources these are at most, whatever the flow logs' routes become."""
        return MOST_IN_THE_FIRST + len(self.s3.readers)

    def outputs(self, own: Iterable[Destination]) -> int:
        """How many outputs of the first stack tell of these at most: of each folder one, whichever stack writes into it."""
        folders = {one.id for one in self._here(own) if isinstance(one, BucketDestination)}
        return _MOST_OUTPUTS + len(self.s3.readers) + len(folders)

    def of_target(self, own: Collection[Destination]) -> AbstractSet[str]:
        """Name what the first stack has, where these are the destinations of all the target's flow logs."""
        here = self._here(own)
        found = {"EncryptionKey"} if self.key else set()
        if any(isinstance(one, LogDestination | StreamDestination) for one in here):
            found |= _DELIVERY | {"FailedRecordsBucket", "FailedRecordsBucketPolicy"}
            found |= {"AccessKeySecret"} if self.secret else set()
        if any(isinstance(one, BucketDestination) for one in here):
            found |= self._of_files(here)
        return found

    def _here(self, own: Iterable[Destination]) -> list[Destination]:
        return [*([] if self.sending else own), *(one.destination for one in self.incoming)]

    def _of_files(self, here: Iterable[Destination]) -> AbstractSet[str]:
        found = {f"Reader{pascal(one.name)}" for one in self.s3.readers}
        found |= {"AggregatorReadPolicy"} if self.read else set()
        if self.s3.bucket == CREATE:
            found |= _BUCKET | (_TOLD if self.told else set())
        if self.s3.forward_to and any(isinstance(one, ForwardedDestination) for one in here):
            found |= _POSTED
        return found

    def of_stack(self, destination: Destination) -> AbstractSet[str]:
        """Name what any stack with this destination has once."""
        if isinstance(destination, LogDestination):
            return {"FlowLogRole"} if self.sending else {"FlowLogRole", "SubscriptionRole", *_DELIVERY}
        if isinstance(destination, StreamDestination):
            return {"SenderRole"} if self.sending else _DELIVERY
        return frozenset()
