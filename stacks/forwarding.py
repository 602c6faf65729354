"""The function that posts the files of the route ``lambda``."""

from dataclasses import dataclass

from flowlog_config.plan import Plan
from flowlog_config.plan.naming import FORWARDED
from flowlog_config.schema.forwarder import Forwarder
from flowlog_constructs.forwarder.body_format import BodyFormat
from flowlog_constructs.forwarder.settings import Forwarding
from flowlog_constructs.log_forwarder import LogForwarder
from flowlog_constructs.references import PARTITION
from flowlog_constructs.resource import Scope
from stacks.holding import Holding


@dataclass(frozen=True, slots=True)
class Code:
    """
    Where the code of the function lies.

    Attributes:
        bucket: Name of the bucket, of ``cdk bootstrap``.
        key: Of the object in it.
    """

    bucket: str
    key: str


def add_forwarder(scope: Scope, *, plan: Plan, code: Code, bucket_arn: str, holding: Holding) -> LogForwarder | None:
    """
    Add the function, its queues and its role; None when the file says nothing of it.

    Args:
        scope: The stack, or its batch.
        plan: Has the endpoint.
        code: Of the function.
        bucket_arn: Bucket of the same stack, which waits for the queue.
        holding: Its key encrypts the bucket and the function's log.
    """
    section = plan.s3.forward_to
    if section is None:
        return None
    return LogForwarder(
        scope,
        "Forwarder",
        code_bucket=code.bucket,
        code_key=code.key,
        bucket_arn=bucket_arn,
        told_by=f"arn:{PARTITION}:s3:::*",
        key_prefix=FORWARDED,
        forwarding=_forwarding(section),
        secret_arn=section.access_key_secret,
        secret_of_others=section.access_key_secret is not None,
        bucket_key_arn=holding.key_arn,
        tags=holding.tags,
    )


def _forwarding(section: Forwarder) -> Forwarding:
    return Forwarding(url=section.endpoint, body_format=BodyFormat(section.body_format), headers=dict(section.headers))
