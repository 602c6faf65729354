"""A function that reads new flow log objects from a bucket and posts their records to an HTTPS endpoint."""

from collections.abc import Mapping

from flowlog_constructs.forwarder.settings import API_KEY, Forwarding
from flowlog_constructs.forwarder_role import ForwarderRole
from flowlog_constructs.object_queue import ObjectQueue
from flowlog_constructs.resource import Resource, Scope

_RUNTIME = "python3.14"  # the newest in Lambda's own table of runtimes (checked 2026-11)
_TIMEOUT_SECONDS = 120
_VISIBILITY_TIMEOUTS = 6
_MAX_RECEIVE_COUNT = 100
_MAX_CONCURRENCY = 10
_MEMORY_MIB = 1024
_LOG_RETENTION_DAYS = 14
_ONE_MESSAGE = 1
_LOGGING = {"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "SystemLogLevel": "WARN"}
HANDLER = "forwarder.handler.handle"
"""What Lambda calls in :class:`flowlog_constructs.forwarder_code.ForwarderCode`."""


class LogForwarder:
    """
    Queue, function and role; what the function does and promises is told in :mod:`flowlog_constructs.forwarder`.

    An invocation has 120 seconds and one message. An object that needs longer goes on in the next, so the time limits no
    object's size; and an object whose endpoint is down does not use up the tries of others. A message that fails is seen
    again after six times that, as Lambda asks for, and 100 times are about 20 hours of an endpoint that is down. At most
    10 invocations post at once. The function stays below 100 MiB; the rest of its memory is processor time, which Lambda gives
    by memory.

    The function may send messages to its own queue, which is a loop Lambda would end after 16 rounds; it is allowed here,
    because each of them means that records were delivered in between.

    Attributes:
        queue: Queue and dead letters; its ``notification`` is for the bucket, which must wait for its ``policy``.
        function: The function.
        role: Its role.
        log_group: Its log, kept for 14 days; holds no records and goes with the stack.

    Args:
        scope: Parent.
        construct_id: Id of the function in the parent; those of the others have ``Queue``, ``Role``, ``Log`` and
            ``Messages`` behind it.
        code_bucket: Bucket with the code, see :class:`flowlog_constructs.forwarder_code.ForwarderCode`.
        code_key: Key of the code in it.
        bucket_arn: Of the bucket, in the same account and region. An ARN without ``*``, since the role may read it.
        key_prefix: Beginning of the keys to read, such as ``AWSLogs/111122223333/``; not empty.
        told_by: ARN, or pattern of ARNs, of the bucket that tells the queue, where ``bucket_arn`` refers to a bucket of the same
            template: that waits for the queue (see :class:`ObjectQueue`). By default ``bucket_arn``.
        former_bucket_arn: As for :class:`ForwarderRole`.
        bucket_key_arn: KMS key of the bucket; None when S3's own.
        forwarding: Where to, and how.
        secret_arn: Secret of the shape ``{"api_key": "…"}``; None when no header needs one.
        secret_of_others: As for :class:`ForwarderRole`.
        tags: Of all of it.

    Raises:
        ValueError: An empty prefix, a pattern for a bucket, or no secret for a header that needs it.

    Source: Lambda Developer Guide, SQS event source mappings (visibility timeout, maximum concurrency), recursive loop
    detection, Lambda runtimes, memory and computing power (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        code_bucket: str,
        code_key: str,
        bucket_arn: str,
        key_prefix: str,
        forwarding: Forwarding,
        secret_arn: str | None = None,
        secret_of_others: bool = False,
        told_by: str | None = None,
        former_bucket_arn: str | None = None,
        bucket_key_arn: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        if not key_prefix or "*" in bucket_arn:
            raise ValueError(
                "the forwarder reads one bucket below a prefix: neither an empty prefix nor a pattern will do"
            )
        if forwarding.needs_secret and not secret_arn:
            raise ValueError(f"a header holds {API_KEY}, and there is no secret it could stand for")
        self.queue = ObjectQueue(
            scope,
            f"{construct_id}Queue",
            bucket_arn=told_by or bucket_arn,
            visibility_timeout_seconds=_VISIBILITY_TIMEOUTS * _TIMEOUT_SECONDS,
            max_receive_count=_MAX_RECEIVE_COUNT,
            tags=tags,
        )
        log = {"RetentionInDays": _LOG_RETENTION_DAYS}
        self.log_group = Resource(scope, f"{construct_id}Log", "AWS::Logs::LogGroup", log, tags=tags)
        self.role = ForwarderRole(
            scope,
            f"{construct_id}Role",
            bucket_arn=bucket_arn,
            key_prefix=key_prefix,
            former_bucket_arn=former_bucket_arn,
            bucket_key_arn=bucket_key_arn,
            queue_arn=self.queue.queue.attr_arn,
            dead_letter_queue_arn=self.queue.dead_letter_queue.attr_arn,
            secret_arn=secret_arn,
            secret_of_others=secret_of_others,
            log_group_arn=self.log_group.attr_arn,
            tags=tags,
        )
        environment = {
            "FORWARDING": forwarding.write(),
            "QUEUE_URL": self.queue.queue.ref,
            "DEAD_LETTER_QUEUE_URL": self.queue.dead_letter_queue.ref,
            **({"SECRET_ARN": secret_arn} if secret_arn else {}),
        }
        self.function = Resource(
            scope,
            construct_id,
            "AWS::Lambda::Function",
            {
                "Description": "Posts the records of new flow log objects to an HTTPS endpoint",
                "Architectures": ["arm64"],
                "Runtime": _RUNTIME,
                "Handler": HANDLER,
                "Code": {"S3Bucket": code_bucket, "S3Key": code_key},
                "Role": self.role.attr_arn,
                "Environment": {"Variables": environment},
                "LoggingConfig": {**_LOGGING, "LogGroup": self.log_group.ref},
                "MemorySize": _MEMORY_MIB,
                "Timeout": _TIMEOUT_SECONDS,
                "RecursiveLoop": "Allow",
            },
            tags=tags,
        )
        messages = {
            "FunctionName": self.function.ref,
            "EventSourceArn": self.queue.queue.attr_arn,
            "BatchSize": _ONE_MESSAGE,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "ScalingConfig": {"MaximumConcurrency": _MAX_CONCURRENCY},
        }
        Resource(scope, f"{construct_id}Messages", "AWS::Lambda::EventSourceMapping", messages, tags=tags)
