"""What things are called, and why one cannot be imported."""

from flowlog_config.operate.adopt.account import Thing
from flowlog_config.operate.adopt.adoptable import (
    BUCKET,
    BUCKET_POLICY,
    ENCRYPTION_KEY,
    FILE_QUEUE,
    FLOW_LOG,
    FORWARDER_QUEUE,
    KEY,
    LOG_GROUP,
    SECRET,
    Adoptable,
)
from flowlog_config.operate.adopt.adoption import Left, Why
from flowlog_config.plan.model import TargetPlan

_WORDS = {
    LOG_GROUP: "log group",
    SECRET: "secret",
    KEY: "key",
    BUCKET: "bucket",
    BUCKET_POLICY: "bucket policy",
    FLOW_LOG: "flow log",
}


_AGAIN = ", run flowlog adopt again, import and deploy as it says then"
"""What is written before has no such resource in it: followed, the deployment would make a new one."""


def word(type_: str) -> str:
    """Say a type in a person's words."""
    return _WORDS[type_]


def cannot(one: Adoptable, thing: Thing, missing: frozenset[str], stack: TargetPlan) -> Left:
    """
    Say why something cannot be imported. An equal flow log to the same place is in the way of the planned one.

    Args:
        one: What it is in the template.
        thing: What it is in the account.
        missing: What it refers to there, and is neither in the stack nor adopted.
        stack: Which stack.

    Source: CloudFormation User Guide "Import AWS resources": the template must be whole; EC2 API "Error codes",
    FlowLogAlreadyExists (checked 2026-11).
    """
    named = ", ".join(sorted(missing))
    message = f"in the template it refers to {named}, which {'are' if len(missing) > 1 else 'is'} gone"
    if one.type == FLOW_LOG:
        ask = f"aws ec2 delete-flow-logs --region {stack.target.region} --flow-log-ids ID"
        use = f"{ask}, for each; its records stay where they are"
        return Left(Why.IN_THE_WAY, word(one.type), thing.name, f"the deployment makes an equal one; {message}", use)
    use = ""
    if ENCRYPTION_KEY in missing and not thing.key_arn:
        message = "it is not encrypted with a key of yours, and the key of `kms_key: create` is not there yet"
        use = f"take `kms_key: create` out{_AGAIN}; then write it and deploy again"
    elif one.type == BUCKET_POLICY:
        message = "its bucket is not imported"
    elif FORWARDER_QUEUE in missing:
        use = f"write `route: s3` in the place of lambda{_AGAIN}; then put lambda back and deploy again"
    elif FILE_QUEUE in missing:
        use = f"write `aggregator_reads: false` in the section s3{_AGAIN}; then set it back and deploy again"
    return Left(Why.CANNOT, word(one.type), thing.name, message, use)
