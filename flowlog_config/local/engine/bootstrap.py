"""
The two objects that replace ``cdk bootstrap``: the bucket for assets, and the version the CLI looks for.

Source: CDK guide, "Bootstrapping", default qualifier hnb659fds (checked 2026-11).
"""

from typing import Any

_QUALIFIER = "hnb659fds"
VERSION_PARAMETER = f"/cdk-bootstrap/{_QUALIFIER}/version"
VERSION = "33"
"""Version of the bootstrap template the two objects stand for; new enough for aws-cdk 2.1148.1."""


def assets_bucket(account: str, in_region: str) -> str:
    """Name the bucket the CDK CLI uploads templates and assets to."""
    return f"cdk-{_QUALIFIER}-assets-{account}-{in_region}"


def bootstrap(*, s3: Any, ssm: Any, account: str, in_region: str) -> None:
    """
    Make the two objects through the API, in any account and region; what exists already is left as it is.

    Args:
        s3: boto3 S3 client of the engine, for that account.
        ssm: boto3 SSM client, for that account and region.
        account: 12-digit account id.
        in_region: Region to deploy to.
    """
    name = assets_bucket(account, in_region)
    if name not in {each["Name"] for each in s3.list_buckets()["Buckets"]}:
        where = {} if in_region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": in_region}}
        s3.create_bucket(Bucket=name, **where)
    ssm.put_parameter(Name=VERSION_PARAMETER, Value=VERSION, Type="String", Overwrite=True)
