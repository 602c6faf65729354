"""Values of a template as texts, so that two templates that mean the same thing say the same."""

import json
import re
from collections.abc import Mapping
from typing import Any

_NAMES = {
    "AWS::S3::Bucket": "BucketName",
    "AWS::KinesisFirehose::DeliveryStream": "DeliveryStreamName",
    "AWS::IAM::Role": "RoleName",
    "AWS::Logs::Destination": "DestinationName",
}
"""Property that names a resource; one that has none is named by CloudFormation, and known by its logical id."""
_ARNS = {
    "AWS::S3::Bucket": "arn:${{AWS::Partition}}:s3:::{name}",
    "AWS::KinesisFirehose::DeliveryStream": "arn:${{AWS::Partition}}:firehose:{region}:{account}:deliverystream/{name}",
    "AWS::IAM::Role": "arn:${{AWS::Partition}}:iam::{account}:role/{name}",
    "AWS::Logs::Destination": "arn:${{AWS::Partition}}:logs:{region}:{account}:destination:{name}",
}

_NOT_ASCII = re.compile(r"[^\x00-\x3e\x40-\x7f]+")
"""Whatever is not ASCII, and question marks."""


class Values:
    """
    Reads the values of one template.

    Args:
        resources: Of the template, by logical id.
        account_id: Of its stack.
        region: Of its stack.
    """

    def __init__(self, resources: Mapping[str, Any], *, account_id: str, region: str) -> None:
        self._resources = resources
        self.account_id = account_id
        self.region = region
        self._pseudo = {"AWS::AccountId": account_id, "AWS::Region": region}

    def text(self, value: Any) -> str:
        """Give a value as text; what only CloudFormation knows stands in it as ``${…}``."""
        match value:
            case str():
                return value
            case {"Ref": str(id_)}:
                return self._pseudo.get(id_) or self.name(id_) or f"${{{id_}}}"
            case {"Fn::GetAtt": [str(id_), "Arn"]}:
                return self.arn(id_)
            case {"Fn::Join": [str(between), list(parts)]}:
                return between.join(map(self.text, parts))
        return json.dumps(value, sort_keys=True)

    def name(self, logical_id: str) -> str:
        """Give the name that the template gives a resource; empty when CloudFormation draws it."""
        resource = self._resources.get(logical_id) or {}
        name = (resource.get("Properties") or {}).get(_NAMES.get(str(resource.get("Type"))))
        return name if isinstance(name, str) else ""

    def arn(self, logical_id: str) -> str:
        """Give a resource's ARN, which holds its name if that is known."""
        name, type_ = self.name(logical_id), str((self._resources.get(logical_id) or {}).get("Type"))
        if not name:
            return f"${{{logical_id}.Arn}}"
        return _ARNS[type_].format(name=name, account=self.account_id, region=self.region)


def properties_of(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a resource's properties."""
    found = resource.get("Properties")
    return found if isinstance(found, dict) else {}


def is_deletable(resource: Mapping[str, Any]) -> bool:
    """
    Tell whether CloudFormation deletes a resource that leaves the template.

    Source: CloudFormation User Guide, DeletionPolicy attribute: Delete is what holds when nothing is said (checked 2026-11).
    """
    return resource.get("DeletionPolicy") in (None, "Delete")


def each(value: Any) -> list[Any]:
    """Give the values that may be one alone or a list of them; none for nothing."""
    return value if isinstance(value, list) else [] if value is None else [value]


def referred(value: Any) -> str:
    """Give the logical id a value refers to; nothing for any other value."""
    match value:
        case {"Ref": str(id_)} | {"Fn::GetAtt": [str(id_), _]}:
            return id_
    return ""


def as_given_back(text: str) -> str:
    """
    Make texts the same that CloudFormation may give back as the same.

    It gives a template back with question marks in the place of other than ASCII characters, and does not say how many for each.

    Source: aws-cloudformation/cloudformation-coverage-roadmap, issues 814 and 1220, GetTemplate (checked 2026-11).
    """
    return _NOT_ASCII.sub("?", text)
