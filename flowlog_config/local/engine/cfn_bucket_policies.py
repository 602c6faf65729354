"""
Bucket policies in templates: one bucket has one, so creating another fails, and one that is there can be imported.

Source: CloudFormation reference AWS::S3::BucketPolicy and its schema, primaryIdentifier; User Guide "Resource type
support" (checked 2026-11).
"""

from collections.abc import Mapping
from typing import Any

from flowlog_config.local.engine import seams

_TYPE = "AWS::S3::BucketPolicy"


def install() -> None:
    """Refuse a second policy, and let the first be imported by its bucket's name."""
    handler = seams.provisioners.RESOURCE_HANDLERS[_TYPE]
    stock = handler["create"]

    def create(logical_id: str, props: Mapping[str, Any], stack: str) -> Any:
        if props.get("Bucket") in seams.s3.bucket_policies:
            raise ValueError(f"The bucket policy already exists on bucket {props['Bucket']}.")
        return stock(logical_id, props, stack)

    handler.update({"create": create, "import": _import})


def _import(identifier: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    bucket = identifier["Bucket"]
    if bucket not in seams.s3.bucket_policies:
        raise ValueError(f"Resource of type '{_TYPE}' with identifier '{bucket}' was not found.")
    return f"{bucket}-policy", {}
