"""
What one value of the file may be. Each check raises the problem id that ``problems.md`` documents.

Longer than 200 lines because every kind of value has its check, its words and its pattern for editors here, side by side.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from flowlog_config.schema.hidden import shown
from flowlog_config.schema.partition import contradiction, partition_of

RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""Periods CloudWatch Logs can keep a log group for, in days. Source: AWS::Logs::LogGroup (checked 2026-11)."""

RESOURCE_PREFIXES = ("vpc", "subnet", "eni", "tgw-attach", "tgw", "nat")
RESOURCE_ID = re.compile(rf"({'|'.join(RESOURCE_PREFIXES)})-(?:[0-9a-f]{{8}}|[0-9a-f]{{17}})")

REGION = re.compile(r"[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}")
SECRET_ARN = re.compile(
    r"arn:(aws[a-z-]*):secretsmanager:([a-z0-9-]+):([0-9]{12}):secret:[A-Za-z0-9_/+=.@!-]{1,512}-[A-Za-z0-9]{6}"
)
KMS_ARN = re.compile(r"arn:(aws[a-z-]*):kms:([a-z0-9-]+):([0-9]{12}):key/[A-Za-z0-9/_-]{1,256}")
KUBERNETES_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
"""Label of RFC 1123, which namespaces take; secrets would take more. Source: Kubernetes docs, object names (2026-11)."""
VECTOR_VERSION = re.compile(r"0\.(3[89]|[4-9][0-9])(\.[0-9]{1,3})?")
"""From 0.38, the oldest whose language runs what the values carry."""
NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_RESERVED_BEGINNINGS = ("xn--", "sthree-", "amzn-s3-demo-")
"""Of names of buckets. Source: S3 User Guide, general purpose bucket naming rules (checked 2026-11)."""
_GENERATE = "generate"
_CREATE = "create"
_MOST_COMPARED = 200


def fail(id_: str, message: str, use: str = "", *, at: tuple[str | int, ...] = ()) -> PydanticCustomError:
    """Make the error that becomes the problem with that id, ``at`` a place inside the value."""
    return PydanticCustomError(id_, "{message}", {"message": message, "use": use, "at": at})


def text_of(value: Any, what: str) -> str:
    """Take a text; anything else is FL203."""
    if not isinstance(value, str):
        raise fail("FL203", f"{what} must be text, not {describe(value)}", _quoted(value))
    return value


def _quoted(value: Any) -> str:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return f'"{value}" in quotes' if plain else "a text"


def as_list(value: Any) -> Any:
    """Take one item as a list of it."""
    return value if isinstance(value, list) else [value]


def one_or_more(item: Any) -> Any:
    """Complete the type of a list, as in ``Annotated[list[X], *one_or_more(X)]``, that takes one item in place of a list of it."""
    size = Field(min_length=1)
    return size, BeforeValidator(as_list, json_schema_input_type=item | Annotated[list[item], size])


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
    return f"the number {value}" if isinstance(value, int | float) else f'"{shown(str(value))}"'


