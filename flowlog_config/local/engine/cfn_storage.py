"""
Buckets in templates: lifecycle, encryption, ownership and tags, which stock ministack drops; and no silent loss.

The API's own XML is made by botocore, from members named as the template names them where AWS names them alike.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import botocore.session
from botocore.serialize import create_serializer

from flowlog_config.local.engine import seams

_TYPE = "AWS::S3::Bucket"
_RULE_MEMBERS = {
    "Id": "ID",
    "Status": "Status",
    "Prefix": "Prefix",
    "AbortIncompleteMultipartUpload": "AbortIncompleteMultipartUpload",
}


def install() -> None:
    """Add the configurations, replace a bucket with its name, and refuse to delete one that still holds objects."""
    s3, provisioners = seams.s3, seams.provisioners
    provisioners.S3_BUCKET_CONFIGURATIONS = (
        *provisioners.S3_BUCKET_CONFIGURATIONS,
        ("LifecycleConfiguration", lifecycle_xml, s3.put_bucket_lifecycle, s3.delete_bucket_lifecycle),
        ("BucketEncryption", encryption_xml, s3.put_bucket_encryption, s3.delete_bucket_encryption),
        ("OwnershipControls", ownership_xml, s3.put_bucket_ownership_controls, s3.delete_bucket_ownership_controls),
        ("Tags", tagging_xml, s3.put_bucket_tagging, s3.delete_bucket_tagging),
    )
    provisioners.STACK_TAG_PROPERTY[_TYPE] = ("Tags", "list")
    provisioners.REPLACING_PROPERTIES[_TYPE] = ("BucketName",)  # also where a template no longer says one
    _keep_objects()


def _keep_objects() -> None:
    handler = seams.provisioners.RESOURCE_HANDLERS[_TYPE]
    stock = handler["delete"]

    def delete(physical_id: str, props: Mapping[str, Any]) -> None:
        bucket = seams.s3.buckets.get(physical_id)
        if bucket and bucket["objects"]:
            raise ValueError(f"The bucket you tried to delete is not empty: {physical_id}")
        stock(physical_id, props)

    handler["delete"] = delete


def lifecycle_xml(configuration: Mapping[str, Any]) -> bytes:
    """
    Write a template's lifecycle rules as the API wants them.

    Raises:
        ValueError: For a rule member that is not translated here, rather than losing it.
    """
    rules = [_rule(each) for each in configuration.get("Rules", [])]
    members = {"Bucket": "bucket", "LifecycleConfiguration": {"Rules": rules}}
    return _body("PutBucketLifecycleConfiguration", members)


def encryption_xml(configuration: Mapping[str, Any]) -> bytes:
    """Write a template's default encryption as the API wants it."""
    rules = []
    for each in configuration.get("ServerSideEncryptionConfiguration", []):
        default = each.get("ServerSideEncryptionByDefault")
        rule = {"BucketKeyEnabled": str(each.get("BucketKeyEnabled", False)).lower() == "true"}
        rules.append({**rule, **({"ApplyServerSideEncryptionByDefault": default} if default else {})})
    members = {"Bucket": "bucket", "ServerSideEncryptionConfiguration": {"Rules": rules}}
    return _body("PutBucketEncryption", members)


def ownership_xml(configuration: Mapping[str, Any]) -> bytes:
    """Write a template's object ownership as the API wants it."""
    members = {"Bucket": "bucket", "OwnershipControls": {"Rules": list(configuration.get("Rules", []))}}
    return _body("PutBucketOwnershipControls", members)


def tagging_xml(tags: list[Mapping[str, str]] | Mapping[str, Any]) -> bytes:
    """Write tags as the API wants them; no tags arrive as an empty mapping."""
    pairs = [{"Key": each["Key"], "Value": str(each["Value"])} for each in tags if isinstance(each, Mapping)]
    return _body("PutBucketTagging", {"Bucket": "bucket", "Tagging": {"TagSet": pairs}})


def _rule(given: Mapping[str, Any]) -> dict[str, Any]:
    rule: dict[str, Any] = {}
    for key, value in given.items():
        if key in _RULE_MEMBERS:
            rule[_RULE_MEMBERS[key]] = value
        elif key == "ExpirationInDays":
            rule["Expiration"] = {"Days": int(value)}
        elif key == "Transitions":
            rule["Transitions"] = [_transition(each) for each in value]
        else:
            raise ValueError(f"AWS::S3::Bucket: the local engine does not translate lifecycle rule member {key}")
    prefix = rule.pop("Prefix", "")
    return {**rule, "Filter": {"Prefix": prefix}}


def _transition(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"Days": int(given["TransitionInDays"]), "StorageClass": given["StorageClass"]}


@cache
def _s3_model() -> Any:
    return botocore.session.get_session().get_service_model("s3")


def _body(operation: str, members: Mapping[str, Any]) -> bytes:
    serializer = create_serializer("rest-xml", include_validation=True)
    request = serializer.serialize_to_request(members, _s3_model().operation_model(operation))
    return bytes(request["body"])
