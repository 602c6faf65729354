"""What is set on streams, buckets, functions and log groups, in words: how records are delivered, encrypted and kept."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flowlog_config.operate.diff.values import Values, properties_of
from flowlog_config.plan.in_full import in_days

Settings = Mapping[str, str]
"""Values in words, by what they set."""

_OWN = re.compile(r"\$\{(\w+?)(?:\.Arn)?\}")
_OF_FIRST = re.compile(r'"OutputName": "(\w+?)(?:Arn|Name)"')
_AWS_KEY = "AWS's own key"
UNSHOWN = frozenset({"the endpoint's query", "values of headers"})
"""Settings that may hold a password or token: that they change is said, and not from what to what."""


def settings_of(resource: Mapping[str, Any], values: Values) -> Settings:
    """
    Read what is set on one resource.

    Args:
        resource: Of the template.
        values: Reads what it refers to.
    """
    read = _READ.get(str(resource.get("Type")))
    return read(properties_of(resource), values) if read else {}


def expire_after_days(resource: Mapping[str, Any]) -> int | None:
    """Give after how many days a bucket deletes its files; None for never."""
    days = [one.get("ExpirationInDays") for one in _rules(properties_of(resource))]
    return min((int(one) for one in days if one), default=None)


def bucket_key(properties: Mapping[str, Any]) -> Any:
    """Give what a bucket's properties say of the key that encrypts its files; None where it is AWS's own."""
    rules: Any = (properties.get("BucketEncryption") or {}).get("ServerSideEncryptionConfiguration") or ({},)
    return (rules[0].get("ServerSideEncryptionByDefault") or {}).get("KMSMasterKeyID")


def _stream(properties: Mapping[str, Any], values: Values) -> Settings:
    to = properties.get("HttpEndpointDestinationConfiguration") or {}
    buffer, backup = to.get("BufferingHints") or {}, to.get("S3Configuration") or {}
    encrypted = properties.get("DeliveryStreamEncryptionConfigurationInput") or {}
    return {
        **_endpoint(str((to.get("EndpointConfiguration") or {}).get("Url", ""))),
        "access key": _named((to.get("SecretsManagerConfiguration") or {}).get("SecretARN"), values),
        "retry": f"{(to.get('RetryOptions') or {}).get('DurationInSeconds', 0)} s",
        "buffering": f"{buffer.get('IntervalInSeconds')} s or {buffer.get('SizeInMBs')} MiB",
        "compression": str((to.get("RequestConfiguration") or {}).get("ContentEncoding", "NONE")),
        "failed records go to": _named(backup.get("BucketARN"), values),
        "encryption": _key(encrypted.get("KeyARN"), values),
    }


def _bucket(properties: Mapping[str, Any], values: Values) -> Settings:
    moved = [
        f"{move['StorageClass']} after {in_days(move['TransitionInDays'])}"
        for rule in _rules(properties)
        for move in rule.get("Transitions") or ()
    ]
    return {
        "cheaper class": ", ".join(moved) or "none",
        "encryption": _key(bucket_key(properties), values),
    }


def _function(properties: Mapping[str, Any], values: Values) -> Settings:
    given = (properties.get("Environment") or {}).get("Variables") or {}
    try:
        how = json.loads(values.text(given.get("FORWARDING", "{}")))
    except ValueError:
        how = {}
    return {
        **_endpoint(str(how.get("url", ""))),
        "access key": _named(given.get("SECRET_ARN"), values),
        "body": str(how.get("body_format", "")),
        "headers": ", ".join(sorted(how.get("headers") or ())) or "none",
        "values of headers": json.dumps(how.get("headers"), sort_keys=True),
    }


def _log_group(properties: Mapping[str, Any], values: Values) -> Settings:
    return {"encryption": _key(properties.get("KmsKeyId"), values)}


_READ: Mapping[str, Callable[[Mapping[str, Any], Values], Settings]] = {
    "AWS::KinesisFirehose::DeliveryStream": _stream,
    "AWS::Lambda::Function": _function,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::S3::Bucket": _bucket,
}


def _rules(properties: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        one
        for one in (properties.get("LifecycleConfiguration") or {}).get("Rules") or ()
        if one.get("Status") == "Enabled"
    ]


def _endpoint(url: str) -> Settings:
    """Give a URL, and apart from it what may be a password or a token."""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return {"endpoint": f"{parts.scheme}://{host}{parts.path}", "the endpoint's query": f"{user}?{parts.query}"}


def _key(value: Any, values: Values) -> str:
    return _named(value, values) if value else _AWS_KEY


def _named(value: Any, values: Values) -> str:
    """Name what a stack made itself, or reads of in the outputs of its target's first stack, or the ARN of anything else."""
    if value is None:
        return "none"
    text = values.text(value)
    own = _OWN.fullmatch(text) or _OF_FIRST.search(text)
    return f"{own[1]} of the target" if own else text
