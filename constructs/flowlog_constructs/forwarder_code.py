"""The forwarder's code, as the CDK uploads it."""

from pathlib import Path

from aws_cdk import IgnoreMode, aws_s3_assets
from constructs import Construct

from flowlog_constructs import forwarder


class ForwarderCode(aws_s3_assets.Asset):
    """
    The folder :mod:`flowlog_constructs.forwarder` as it is, without a build, for the bucket that ``cdk bootstrap`` makes.

    An asset and not code in the template: that has to be one file, and the forwarder is several. Give
    ``s3_bucket_name`` and ``s3_object_key`` to :class:`flowlog_constructs.log_forwarder.LogForwarder`; forwarders of one
    stack share it. Its key is made from the content, so that the same code is uploaded once, and a change is deployed.

    Args:
        scope: In a stack.
        construct_id: Id in the parent.

    Source: CloudFormation Template Reference, AWS::Lambda::Function Code, ZipFile (checked 2026-11).
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(
            scope,
            construct_id,
            path=str(Path(forwarder.__file__).parents[1]),
            exclude=["*", "!/forwarder", "!/forwarder/*.py", "!/forwarder/*.json"],
            ignore_mode=IgnoreMode.GIT,
        )
