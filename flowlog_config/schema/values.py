"""What one value of the file may be. Each check raises the problem id that ``problems.md`` documents."""

import ipaddress
import re
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""Periods CloudWatch Logs can keep a log group for, in days. Source: AWS::Logs::LogGroup (checked 2026-11)."""

RESOURCE_ID = re.compile(r"(vpc|subnet|eni|tgw-attach|tgw|nat)-(?:[0-9a-f]{8}|[0-9a-f]{17})")
RESOURCE_PREFIXES = ("vpc", "subnet", "eni", "tgw-attach", "tgw", "nat")

REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]{1,2}")
SECRET_ARN = re.compile(r"arn:(aws[a-z-]*):secretsmanager:([a-z0-9-]+):([0-9]{12}):secret:[\w/+=.@!-]+-[A-Za-z0-9]{6}")
KMS_ARN = re.compile(r"arn:(aws[a-z-]*):kms:([a-z0-9-]+):([0-9]{12}):(?:key|alias)/[A-Za-z0-9/_-]+")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_LOG_GROUP_PREFIX = re.compile(r"[.\-_/#A-Za-z0-9]+")
_GENERATE = "generate"
_CREATE = "create"
_HTTPS_PORT = 443
_MAX_URL = 1000


def fail(id_: str, message: str, use: str = "") -> PydanticCustomError:
    """Make the error that becomes the problem with that id."""
    return PydanticCustomError(id_, "{message}", {"message": message, "use": use})


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise fail("FL203", f"{what} must be text, not {describe(value)}", f'"{value}" in quotes' if value else "")
    return value


def describe(value: Any) -> str:
    """Say what a value is in the words of the file, cut short."""
    names: dict[type, str] = {
        dict: "a mapping",
        list: "a list",
        bool: "a true/false value",
        type(None): "nothing",
    }
    if type(value) in names:
        return names[type(value)]
    shown = str(value) if len(str(value)) <= 40 else f"{str(value)[:37]}…"  # noqa: PLR2004 - fits a report line
    return f"the number {shown}" if isinstance(value, int | float) else f'"{shown}"'


def _account_id(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        digits = str(value).zfill(12)
        raise fail("FL207", f"{value} is a number to YAML; an account id is 12 digits in quotes", f'"{digits}"')
    if not isinstance(value, str) or not re.fullmatch("[0-9]{12}", value):
        raise fail("FL207", f"{describe(value)} is not a 12-digit account id")
    return value


def _region(value: Any) -> str:
    text = _text(value, "a region")
    if not REGION.fullmatch(text):
        near = re.sub(r"[a-z]$", "", text)
        zone = f"{near} (a region has no zone letter)" if REGION.fullmatch(near) else ""
        raise fail("FL208", f"{describe(text)} is not a region", zone)
    return text


def _endpoint(value: Any) -> str:
    text = _text(value, "the endpoint")
    try:
        url = urlsplit(text)
        port, host = url.port, url.hostname
    except ValueError as error:
        raise fail("FL209", f"the URL cannot be read: {error}") from error
    reason = ""
    if url.scheme != "https":
        reason = f"Firehose delivers over https only, not {url.scheme or 'a bare name'}"
    elif not host:
        reason = "the URL has no host name"
    elif port not in (None, _HTTPS_PORT):
        reason = f"Firehose connects to port 443 only, not {port}"
    elif url.username or url.password:
        reason = "a URL with a user or password would show it in templates; the access key authenticates"
    elif url.fragment:
        reason = "the part after # never reaches a server"
    elif len(text) > _MAX_URL:
        reason = f"the URL has {len(text)} characters, at most {_MAX_URL} are allowed"
    else:
        reason = _unreachable(host)
    if reason:
        fixed = f"https://{host}{url.path or '/'}" if host and not _unreachable(host) else ""
        raise fail("FL209", reason, fixed)
    return text


def _unreachable(host: str) -> str:
    if host == "localhost" or host.endswith((".local", ".internal", ".svc", ".cluster.local")):
        return f"{host} is a private name; Firehose reaches public ones only"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "" if "." in host else f"{host} is not a public DNS name"
    return f"{address} is an address; Firehose needs a name that a public certificate is valid for"


def _secret(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    if text == _GENERATE or SECRET_ARN.fullmatch(text):
        return text
    if text.startswith("arn:"):
        raise fail(
            "FL210",
            "this is not the complete ARN of a secret",
            "the whole ARN with its six-character ending (aws secretsmanager describe-secret)",
        )
    # The value is not repeated: it may be the key itself.
    raise fail("FL210", "the value is not the ARN of a secret", "`generate`, or the ARN of an existing secret")


def _kms_key(value: Any) -> str:
    text = _text(value, "kms_key")
    if text != _CREATE and not KMS_ARN.fullmatch(text):
        raise fail("FL216", f"{describe(text)} is neither `create` nor the ARN of a KMS key")
    return text


def _retention(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise fail("FL203", f"retention is a number of days, not {describe(value)}")
    if value not in RETENTION_DAYS:
        lower = [d for d in RETENTION_DAYS if d < value][-1:]
        upper = [d for d in RETENTION_DAYS if d > value][:1]
        near = " or ".join(str(d) for d in [*lower, *upper])
        allowed = f"{near}; allowed are 1, 3, 5, 7, 14, 30, 60, 90 … 3653"
        raise fail("FL204", f"CloudWatch Logs cannot keep logs for {value} days", allowed)
    return value


def name_of(most: int) -> Callable[[Any], str]:
    """Make the check of a name with at most so many characters (FL214)."""

    def check(value: Any) -> str:
        text = _text(value, "a name")
        if not NAME.fullmatch(text) or len(text) > most:
            use = re.sub("[^A-Za-z0-9]+", "-", text).strip("-")[:most]
            message = f"{describe(text)} is not a name: a letter, then letters, digits and -, at most {most} in all"
            raise fail("FL214", message, use if NAME.fullmatch(use) else "")
        return text

    return check


def _log_group_prefix(value: Any) -> str:
    text = _text(value, "log_group_prefix")
    if not _LOG_GROUP_PREFIX.fullmatch(text) or text.startswith("aws/") or text.endswith("/") or len(text) > 400:
        raise fail("FL217", f"{describe(text)} cannot begin a log group's name", "something like /flowlog/production")
    return text


def _tag_key(value: Any) -> str:
    text = _text(value, "a tag key")
    if not text or len(text) > 128 or text.lower().startswith("aws:"):  # noqa: PLR2004 - AWS's own limit
        raise fail("FL215", f"{describe(text)} cannot be a tag key: 1 to 128 characters, not starting with aws:")
    if text == "Name" or text.startswith("flowlog:"):
        raise fail("FL215", f"the tag {text} is set by flowlog itself")
    return text


def _tag_value(value: Any) -> str:
    text = _text(value, "a tag value")
    if len(text) > 256:  # noqa: PLR2004 - AWS's own limit
        raise fail("FL215", f"a tag value has at most 256 characters, this one has {len(text)}")
    return text


def _pattern(regex: re.Pattern[str], **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{regex.pattern}$", **more})


AccountId = Annotated[str, BeforeValidator(_account_id), _pattern(re.compile("[0-9]{12}"))]
Region = Annotated[str, BeforeValidator(_region), _pattern(REGION)]
Endpoint = Annotated[str, BeforeValidator(_endpoint), WithJsonSchema({"type": "string", "pattern": "^https://"})]
Secret = Annotated[str, BeforeValidator(_secret), _pattern(re.compile(f"({_GENERATE}|{SECRET_ARN.pattern})"))]
KmsKey = Annotated[str, BeforeValidator(_kms_key), _pattern(re.compile(f"({_CREATE}|{KMS_ARN.pattern})"))]
RetentionDays = Annotated[
    int, BeforeValidator(_retention), WithJsonSchema({"type": "integer", "enum": list(RETENTION_DAYS)})
]
ProjectName = Annotated[str, BeforeValidator(name_of(32)), _pattern(NAME, maxLength=32)]
EntryName = Annotated[str, BeforeValidator(name_of(64)), _pattern(NAME, maxLength=64)]
LogGroupPrefix = Annotated[str, BeforeValidator(_log_group_prefix), _pattern(_LOG_GROUP_PREFIX, maxLength=400)]
TagKey = Annotated[str, BeforeValidator(_tag_key), WithJsonSchema({"type": "string", "maxLength": 128})]
TagValue = Annotated[str, BeforeValidator(_tag_value), WithJsonSchema({"type": "string", "maxLength": 256})]
