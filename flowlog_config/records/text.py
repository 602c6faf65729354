"""Bytes to text, in blocks of whole lines."""

from collections.abc import Iterable, Iterator

from flowlog_config.records.faults import UnreadableError

_MOST_BYTES_OF_A_LINE = 1 << 24
_BYTE_ORDER_MARK = "\ufeff"


def text_blocks(chunks: Iterable[bytes]) -> Iterator[str]:
    r"""
    Give text that ends with ``\n`` each time, as long as the chunks are.

    Bytes that are no UTF-8 become replacement characters, so that the line is counted as malformed where that matters.

    Raises:
        UnreadableError: No line ends within 16 MiB.
    """
    rest = b""
    for chunk in chunks:
        end = chunk.rfind(b"\n") + 1
        if end:
            yield _decoded(rest + chunk[:end])
            rest = chunk[end:]
        else:
            rest += chunk
        if len(rest) > _MOST_BYTES_OF_A_LINE:
            raise UnreadableError("has a line of more than 16 MiB, so it is no flow log")
    if rest:
        yield _decoded(rest + b"\n")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace").removeprefix(_BYTE_ORDER_MARK).replace("\r\n", "\n")
