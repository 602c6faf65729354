"""A source of bytes to batches of records, whatever they are wrapped in."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from flowlog_config.formats import NAMED_FORMATS
from flowlog_config.records.batches import Batch, Place, batches
from flowlog_config.records.events import Inside, documents, is_json, lines_in
from flowlog_config.records.faults import Faults, UnreadableError
from flowlog_config.records.layout import Layout, find_layout
from flowlog_config.records.parquet import MARK, parquet_batches
from flowlog_config.records.text import text_blocks
from flowlog_config.records.unpack import unpacked

_EVENTS_OF_A_BLOCK = 2000
_NO_RECORD = "no record in this JSON; CloudWatch Logs and Firehose have it in `message`"


@dataclass(slots=True)
class Reader:
    """
    Reads sources one after the other, and keeps count.

    Attributes:
        given: What layout lines without a header may have; any named format when empty.
        on_guess: Told what a layout was guessed to be.
        faults: What could not be read.
    """

    given: Sequence[Layout] = ()
    on_guess: Callable[[str], None] = lambda _: None
    faults: Faults = field(default_factory=Faults)

    def read(self, name: str, chunks: Iterable[bytes]) -> Iterator[Batch]:
        """
        Give the records of a source. What cannot be read is counted with the faults, and nothing is raised.

        Args:
            name: What the source is called in messages.
            chunks: Its bytes, of text, gzip, JSON or Parquet.
        """
        try:
            head, plain = _head(unpacked(chunks))
            packed, columnar = is_json(head), head.startswith(MARK)
            unit = ", record " if columnar else ", event " if packed else ":"

            def place(number: int) -> str:
                return f"{name}{unit}{number}"

            if columnar:
                yield from parquet_batches(plain, self.faults, place)
                return
            blocks = _blocks(_events(plain, _undelivered), self.faults, place) if packed else text_blocks(plain)
            yield from batches(blocks, lambda lines: self._find(name, lines), self.faults, place)
        except UnreadableError as error:
            self.faults.add(name, str(error))

    def _find(self, name: str, lines: list[str]) -> Layout:
        layout = find_layout(lines, self.given)
        if not self.given:
            names = [one.name for one in NAMED_FORMATS.values() if layout.fields in one.fields.values()]
            count = len(layout.fields)
            self.on_guess(f"{name} has no header; its {count} columns are read as format {names[0]}")
        return layout


def _head(chunks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Give the first bytes that are not blank, and all from there on."""
    head = next((chunk for chunk in chunks if chunk.strip()), b"")
    while len(head) < len(MARK) and (more := next(chunks, b"")):
        head += more
    return head, chain([head], chunks)


def _events(chunks: Iterable[bytes], inside: Inside | None) -> Iterator[str]:
    for value in documents(chunks):
        yield from lines_in(value, inside)


def _undelivered(chunks: Iterable[bytes]) -> Iterator[str]:
    """Give the lines of what Firehose could not deliver, which has text, gzip or JSON of its own inside."""
    head, plain = _head(unpacked(chunks))
    if is_json(head):
        yield from _events(plain, None)
    else:
        for block in text_blocks(plain):
            yield from block.splitlines()


def _blocks(lines: Iterator[str], faults: Faults, place: Place) -> Iterator[str]:
    """Join lines; an event without a record is counted, and stays as an empty line so that numbers agree."""
    number = 1
    while some := list(islice(lines, _EVENTS_OF_A_BLOCK)):
        for at, line in enumerate(some, number):
            if not line:
                faults.add(place(at), _NO_RECORD)
        number += len(some)
        yield "".join(f"{line}\n" for line in some)
