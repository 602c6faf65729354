"""The queue that tells a reader of a bucket which objects are new."""

from collections.abc import Mapping, Sequence
from typing import Any

from flowlog_constructs.references import ACCOUNT_ID
from flowlog_constructs.resource import Resource, Scope
from flowlog_constructs.statements import document

_QUEUE = "AWS::SQS::Queue"
_DAY_SECONDS = 86_400
_RETENTION_DAYS, _DEAD_LETTER_RETENTION_DAYS = 7, 14


class ObjectQueue:
    """
    A queue for S3's notifications about one bucket, and one for messages that were received too often.

    Both are encrypted with SQS's own key, which S3 can write with and AWS's key for SQS (``alias/aws/sqs``) it cannot, and
    take no request without TLS. Messages wait at most 7 days, dead letters 14 days since they were first sent, which is
    the longest SQS keeps any.

    S3 checks that it may write when the bucket gets its notification. So the bucket must be created after ``policy``
    (``depends_on``), and ``bucket_arn`` must not refer to the bucket resource of the same template, or
    each waits for the other: write it from the bucket's name.

    Attributes:
        queue: Gets the notifications.
        dead_letter_queue: Gets what was received too often, and what its reader puts there.
        policy: Lets S3 write.

    Args:
        scope: Parent.
        construct_id: Id of the queue in the parent; those of the others have ``Policy``, ``DeadLetters`` and
            ``DeadLettersPolicy`` behind it.
        bucket_arn: Of the bucket, which is in the same account and region; ``*`` in it makes a pattern.
        visibility_timeout_seconds: How long a reader has for a message, 0 to 43,200.
        max_receive_count: How often a message is received before it is a dead letter, 1 to 1,000.
        tags: Of the queues.

    Source: S3 User Guide, granting permissions to publish event notification messages; SQS API, CreateQueue; SQS Developer
    Guide, dead-letter queues: the age of a message counts from when it was first sent (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        bucket_arn: str,
        visibility_timeout_seconds: int,
        max_receive_count: int,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        self.dead_letter_queue = Resource(
            scope,
            f"{construct_id}DeadLetters",
            _QUEUE,
            {"MessageRetentionPeriod": _DEAD_LETTER_RETENTION_DAYS * _DAY_SECONDS, "SqsManagedSseEnabled": True},
            tags=tags,
        )
        redrive = {"deadLetterTargetArn": self.dead_letter_queue.attr_arn, "maxReceiveCount": max_receive_count}
        self.queue = Resource(
            scope,
            construct_id,
            _QUEUE,
            {
                "MessageRetentionPeriod": _RETENTION_DAYS * _DAY_SECONDS,
                "RedrivePolicy": redrive,
                "SqsManagedSseEnabled": True,
                "VisibilityTimeout": visibility_timeout_seconds,
            },
            tags=tags,
        )
        _policy(scope, f"{construct_id}DeadLettersPolicy", self.dead_letter_queue, [])
        from_bucket = _from_bucket(self.queue.attr_arn, bucket_arn)
        self.policy = _policy(scope, f"{construct_id}Policy", self.queue, [from_bucket])

    def notification(self, *, prefix: str, suffix: str) -> dict[str, Any]:
        """Write one of the bucket's ``QueueConfigurations``, for keys that begin and end so; an empty text is any."""
        given = (("prefix", prefix), ("suffix", suffix))
        rules = [{"Name": name, "Value": value} for name, value in given if value]
        about = {"Event": "s3:ObjectCreated:*", "Queue": self.queue.attr_arn}
        return {**about, "Filter": {"S3Key": {"Rules": rules}}} if rules else about


def _policy(scope: Scope, construct_id: str, queue: Resource, statements: Sequence[Mapping[str, Any]]) -> Resource:
    policy = document([*statements, _tls_only(queue.attr_arn)])
    return Resource(scope, construct_id, "AWS::SQS::QueuePolicy", {"Queues": [queue.ref], "PolicyDocument": policy})


def _from_bucket(queue_arn: str, bucket_arn: str) -> dict[str, Any]:
    return {
        "Sid": "NotificationsOfTheBucket",
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn,
        "Condition": {"ArnLike": {"aws:SourceArn": bucket_arn}, "StringEquals": {"aws:SourceAccount": ACCOUNT_ID}},
    }


def _tls_only(queue_arn: str) -> dict[str, Any]:
    return {
        "Sid": "RefuseWithoutTls",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "sqs:*",
        "Resource": queue_arn,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
