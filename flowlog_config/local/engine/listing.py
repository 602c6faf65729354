"""What every EC2 describe call does alike: ids, filters with wildcards, tags and pages."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.errors import AwsError

Record = dict[str, Any]
_SMALLEST_PAGE, _LARGEST_PAGE = 5, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """
    How one kind of resource is listed.

    Attributes:
        result: Member of the answer that holds the records.
        ids: Member of the request that names some of them.
        id_field: Member of a record that holds its id.
        not_found: AWS's error code for an unknown id.
        noun: What AWS calls the id in that error.
        filters: AWS's filter names, each with the dotted path into a record it compares.
        filter_member: ``Filters``, or ``Filter`` for flow logs and NAT gateways.
        tags_member: Member of a record that carries its tags.

    Source: EC2 API reference, each Describe operation, parameter Filter.N (checked 2026-11).
    """

    result: str
    ids: str
    id_field: str
    not_found: str
    noun: str
    filters: Mapping[str, str]
    filter_member: str = "Filters"
    tags_member: str = "Tags"


def describe(listing: Listing, records: Iterable[Record], request: Mapping[str, Any]) -> Record:
    """
    Answer a describe call.

    Returns:
        The page of records that pass every filter, and ``NextToken`` when there is more.

    Raises:
        AwsError: For an unknown id, an unknown filter, or a page size or token AWS would refuse.
    """
    wanted = request.get(listing.ids) or []
    if wanted and request.get("MaxResults"):
        message = f"The parameter {listing.ids} cannot be used with the parameter MaxResults"
        raise AwsError("InvalidParameterCombination", message)
    everything = {record[listing.id_field]: record for record in records}
    for each in wanted:
        if each not in everything:
            raise AwsError(listing.not_found, f"The {listing.noun} ID '{each}' does not exist")
    chosen = [everything[each] for each in dict.fromkeys(wanted)] if wanted else list(everything.values())
    for condition in request.get(listing.filter_member) or []:
        _check_filter(listing, condition["Name"])
        chosen = [record for record in chosen if _passes(listing, record, condition)]
    page, token = _page(chosen, request)
    answer: Record = {listing.result: [_with_tags(listing, record) for record in page]}
    return answer | ({"NextToken": token} if token else {})


def find(listing: Listing, records: Mapping[str, Record], identifier: str) -> Record:
    """Give one record by id, or raise AWS's error for an id it does not know."""
    record = records.get(identifier)
    if record is None:
        raise AwsError(listing.not_found, f"The {listing.noun} ID '{identifier}' does not exist")
    return record


def tag(identifier: str, request: Mapping[str, Any], resource_type: str) -> None:
    """
    Keep the tags a create request carries for its own resource.

    Raises:
        AwsError: When a specification names another resource type.
    """
    for each in request.get("TagSpecifications") or ():
        if each.get("ResourceType") != resource_type:
            wrong = f"Tag specification resource type '{each.get('ResourceType')}' is not '{resource_type}'"
            raise AwsError("InvalidParameterValue", wrong)
        seams.ec2.tags[identifier] = [dict(pair) for pair in each.get("Tags", [])]


def tags_of(identifier: str) -> list[dict[str, str]]:
    """Give the tags of a resource as key and value pairs."""
    return list(seams.ec2.tags.get(identifier) or [])


def _with_tags(listing: Listing, record: Record) -> Record:
    return {**record, listing.tags_member: tags_of(record[listing.id_field])}


def _check_filter(listing: Listing, name: str) -> None:
    if name not in listing.filters and name != "tag-key" and not name.startswith("tag:"):
        raise AwsError("InvalidParameterValue", f"The filter '{name}' is invalid")


def _passes(listing: Listing, record: Record, condition: Mapping[str, Any]) -> bool:
    name, patterns = condition["Name"], condition.get("Values") or []
    tags = tags_of(record[listing.id_field])
    if name.startswith("tag:"):
        values: Iterable[Any] = [pair["Value"] for pair in tags if pair["Key"] == name[4:]]
    elif name == "tag-key":
        values = [pair["Key"] for pair in tags]
    else:
        values = _values(record, listing.filters[name].split("."))
    texts = [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
    return any(_pattern(pattern)(text) for text in texts for pattern in patterns)


def _values(value: Any, path: list[str]) -> Iterable[Any]:
    if isinstance(value, list):
        return [found for item in value for found in _values(item, path)]
    if not path:
        return [] if value is None else [value]
    return _values(value.get(path[0]), path[1:]) if isinstance(value, dict) else []


@cache
def _pattern(text: str) -> Callable[[str], object]:
    r"""Compile a filter value: ``*`` any run, ``?`` one character, ``\`` takes the next one literally."""
    parts = re.findall(r"\\.|.", text, re.DOTALL)
    wildcards = {"*": ".*", "?": "."}
    source = "".join(wildcards.get(part) or re.escape(part[-1]) for part in parts)
    return re.compile(source, re.DOTALL).fullmatch


def _page(records: list[Record], request: Mapping[str, Any]) -> tuple[list[Record], str]:
    size = request.get("MaxResults")
    if size is not None and not _SMALLEST_PAGE <= size <= _LARGEST_PAGE:
        wrong = f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000."
        raise AwsError("InvalidParameterValue", wrong)
    start = _position(request["NextToken"]) if request.get("NextToken") else 0
    end = start + (size or _LARGEST_PAGE)
    token = base64.b64encode(f"page:{end}".encode()).decode() if end < len(records) else ""
    return records[start:end], token


def _position(token: str) -> int:
    try:
        kind, _, number = base64.b64decode(token, validate=True).decode().partition(":")
        if kind == "page":
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise AwsError("InvalidNextToken", "The specified NextToken is not valid.")
