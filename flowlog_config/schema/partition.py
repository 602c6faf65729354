"""The partitions of AWS, which know nothing of each other: an account, a role or a bucket of one is nothing in another."""

_PARTITIONS = {
    "cn": "aws-cn",
    "eusc-de": "aws-eusc",
    "us-gov": "aws-us-gov",
    "us-iso": "aws-iso",
    "us-isob": "aws-iso-b",
    "eu-isoe": "aws-iso-e",
    "us-isof": "aws-iso-f",
}
"""By the beginning of a region's name; all others are ``aws``. Source: AWS General Reference, ARNs; botocore (checked 2026-11)."""


def partition_of(region: str) -> str:
    """Give the partition of a region, as in its ARNs."""
    return _PARTITIONS.get(region.rsplit("-", 2)[0], "aws")


def contradiction(arn: str) -> str:
    """Say how the region of an ARN is none of its partition; empty when it is one."""
    _, partition, _, region, *_ = arn.split(":")
    right = partition_of(region)
    return "" if partition == right else f"the ARN is of the partition {partition}, and {region} is in {right}"
