"""Who may read files in buckets: outsiders by roles of their own (`s3.readers`), and the aggregator by a policy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flowlog_config.operate.diff.values import Values, each, properties_of

_ROLE, _PREFIX = "AWS::IAM::Role", "Reader"
_ACCOUNT_START, _ACCOUNT_END = "arn:${AWS::Partition}:iam::", ":root"


@dataclass(frozen=True, slots=True)
class Reader:
    """
    A role that somebody outside takes to read files.

    Attributes:
        principals: Who may take it: accounts, or ARNs.
        external_id: What they must say for it; empty for nothing. Never to be printed.
    """

    principals: tuple[str, ...]
    external_id: str = field(repr=False)


def readers_of(resources: Mapping[str, Any], values: Values) -> dict[str, Reader]:
    """
    Read who may take the roles of readers, by the role's logical id.

    Args:
        resources: Of a template, by logical id.
        values: Reads them.
    """
    roles = {id_: one for id_, one in resources.items() if one.get("Type") == _ROLE and id_.startswith(_PREFIX)}
    return {id_: _reader(properties_of(one), values) for id_, one in roles.items()}


def reader_changes(before: Mapping[str, Reader], after: Mapping[str, Reader]) -> Iterator[str]:
    """Say who may read from now on, and who may not any more, a line each."""
    for id_, new in after.items():
        old, who = before.get(id_), _names(new)
        if old is None:
            yield f"role {id_}: new; who may read the bucket's files with it: {who}"
            continue
        if old.principals != new.principals:
            yield f"role {id_}: who may read the bucket's files with it: {_names(old)} → {who}"
        if old.external_id != new.external_id:
            yield f"role {id_}: external id: {'changed' if new.external_id else 'none is asked for any more'}"
    for id_, old in before.items():
        if id_ not in after:
            yield f"role {id_}: ends; who can no longer read the bucket's files with it: {_names(old)}"


def _reader(properties: Mapping[str, Any], values: Values) -> Reader:
    principals: dict[str, None] = {}
    external_id = ""
    for statement in (properties.get("AssumeRolePolicyDocument") or {}).get("Statement") or ():
        named = each((statement.get("Principal") or {}).get("AWS"))
        principals |= dict.fromkeys(_shown(values.text(one)) for one in named)
        asked = ((statement.get("Condition") or {}).get("StringEquals") or {}).get("sts:ExternalId")
        external_id = values.text(asked) if asked else ""
    return Reader(tuple(sorted(principals)), external_id)


def _names(reader: Reader) -> str:
    return ", ".join(reader.principals) or "no account and no role"


def _shown(arn: str) -> str:
    """Give an account by its id, and anybody else by their ARN."""
    return arn.removeprefix(_ACCOUNT_START).removesuffix(_ACCOUNT_END) if arn.endswith(_ACCOUNT_END) else arn
