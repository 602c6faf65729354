"""Which accounts and organizations a stack takes records from, told by its policies."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from flowlog_config.operate.diff.settings import bucket_key
from flowlog_config.operate.diff.state import BucketPolicy, Place
from flowlog_config.operate.diff.values import Values, each, is_deletable, properties_of, referred

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
    for id_, resource in resources.items():
        properties = properties_of(resource)
        match resource.get("Type"):
            case "AWS::Logs::Destination":
                for account in _accounts(json.loads(values.text(properties.get("DestinationPolicy") or "{}"))):
                    yield values.arn(id_), (account, values.region)
            case "AWS::IAM::Role" if str(properties.get("RoleName")).startswith(_ROLE):
                roles += _accounts(properties.get("AssumeRolePolicyDocument"))
            case "AWS::S3::BucketPolicy":
                yield from _bucket(properties, values)
    streams = [id_ for id_, one in resources.items() if one.get("Type") == "AWS::KinesisFirehose::DeliveryStream"]
    yield from ((values.arn(id_), (account, values.region)) for id_, account in product(streams, roles))


def organizations_let_in(resources: Mapping[str, Any], values: Values) -> Iterator[str]:
    """
    Give the ids of the organizations whose accounts a stack takes records from.

    Args:
        resources: Of the stack's template, by logical id.
        values: Reads them.
    """
    for resource in resources.values():
        if resource.get("Type") == "AWS::Logs::Destination":
            policy = json.loads(values.text(properties_of(resource).get("DestinationPolicy") or "{}"))
            for statement in _statements(policy):
                equal = (statement.get("Condition") or {}).get("StringEquals") or {}
                yield from map(str, each(equal.get("aws:PrincipalOrgID")))


def bucket_policies(resources: Mapping[str, Any], values: Values) -> dict[str, BucketPolicy]:
    """
    Give the policies of a stack's buckets, by the bucket's ARN.

    Args:
        resources: Of the stack's template, by logical id.
        values: Reads them.
    """
    found = {}
    for one in resources.values():
        if one.get("Type") == "AWS::S3::BucketPolicy":
            bucket = properties_of(one).get("Bucket")
            key = referred(bucket_key(properties_of(resources.get(referred(bucket)) or {})))
            found[_bucket_arn(bucket, values)] = BucketPolicy(not is_deletable(one), key)
    return found


def _accounts(policy: Any) -> Iterator[str]:
    for statement in _statements(policy):
        principal = statement.get("Principal")
        for one in each(principal.get("AWS") if isinstance(principal, dict) else None):
            yield from _ACCOUNT.findall(str(one))


def _bucket(properties: Mapping[str, Any], values: Values) -> Iterator[tuple[str, Place]]:
    arn = _bucket_arn(properties.get("Bucket"), values)
    for statement in _statements(properties.get("PolicyDocument")):
        condition = statement.get("Condition") or {}
        if statement.get("Effect") == "Allow" and statement.get("Action") == "s3:PutObject":
            accounts = each((condition.get("StringEquals") or {}).get("aws:SourceAccount"))
            sources = map(values.text, each((condition.get("ArnLike") or {}).get("aws:SourceArn")))
            regions = [found[1] for found in map(_SOURCE.match, sources) if found]
            yield from ((arn, place) for place in product(map(values.text, accounts), regions))


def _bucket_arn(bucket: Any, values: Values) -> str:
    return values.arn(id_) if (id_ := referred(bucket)) else f"arn:${{AWS::Partition}}:s3:::{values.text(bucket)}"


def _statements(policy: Any) -> Iterator[Mapping[str, Any]]:
    for one in each(policy.get("Statement") if isinstance(policy, dict) else None):
        if isinstance(one, dict):
            yield one
