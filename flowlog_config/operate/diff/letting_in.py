"""Which accounts a stack takes records from, told by its policies."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from flowlog_config.operate.diff.state import Place
from flowlog_config.operate.diff.values import Values, properties_of

_ROLE = "AWSLogDeliveryFirehoseCrossAccountRole"
_ACCOUNT = re.compile(r"[0-9]{12}")
_SOURCE = re.compile(r"arn:[^:]*(?:::[^:]*)?:logs:([a-z0-9-]+):")


def let_in(resources: Mapping[str, Any], values: Values) -> Iterator[tuple[str, Place]]:
    """
    Give what takes records of other accounts: its ARN, and the account and region it takes them from.

    Args:
        resources: Of the stack's template, by logical id.
        values: Reads them.
    """
    roles: list[str] = []
    for resource in resources.values():
        properties = properties_of(resource)
        match resource.get("Type"):
            case "AWS::Logs::Destination":
                for account in _accounts(json.loads(values.text(properties.get("DestinationPolicy") or "{}"))):
                    yield sink_arn(values, str(properties.get("DestinationName"))), (account, values.region)
            case "AWS::IAM::Role" if str(properties.get("RoleName")).startswith(_ROLE):
                roles += _accounts(properties.get("AssumeRolePolicyDocument"))
            case "AWS::S3::BucketPolicy":
                yield from _bucket(properties, values)
    streams = [id_ for id_, one in resources.items() if one.get("Type") == "AWS::KinesisFirehose::DeliveryStream"]
    yield from ((values.arn(id_), (account, values.region)) for id_, account in product(streams, roles))


def sink_arn(values: Values, name: str) -> str:
    """Give the ARN of a destination of CloudWatch Logs."""
    return f"arn:${{AWS::Partition}}:logs:{values.region}:{values.account_id}:destination:{name}"


def _accounts(policy: Any) -> Iterator[str]:
    for statement in _statements(policy):
        principal = statement.get("Principal")
        for one in _each(principal.get("AWS") if isinstance(principal, dict) else None):
            yield from _ACCOUNT.findall(str(one))


def _bucket(properties: Mapping[str, Any], values: Values) -> Iterator[tuple[str, Place]]:
    match properties.get("Bucket"):
        case {"Ref": str(id_)}:
            arn = values.arn(id_)
        case name:
            arn = f"arn:${{AWS::Partition}}:s3:::{values.text(name)}"
    for statement in _statements(properties.get("PolicyDocument")):
        condition = statement.get("Condition") or {}
        if statement.get("Effect") == "Allow" and statement.get("Action") == "s3:PutObject":
            accounts = _each((condition.get("StringEquals") or {}).get("aws:SourceAccount"))
            sources = map(values.text, _each((condition.get("ArnLike") or {}).get("aws:SourceArn")))
            regions = [found[1] for found in map(_SOURCE.match, sources) if found]
            yield from ((arn, place) for place in product(map(values.text, accounts), regions))


def _statements(policy: Any) -> Iterator[Mapping[str, Any]]:
    for one in _each(policy.get("Statement") if isinstance(policy, dict) else None):
        if isinstance(one, dict):
            yield one


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
