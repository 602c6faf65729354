"""Looking into another account or region of the engine, as an AWS service can that works for several."""

from collections.abc import Iterator
from contextlib import contextmanager

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.state import account_id, region


@contextmanager
def place_of(arn: str) -> Iterator[None]:
    """Work in the account and region that an ARN names, and in the caller's own where it names none."""
    where, owner = arn.split(":")[3:5]
    with seams.responses.request_scope(owner or account_id(), where or region()):
        yield


@contextmanager
def owner_of(bucket: str) -> Iterator[None]:
    """Work in the account that has this bucket, whose name is known once in all accounts; in the caller's when nobody has it."""
    with seams.responses.request_scope(seams.s3.bucket_owner_account(bucket) or account_id(), region()):
        yield
