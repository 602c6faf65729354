"""Bytes as they were before they were packed: gzip is undone as a stream, anything else that is packed is refused."""

import zlib
from collections.abc import Iterable, Iterator
from itertools import chain

from flowlog_config.records.faults import UnreadableError

CHUNK_BYTES = 1 << 16
"""Read and unpacked at once: small enough for the processor's cache, which matters more than fewer calls."""

_GZIP = b"\x1f\x8b"
_GZIP_OF_ZLIB = 16 + zlib.MAX_WBITS
_LONGEST_MARK = 4
_REFUSED = {
    b"\x28\xb5\x2f\xfd": "is packed with zstd; unpack it first: zstd -dc FILE | flowlog read -",
    b"BZh": "is packed with bzip2; unpack it first: bzip2 -dc FILE | flowlog read -",
    b"\xfd7zX": "is packed with xz; unpack it first: xz -dc FILE | flowlog read -",
    b"PK\x03\x04": "is a zip file; unpack it first: unzip -p FILE | flowlog read -",
}


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """
    Give the bytes inside gzip of one or several members, or the bytes as they are.

    Raises:
        UnreadableError: Packed in another way; damaged or cut short, after all that could be read.
    """
    chunks = iter(chunks)
    head = b""
    while len(head) < _LONGEST_MARK and (more := next(chunks, b"")):
        head += more
    for mark, why in _REFUSED.items():
        if head.startswith(mark):
            raise UnreadableError(why)
    rest = chain([head], chunks)
    return _gunzipped(rest) if head.startswith(_GZIP) else rest


def _gunzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    member = zlib.decompressobj(_GZIP_OF_ZLIB)
    for chunk in chunks:
        left = chunk
        while left:
            if member.eof:  # another member follows
                member = zlib.decompressobj(_GZIP_OF_ZLIB)
            try:
                out = member.decompress(left, CHUNK_BYTES)
            except zlib.error as error:
                raise UnreadableError(
                    "is damaged gzip, or gzip with something else behind it; what stands before was read"
                ) from error
            if out:
                yield out
            left = member.unused_data if member.eof else member.unconsumed_tail
    if not member.eof:
        raise UnreadableError("is gzip that ends in the middle; what stands before was read")
