"""The lines of an object in S3, read as a stream and never held whole."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from botocore.exceptions import BotoCoreError, ClientError

from .notification import Part
from .problems import RefusedError, StoppedError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_GZIP, _PARQUET = b"\x1f\x8b", b"PAR1"
_BUFFER_BYTES = 256 * 1024
LONGEST_LINE_BYTES = 64 * 1024
"""Longer is no flow log record: all fields together stay far below, and an endless line must not fill the memory."""

_FINAL = {
    "NoSuchKey": "is gone",
    "NoSuchBucket": "is gone with its bucket",
    "PreconditionFailed": "has other content now, which has a message of its own",
    "InvalidObjectState": "is archived; restore it, then move the message back to the queue",
}
_HINTS = {
    "AccessDenied": "it may also be gone, which S3 says only to who may list the bucket, "
    "or the role may not use the key that encrypts it",
}


@contextmanager
def open_lines(s3: "S3Client", part: Part) -> Iterator[Iterator[bytes]]:
    """
    Open an object and give its lines without their ends, those of gzip unpacked; an empty object gives none.

    Raises:
        RefusedError: It is gone, replaced, archived, Parquet, damaged or no text.
        StoppedError: S3 or KMS refuse, or the connection fails.

    Source: S3 API, GetObject: error codes, ``If-Match``, and 403 in place of 404 for who may not list (checked 2026-11).
    """
    try:
        body = cast("Any", _get(s3, part))
        try:
            yield _lines(part, body)
        finally:
            body.close()
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise RefusedError(f"{part.uri} is damaged: {error}") from error
    except (BotoCoreError, OSError) as error:
        raise StoppedError(f"reading {part.uri} failed: {type(error).__name__}: {error}") from error


def _get(s3: "S3Client", part: Part) -> object:
    try:
        if part.etag:
            return s3.get_object(Bucket=part.bucket, Key=part.key, IfMatch=part.etag)["Body"]
        return s3.get_object(Bucket=part.bucket, Key=part.key)["Body"]
    except ClientError as error:
        told = error.response["Error"]
        code, message = told["Code"], told.get("Message", "")
        if code in _FINAL:
            raise RefusedError(f"{part.uri} {_FINAL[code]} ({code})") from error
        hint = f"; {_HINTS[code]}" if code in _HINTS else ""
        raise StoppedError(f"S3 does not give {part.uri}: {code}: {message}{hint}") from error


def _lines(part: Part, body: io.RawIOBase) -> Iterator[bytes]:
    raw = io.BufferedReader(body, _BUFFER_BYTES)
    start = raw.peek(len(_PARQUET))[: len(_PARQUET)]
    if start == _PARQUET:
        raise RefusedError(
            f"{part.uri} is Parquet; the forwarder reads plain text, set the flow log's file format to it"
        )
    packed = start.startswith(_GZIP)
    text = io.BufferedReader(cast("Any", gzip.GzipFile(fileobj=raw)), _BUFFER_BYTES) if packed else raw
    return _bounded_lines(part, cast("BinaryIO", text))


def _bounded_lines(part: Part, text: BinaryIO) -> Iterator[bytes]:
    while line := text.readline(LONGEST_LINE_BYTES):
        if len(line) == LONGEST_LINE_BYTES:
            raise RefusedError(f"{part.uri} has a line of {LONGEST_LINE_BYTES} bytes or more, so it is no flow log")
        yield line.rstrip(b"\r\n")
