"""
Blocks of lines to columns, at the speed of C: a block is split at once and each column is a slice of the result.

That is right only when every line has exactly its columns, which is tested on the whole block in the same way. A block
where anything is odd is looked at line by line, and what is no record is counted.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import compress

from flowlog_config.formats import FIELDS
from flowlog_config.records.faults import Faults
from flowlog_config.records.layout import MISSING, Layout, header

_LONG_LINE = 4000
"""Characters; such lines are looked at one by one, because Python reads no number of 4300 digits."""
Place = Callable[[int], str]
"""Says where a line is, from its 1-based number."""


@dataclass(frozen=True, slots=True)
class Batch:
    """
    Records of one layout.

    Attributes:
        layout: Whose fields they have.
        columns: Values as the records write them, by field name. All have the same length.
    """

    layout: Layout
    columns: dict[str, list[str]]

    def __len__(self) -> int:
        """Count the records."""
        return len(next(iter(self.columns.values())))

    def only(self, mask: Iterable[object], names: Iterable[str]) -> "Batch":
        """Give the records for which the mask is true, with some of the columns."""
        chosen = list(mask)
        return Batch(self.layout, {name: list(compress(self.columns[name], chosen)) for name in names})

    def numbers(self, name: str) -> list[int]:
        """Give a column as numbers, and 0 where it has none."""
        column = self.columns[name]
        if MISSING in column:
            return [0 if value == MISSING else int(value) for value in column]
        return list(map(int, column))


def batches(
    blocks: Iterable[str], find: Callable[[list[str]], Layout], faults: Faults, place: Place
) -> Iterator[Batch]:
    """
    Read blocks of lines.

    Args:
        blocks: Text of whole lines, each with its end.
        find: Tells the layout from the first lines when they are no header.
        faults: Counts what is no record.
        place: Says where a line is.
    """
    layout: Layout | None = None
    number = 1
    for block in blocks:
        text = block
        if layout is None:
            text = block.lstrip()
            number += block.count("\n", 0, len(block) - len(text))
            if not text:
                continue
            first, _, rest = text.partition("\n")
            layout = header(first.split())
            text, number = (rest, number + 1) if layout else (text, number)
            layout = layout or find(text.split("\n"))
        if batch := _at_once(text, layout):
            yield batch
        else:
            layout = yield from _line_by_line(text.split("\n"), number, layout, faults, place)
        number += text.count("\n")


def _at_once(text: str, layout: Layout) -> Batch | None:
    """Read a block of records and nothing else; None when there is anything else in it."""
    tokens = text.replace("\n", " \n ").split(" ")[:-1]
    step = layout.width + 1
    count = len(tokens) // step
    even = len(tokens) == count * step and tokens[layout.width :: step].count("\n") == count
    plain = "  " not in text and "\t" not in text and "\n\n" not in text and not text.startswith("\n")
    plain = plain and max(map(len, text.split("\n"))) < _LONG_LINE
    if not even or not plain or (not layout.skip and not FIELDS.keys().isdisjoint(tokens[::step])):
        return None
    batch = _columns(layout, tokens)
    return batch if all(are_numbers(batch.columns[name]) for name in layout.numbers) else None


def _columns(layout: Layout, tokens: list[str]) -> Batch:
    step = layout.width + 1
    return Batch(layout, {name: tokens[i::step] for i, name in enumerate(layout.fields, layout.skip)})


def are_numbers(column: list[str]) -> bool:
    """Whether every value is a whole number, or stands for none."""
    joined = "".join(column)
    if joined.isdigit() and joined.isascii():
        return True
    return all(value == MISSING or (value.isdigit() and value.isascii()) for value in column)


def _line_by_line(
    lines: list[str], number: int, layout: Layout, faults: Faults, place: Place
) -> Generator[Batch, None, Layout]:
    """Give the records of a block, in runs of one layout: another header may stand in the middle. Return the last."""
    good: list[str] = []
    for at, line in enumerate(lines, number):
        if not (values := [value for value in line.replace("\t", " ").split(" ") if value]):
            continue
        found = layout if tuple(values) == layout.fields else header(values) if len(values) > 1 else None
        if found:
            yield from _run(good, layout)
            layout, good = found, []
        elif why := layout.fault(values):
            faults.add(place(at), why)
        else:
            good += [*values, "\n"]
    yield from _run(good, layout)
    return layout


def _run(tokens: list[str], layout: Layout) -> Iterator[Batch]:
    if tokens:
        yield _columns(layout, tokens)
