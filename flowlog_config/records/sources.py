"""Where bytes come from: a file, standard input, or S3."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from flowlog_config.records.faults import UnreadableError
from flowlog_config.records.unpack import CHUNK_BYTES

_S3 = "s3://"
STANDARD_INPUT = "-"


def sources(name: str, *, profile: str = "") -> Iterator[tuple[str, Iterator[bytes]]]:
    """
    Open what a name stands for: ``-``, a path, ``s3://BUCKET/KEY``, or ``s3://BUCKET/PREFIX/`` for all objects below.

    Args:
        name: As the user gives it.
        profile: AWS profile for S3; botocore's own choice when empty.

    Returns:
        Each source with its name. Its bytes raise ``UnreadableError`` when it cannot be opened or read.
    """
    if name.startswith(_S3):
        from flowlog_config.records.s3 import objects  # noqa: PLC0415 - brings boto3

        yield from objects(name.removeprefix(_S3), profile=profile)
    elif name == STANDARD_INPUT:
        yield "standard input", _chunks(sys.stdin.buffer)
    else:
        yield name, _file(Path(name))


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def _file(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            yield from _chunks(stream)
    except FileNotFoundError:
        raise UnreadableError("there is no such file") from None
    except IsADirectoryError:
        raise UnreadableError(f"is a folder; name its files: flowlog read {path}/*") from None
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}") from None
