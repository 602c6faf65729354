"""
The part of Logs Insights QL that counts records: parse, filter, stats, sort and limit. Anything else is refused.

It reads the text alone and knows nothing of who wrote it, so that a text that is wrong gives a wrong answer here, too.
Source: CloudWatch Logs user guide, "Logs Insights QL query syntax", "Supported logs and discovered fields" (checked
2026-11).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.insights_filter import Record, compile_filter, number

Stage = Callable[[Iterable[Record]], Iterable[Record]]

_DISCOVERED = (
    *("version", "accountId", "interfaceId", "srcAddr", "dstAddr", "srcPort", "dstPort", "protocol", "packets"),
    *("bytes", "startTime", "endTime", "action", "logStatus"),
)
_DEFAULT_RECORD = re.compile(r"2(?: \S+){12} (?:OK|NODATA|SKIPDATA)")
_STAGES = re.compile(r"""((?:[^|"/]|"(?:[^"\\]|\\.)*"|/(?:[^/\\]|\\.)*/)+)""")
_PARSE = re.compile(r'@message\s+"([^"]*)"\s+as\s+(.+)', re.DOTALL)
_STATS = re.compile(r"(.+?)\s+by\s+(.+)", re.DOTALL)
_MEASURE = re.compile(r"(count|sum|count_distinct)\((\*|\w+)\)\s+as\s+(\w+)")
_SORT = re.compile(r"(\w+)\s+(asc|desc)")
_MOST_ROWS = 10_000


def compile_query(text: str) -> Callable[[Iterable[str]], tuple[list[Record], int]]:
    """
    Give the function that answers a query on messages: with rows, and how many records they were made of.

    Raises:
        AwsError: MalformedQueryException, for what is wrong and for what is not known here.
    """
    parts = _STAGES.findall(text)
    if not parts or "|".join(parts) != text:
        raise malformed(text)
    stages = [_stage(part.strip()) for part in parts]

    def answer(messages: Iterable[str]) -> tuple[list[Record], int]:
        records, matched = [discover(message) for message in messages], 0
        for counts, stage in stages:
            matched = len(records) if counts else matched
            records = list(stage(records))
        return records[:_MOST_ROWS], matched

    return answer


def discover(message: str) -> Record:
    """Give the fields Insights finds by itself: those of a record in the default format."""
    found = {"@message": message}
    return found | dict(zip(_DISCOVERED, message.split(), strict=True)) if _DEFAULT_RECORD.fullmatch(message) else found


def malformed(text: str) -> AwsError:
    """Give the error for a text that cannot be read."""
    known = "the local engine knows parse, filter, stats … by, sort and limit"
    return AwsError("MalformedQueryException", f"unexpected: {text[:80]!r}; {known}")


def _stage(text: str) -> tuple[bool, Stage]:
    """Give a stage, and whether it is the one that counts."""
    command, _, rest = text.partition(" ")
    make = {"parse": _parse, "filter": _filter, "stats": _stats, "sort": _sort, "limit": _limit}.get(command)
    if make is None:
        raise malformed(text)
    return command == "stats", make(rest.strip())


def _parse(text: str) -> Stage:
    given = _PARSE.fullmatch(text)
    names = re.split(r"\s*,\s*", given[2]) if given else []
    if not given or given[1].count("*") != len(names):
        raise malformed(text)
    parts = [re.escape(part) for part in given[1].split("*")]
    glob = re.compile("(.*?)".join(parts[:-1]) + "(.*)" + parts[-1], re.DOTALL)

    def parsed(record: Record) -> Record:
        match = glob.fullmatch(record["@message"])
        return {**record, **dict(zip(names, match.groups(), strict=True))} if match else record

    return partial(map, parsed)


def _filter(text: str) -> Stage:
    return partial(filter, compile_filter(text))


def _stats(text: str) -> Stage:
    given = _STATS.fullmatch(text)
    measures = [_MEASURE.fullmatch(one) for one in re.split(r",\s*", given[1])] if given else []
    if not given or not all(measures):
        raise malformed(text)
    names = re.split(r"\s*,\s*", given[2])

    def counted(records: Iterable[Record]) -> Iterable[Record]:
        groups: dict[tuple[str | None, ...], list[Record]] = {}
        for record in records:
            groups.setdefault(tuple(map(record.get, names)), []).append(record)
        for key, members in groups.items():
            values = {name: value for name, value in zip(names, key, strict=True) if value is not None}
            yield {**values, **{one[3]: _measure(one[1], one[2], members) for one in measures if one}}

    return counted


def _measure(function: str, column: str, members: Sequence[Mapping[str, str]]) -> str:
    values = [record[column] for record in members if column in record]
    if function == "sum":
        return str(int(sum(known for known in map(number, values) if known is not None)))
    return str(len(set(values)) if function == "count_distinct" else len(members) if column == "*" else len(values))


def _sort(text: str) -> Stage:
    given = _SORT.fullmatch(text)
    if not given:
        raise malformed(text)
    return partial(sorted, key=lambda record: number(record.get(given[1], "")) or 0, reverse=given[2] == "desc")


def _limit(text: str) -> Stage:
    if not text.isdecimal():
        raise malformed(text)
    return lambda records: list(records)[: int(text)]
