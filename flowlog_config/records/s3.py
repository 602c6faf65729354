"""
Objects of S3 as streams of bytes: where flow logs deliver to directly, and where Firehose keeps what it could not deliver.

Source: S3 API reference "Error responses" (checked 2026-11).
"""

from collections.abc import Iterator
from typing import Any

import boto3
from botocore.exceptions import ClientError, ParamValidationError

from flowlog_config.discovery.failures import UNDERSTOOD, in_words
from flowlog_config.records.faults import UnreadableError
from flowlog_config.records.unpack import CHUNK_BYTES

_DENIED = "it is denied; reading takes s3:GetObject, and s3:ListBucket for a prefix that ends with /"
_WORDS = {
    "NoSuchKey": "there is no such object; a prefix ends with /",
    "404": "there is no such object; a prefix ends with /",
    "NoSuchBucket": "there is no such bucket",
    "AccessDenied": _DENIED,
    "403": _DENIED,
    "InvalidAccessKeyId": "AWS does not know the access key; sign in again, or give --profile",
    "PermanentRedirect": "the bucket is in another region; set AWS_REGION",
    "InvalidObjectState": "the object is archived (Glacier); restore it first",
}


def objects(url: str, *, profile: str = "") -> Iterator[tuple[str, Iterator[bytes]]]:
    """
    Give an object, or every object below a prefix in the order of the keys.

    Args:
        url: ``BUCKET/KEY``, ``BUCKET/PREFIX/`` or ``BUCKET``.
        profile: AWS profile; botocore's own choice when empty.
    """
    bucket, _, key = url.partition("/")
    try:
        client = boto3.Session(profile_name=profile or None).client("s3")
        for one in [key] if key and not key.endswith("/") else _keys(client, bucket, key):
            yield f"s3://{bucket}/{one}", _object(client, bucket, one)
    except UNDERSTOOD as error:
        yield f"s3://{url}", _failing(_in_words(error))
    except UnreadableError as error:
        yield f"s3://{url}", _failing(str(error))


def _keys(client: Any, bucket: str, prefix: str) -> Iterator[str]:
    found = False
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for one in page.get("Contents", []):
            if one["Size"]:
                found = True
                yield one["Key"]
    if not found:
        raise UnreadableError("there is nothing below this prefix")


def _object(client: Any, bucket: str, key: str) -> Iterator[bytes]:
    try:
        yield from client.get_object(Bucket=bucket, Key=key)["Body"].iter_chunks(CHUNK_BYTES)
    except UNDERSTOOD as error:
        raise UnreadableError(_in_words(error)) from error


def _failing(message: str) -> Iterator[bytes]:
    raise UnreadableError(message)
    yield b""


def _in_words(error: Exception) -> str:
    if isinstance(error, ParamValidationError):
        return "is no address in S3; write s3://BUCKET/KEY"
    code = str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""
    return _WORDS.get(code) or in_words(error, action="s3:GetObject", region="the region")
