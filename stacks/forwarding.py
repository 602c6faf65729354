"""The function that posts the files of the route ``lambda``."""

from dataclasses import dataclass

from flowlog_config.plan import Plan, Target
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


def add_forwarder(
    scope: Scope, *, plan: Plan, target: Target, code: Code, bucket_arn: str, former_bucket_arn: str, holding: Holding
) -> LogForwarder | None:
    """
    Add the function, its queues and its role; None when the file says nothing of it.

    Args:
        scope: The stack, or its batch.
        plan: Has the endpoint.
        target: Where the function runs, and its secret is.
        code: Of the function.
        bucket_arn: Bucket of the same stack, which waits for the queue.
        former_bucket_arn: The one it had before its name changed, or a pattern for it.
        holding: Its key encrypts the bucket. The function's log holds no records, and has CloudWatch Logs' own encryption.
    """
    section = plan.s3.forward_to
    if section is None:
        return None
    secret = section.secret_in(target.account_id, target.region)
    return LogForwarder(
        scope,
        "Forwarder",
        code_bucket=code.bucket,
        code_key=code.key,
        bucket_arn=bucket_arn,
        former_bucket_arn=former_bucket_arn,
        told_by=f"arn:{PARTITION}:s3:::*",
        key_prefix=FORWARDED,
        forwarding=_forwarding(section),
        secret_arn=secret,
        secret_of_others=secret is not None,
        bucket_key_arn=holding.key_arn,
        tags=holding.tags,
    )


def _forwarding(section: Forwarder) -> Forwarding:
    return Forwarding(url=section.endpoint, body_format=BodyFormat(section.body_format), headers=dict(section.headers))
