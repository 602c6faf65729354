"""Gunzip with a ceiling, so that a small request cannot fill the memory."""

import zlib

_GZIP = 16 + zlib.MAX_WBITS


class TooLargeError(ValueError):
    """The decompressed bytes would pass the ceiling."""


def gunzip(data: bytes, *, max_bytes: int) -> bytes:
    """
    Decompress gzip of one or several members.

    Args:
        data: Compressed bytes.
        max_bytes: Most bytes to return, at least 1.

    Raises:
        TooLargeError: More than ``max_bytes`` come out.
        ValueError: Not gzip, damaged, cut short, or followed by something that is not gzip.
    """
    out, total, rest = [], 0, data
    if not rest:
        raise ValueError("no bytes, so not gzip")
    while rest:
        member = zlib.decompressobj(_GZIP)
        try:
            part = member.decompress(rest, max_bytes - total + 1)
        except zlib.error as error:
            raise ValueError(f"not gzip: {error}") from error
        total += len(part)
        if total > max_bytes:
            raise TooLargeError(f"more than {max_bytes} bytes when decompressed")
        if not member.eof:
            raise ValueError("gzip data cut short")
        out.append(part)
        rest = member.unused_data
    return b"".join(out)
