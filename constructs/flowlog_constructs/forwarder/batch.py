"""Records put together into requests that stay below a size."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from .body_format import Writer
from .record import Record

_SEPARATOR_BYTES = 1


@dataclass(slots=True)
class Batch:
    """
    Records for one request.

    Attributes:
        first: Number of its first record.
        records: Records as the endpoint takes them, in the order of the file.
        size: Their bytes, with a separator each, without what stands around them all.
    """

    first: int
    records: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, written: bytes) -> None:
        """Take one more record."""
        self.records.append(written)
        self.size += len(written) + _SEPARATOR_BYTES

    def halves(self) -> tuple["Batch", "Batch"]:
        """Split it in the middle; for one of two records or more."""
        middle = len(self.records) // 2
        return _batch(self.first, self.records[:middle]), _batch(self.first + middle, self.records[middle:])


def batches(
    records: Iterable[Record], writer: Writer, *, max_records: int, max_bytes: Callable[[], int]
) -> Iterator[Batch]:
    """
    Give batches, each filled as far as both limits allow; a record that is larger than a batch is a batch by itself.

    Args:
        records: In the order of the file.
        writer: Writes them.
        max_records: In a batch.
        max_bytes: Of a body before compression; asked for each record, because the endpoint may want less than it did.
    """
    around = len(writer.opening) + len(writer.closing)
    batch: Batch | None = None
    for record in records:
        written = writer.record(record)
        if batch and (len(batch.records) >= max_records or around + batch.size + len(written) > max_bytes()):
            yield batch
            batch = None
        batch = batch or Batch(record.number)
        batch.add(written)
    if batch:
        yield batch


def _batch(first: int, records: list[bytes]) -> Batch:
    batch = Batch(first)
    for written in records:
        batch.add(written)
    return batch
