"""
What Firehose could not deliver, written to the stream's bucket in Firehose's format, if the role may.

Source: Firehose Developer Guide, "Data delivery failure handling", HTTP endpoint: one JSON object a record with
``attemptsMade``, ``arrivalTimestamp``, ``errorCode``, ``errorMessage``, ``attemptEndingTimestamp``, ``rawData``
(base64), ``subsequenceNumber`` and ``dataId`` (checked 2026-11).
"""

import base64
import gzip
import json
import random
import string
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from botocore.exceptions import BotoCoreError, ClientError

from flowlog_config.local.clients import Clients
from flowlog_config.local.firehose.backup_access import judge_backup
from flowlog_config.local.firehose.failure import DeliveryError
from flowlog_config.local.firehose.prefix import PrefixError, data_prefix, error_prefix, object_name
from flowlog_config.local.firehose.stream import Stream
from flowlog_config.local.subscription.records import Record

ERROR_TYPE = "http-endpoint-failed"
_COMPRESSIONS = frozenset({"UNCOMPRESSED", "GZIP"})


class BackupError(Exception):
    """The backup could not be written, with the reason in words; the records are still held."""


@dataclass(frozen=True, slots=True)
class FailedBatch:
    """Records that could not be delivered; ``ended`` is the end of the last attempt in milliseconds."""

    records: Sequence[Record]
    attempts: int
    error: DeliveryError
    ended: int


def error_lines(batch: FailedBatch) -> bytes:
    """Write the error records, one JSON object a line."""
    lines = []
    for record in batch.records:
        item = {
            "attemptsMade": batch.attempts,
            "arrivalTimestamp": record.arrived,
            "errorCode": batch.error.code,
            "errorMessage": batch.error.message,
            "attemptEndingTimestamp": batch.ended,
            "rawData": base64.b64encode(record.data).decode(),
            "subsequenceNumber": 0,
            "dataId": str(uuid.uuid4()),
        }
        lines.append(json.dumps(item) + "\n")
    return "".join(lines).encode()


def write_failed(clients: Clients, stream: Stream, batch: FailedBatch) -> str:
    """
    Write a failed batch under ErrorOutputPrefix.

    Returns:
        The address of the object, ``s3://bucket/key``.

    Raises:
        BackupError: The role, the bucket policy or the key policy refuses, or the prefix cannot be evaluated.
    """
    moment = datetime.fromtimestamp(batch.records[0].arrived / 1000, UTC)
    try:
        prefix = error_prefix(stream.backup.error_prefix, ERROR_TYPE, moment, _random_text())
    except PrefixError as error:
        raise BackupError(str(error)) from error
    return _write(clients, stream, prefix, moment, error_lines(batch))


def write_all(clients: Clients, stream: Stream, records: Sequence[Record]) -> str:
    """
    Write every record as it came under Prefix, for a stream whose backup mode is AllData.

    Returns and raises as `write_failed`.
    """
    moment = datetime.fromtimestamp(records[0].arrived / 1000, UTC)
    try:
        prefix = data_prefix(stream.backup.prefix, moment, _random_text())
    except PrefixError as error:
        raise BackupError(str(error)) from error
    return _write(clients, stream, prefix, moment, b"".join(record.data for record in records))


def _random_text() -> str:
    return "".join(random.choices(string.ascii_letters + string.digits, k=11))  # noqa: S311 - a name, no secret


def _write(clients: Clients, stream: Stream, prefix: str, moment: datetime, body: bytes) -> str:
    backup = stream.backup
    if backup.compression not in _COMPRESSIONS:
        raise BackupError(f"backup compression {backup.compression} is not simulated here; use GZIP or UNCOMPRESSED")
    packed = backup.compression == "GZIP"
    key = prefix + object_name(stream.name, stream.version, moment, str(uuid.uuid4()), gzip=packed)
    bucket = backup.bucket_arn.rsplit(":", 1)[-1]
    try:
        decision = judge_backup(clients, stream, key)
        if not decision:
            raise BackupError(f"the backup to {bucket} is refused: {decision.why}")
        content = gzip.compress(body, mtime=0) if packed else body
        if backup.kms_key_arn:
            clients.s3.put_object(
                Bucket=bucket,
                Key=key,
                Body=content,
                ServerSideEncryption="aws:kms",
                SSEKMSKeyId=backup.kms_key_arn,
            )
        else:
            clients.s3.put_object(Bucket=bucket, Key=key, Body=content)
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        raise BackupError(f"the backup to {bucket} failed: S3 or a key answered {code}") from error
    except BotoCoreError as error:
        raise BackupError(f"the backup to {bucket} failed: {type(error).__name__}") from error
    return f"s3://{bucket}/{key}"
