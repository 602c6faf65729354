"""``flowlog formats``: what a record can hold, the formats that have a name, and what a record of each looks like."""

import json
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

import click

from flowlog_config.formats.catalogue import FIELDS, Family, Field
from flowlog_config.formats.formats import FormatProblem, check_fields, log_format, parse_log_format
from flowlog_config.formats.named import NAMED_FORMATS, NamedFormat
from flowlog_config.formats.sample import record_bytes, sample_record
from flowlog_config.refusal import refuse

_MOST_COMPARED = 100


@click.command()
@click.argument("search", required=False, default="")
@click.option("--json", "json_", is_flag=True, help="Machine-readable output.")
def formats(search: str, *, json_: bool) -> None:
    """
    List and search the formats and fields of records.

    SEARCH is a word or several, looked for in names, types, families and meanings; or a format of your own as a
    `${field} ${field}` string, to see a sample record and about how many bytes it has.

    \b
    Example:
      flowlog formats
      flowlog formats security
      flowlog formats "aws service"
      flowlog formats '${srcaddr} ${dstaddr} ${bytes}' --json

    Exit codes: 0 found, 1 nothing is called so or the format is wrong, 2 wrong usage or our own fault.
    """
    named, fields = ([_own_format(search, json_=json_)], []) if "${" in search else _found(search)
    if not named and not fields:
        words = [*NAMED_FORMATS, *FIELDS]
        near = get_close_matches(search[:_MOST_COMPARED].lower().replace("_", "-"), words, n=3)
        hint = f"; perhaps: {', '.join(near)}" if near else ". All there is: flowlog formats"
        refuse(f"no format or field has that in its name or meaning{hint}", json_=json_)
    if json_:
        rows = [row for one in named for row in _format_data(one)]
        click.echo(json.dumps({"ok": True, "formats": rows, "fields": [_field_data(one) for one in fields]}, indent=2))
        return
    parts = ["\n\n".join(block for one in named for block in _format_text(one)), "\n".join(_fields_text(fields))]
    click.echo("\n\n".join(part for part in parts if part))


def _own_format(text: str, *, json_: bool) -> NamedFormat:
    """Read a `${field}` string and see that all of its fields are of one family."""
    try:
        names = parse_log_format(text)
    except ValueError:
        refuse("a format is ${field} ${field} … with one space between, in single quotes for the shell", json_=json_)
    wrong = {family: check_fields(names, family) for family in Family}
    right = [family for family, problems in wrong.items() if not problems]
    if not right:
        refuse("; ".join(_in_words(one) for one in min(wrong.values(), key=len)), json_=json_)
    return NamedFormat("", "", dict.fromkeys(right, names))


def _in_words(problem: FormatProblem) -> str:
    reasons = {
        "unknown": "AWS has no field {}",
        "other-family": "{} and the other fields belong to different kinds of record",
        "duplicate": "{} stands in the format twice",
    }
    near = f", perhaps {problem.suggestion}" if problem.suggestion else ""
    return reasons[problem.reason].format(json.dumps(problem.field[:_MOST_COMPARED])) + near


def _found(search: str) -> tuple[list[NamedFormat], list[Field]]:
    """Give what has every word; a format's whole name, or a field's, means that one alone."""
    if search in NAMED_FORMATS:
        return [NAMED_FORMATS[search]], []
    if (name := search.replace("_", "-")) in FIELDS:
        return [], [FIELDS[name]]
    words = search.lower().split()
    named = [one for one in NAMED_FORMATS.values() if _has(words, one.name, one.meaning)]
    fields = [
        f for f in FIELDS.values() if _has(words, f.name, f.type, f.meaning, *(f"{one} records" for one in f.families))
    ]
    return named, fields


def _has(words: Sequence[str], *texts: str) -> bool:
    text = " ".join(texts).lower()
    return all(word in text for word in words)


def _format_data(named: NamedFormat) -> Iterator[dict[str, Any]]:
    for family, names in named.fields.items():
        yield {
            **({"name": named.name, "meaning": named.meaning} if named.name else {}),
            "family": str(family),
            "fields": names,
            "log_format": log_format(names),
            "bytes_per_record": record_bytes(names),
            "sample": sample_record(names),
        }


def _field_data(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": field.type,
        "version": field.version,
        "families": [str(family) for family in field.families],
        "meaning": field.meaning,
        "example": field.example,
    }


def _format_text(named: NamedFormat) -> Iterator[str]:
    for family, names in named.fields.items():
        title = click.style(named.name or "this format", bold=True)
        head = f"{title} for {family} records: {len(names)} fields, about {record_bytes(names)} bytes a record"
        meaning = f"\n  {named.meaning}" if named.meaning else ""
        yield f"{head}{meaning}\n  {log_format(names)}\n  {sample_record(names)}"


def _fields_text(fields: Sequence[Field]) -> Iterator[str]:
    if fields:
        yield click.style(f"{'field':27} {'type':6} version {'records':23} meaning", bold=True)
    for one in fields:
        families = " and ".join(one.families)
        yield f"{one.name:27} {one.type:6} {one.version:7} {families:23} {one.meaning}"