def _account_id(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch("[0-9]{12}", value):
        return value
    digits = re.sub("[^0-9]", "", str(value)[:_MOST_COMPARED]) if isinstance(value, int | str) else ""
    if isinstance(value, int) and not isinstance(value, bool):
        digits = digits.zfill(12)
        message = f"{value} is a number to YAML; an account id is 12 digits in quotes"
    else:
        message = f"{describe(value)} is not a 12-digit account id"
    raise fail("FL207", message, f'"{digits}"' if len(digits) == 12 else "12 digits in quotes")  # noqa: PLR2004 - its length


def _region(value: Any) -> str:
    text = text_of(value, "a region")
    if not REGION.fullmatch(text):
        tidy = text[:_MOST_COMPARED].strip().lower().replace("_", "-")
        region = tidy if REGION.fullmatch(tidy) else tidy[:-1]
        note = "" if region == tidy else " (a region has no zone letter)"
        use = f"{region}{note}" if REGION.fullmatch(region) else "a name like eu-west-1"
        raise fail("FL208", f"{describe(text)} is not a region", use)
    return text


def _secret(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    if text == _GENERATE or SECRET_ARN.fullmatch(text):
        refuse_contradiction("FL210", text)
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
    text = text_of(value, "kms_key")
    if text != _CREATE and not KMS_ARN.fullmatch(text):
        raise fail(
            "FL216",
            f"{describe(text)} is neither `create` nor the ARN of a KMS key",
            "`create`, or arn:aws:kms:REGION:ACCOUNT:key/ID",
        )
    refuse_contradiction("FL216", text)
    return text


def refuse_contradiction(id_: str, text: str) -> None:
    """Refuse an ARN of another partition than its region's, with that id; what is no ARN passes."""
    wrong = contradiction(text) if text.startswith("arn:") else ""
    if wrong:
        raise fail(id_, wrong, f"arn:{partition_of(text.split(':')[3])}:…")


def _retention(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        digits = value if isinstance(value, str) and re.fullmatch("[0-9]{1,4}", value) else ""
        use = f"{digits}, without quotes" if digits else "a number such as 30"
        raise fail("FL203", f"retention is a number of days, not {describe(value)}", use)
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
        text = text_of(value, "a name")
        if not NAME.fullmatch(text) or len(text) > most:
            use = re.sub("[^A-Za-z0-9]+", "-", text[:_MOST_COMPARED]).strip("-")[:most].strip("-")
            message = f"{describe(text)} is not a name: a letter, then letters, digits and -, at most {most} in all"
            raise fail("FL214", message, use if NAME.fullmatch(use) else "a name such as shared-vpc")
        return text

    return check


def _project_name(value: Any) -> str:
    """Check the name that every stack, and so every bucket, begins with, and a hyphen after it."""
    text = name_of(32)(value)
    beginning = next((one for one in _RESERVED_BEGINNINGS if f"{text}-".lower().startswith(one)), "")
    if beginning:
        message = f"{describe(text)} would make names of buckets that begin with {beginning}, which S3 keeps to itself"
        raise fail("FL214", message, f"flowlog-{text}"[:32])
    return text


def _target_name(value: Any) -> str:
    if not isinstance(value, str) or not value:
        use = "the `name` of a target, or ACCOUNT-REGION of one that has none"
        raise fail("FL203", f"{describe(value)} is not the name of a target", use)
    return value


def _kubernetes_name(value: Any) -> str:
    text = text_of(value, "a Kubernetes name")
    if not KUBERNETES_NAME.fullmatch(text):
        near = re.sub("[^a-z0-9]+", "-", text[:63].lower()).strip("-")
        message = f"{describe(text)} is no name for Kubernetes: 1 to 63 small letters, digits and -"
        raise fail("FL214", message, near or "a name such as flowlog-access-keys")
    return text


def _vector_version(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    if not VECTOR_VERSION.fullmatch(text):
        use = f'"{value}" in quotes' if VECTOR_VERSION.fullmatch(str(value)) else '"0.56", in quotes'
        raise fail("FL222", f"{describe(value)} is no version of Vector from 0.38 on", use)
    return text


def _printable(use: str) -> AfterValidator:
    def check(text: str) -> str:
        if not text.isprintable():
            raise fail("FL214", "the name has characters that cannot be printed", use)
        return text

    return AfterValidator(check)


def _pattern(regex: re.Pattern[str], **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{regex.pattern}$", **more})


AccountId = Annotated[str, BeforeValidator(_account_id), _pattern(re.compile("[0-9]{12}"))]
Region = Annotated[str, BeforeValidator(_region), _pattern(REGION)]
Secret = Annotated[str, BeforeValidator(_secret), _pattern(re.compile(f"({_GENERATE}|{SECRET_ARN.pattern})"))]
KmsKey = Annotated[str, BeforeValidator(_kms_key), _pattern(re.compile(f"({_CREATE}|{KMS_ARN.pattern})"))]
RetentionDays = Annotated[
    int, BeforeValidator(_retention), WithJsonSchema({"type": "integer", "enum": list(RETENTION_DAYS)})
]
ProjectName = Annotated[str, BeforeValidator(_project_name), _pattern(NAME, maxLength=32)]
EntryName = Annotated[str, BeforeValidator(name_of(64)), _pattern(NAME, maxLength=64)]
LogGroupWord = Annotated[str, BeforeValidator(name_of(32)), _pattern(NAME, maxLength=32)]
TargetName = Annotated[str, BeforeValidator(_target_name), WithJsonSchema({"type": "string", "minLength": 1})]
"""Of a target in the file: its own, or account-region."""
ClusterName = Annotated[str, _printable("a name such as production")]
FileName = Annotated[str, Field(min_length=1), _printable("a name such as flowlogs.inventory.json")]
KubernetesName = Annotated[str, BeforeValidator(_kubernetes_name), _pattern(KUBERNETES_NAME)]
VectorVersion = Annotated[str, BeforeValidator(_vector_version), _pattern(VECTOR_VERSION)]
