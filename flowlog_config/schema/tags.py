"""
Tags that a file may say: of everything, so of resources of many services, or of flow logs only, where EC2 takes more.

Source: AWS, Tag naming limits and requirements, which takes any character for EC2; EC2 and IAM API, Tag; IAM User Guide, Tags
for IAM resources (checked 2026-11).
"""

from typing import Annotated, Any
from unicodedata import category

from pydantic import BeforeValidator, WithJsonSchema

from flowlog_config.schema.hidden import shown
from flowlog_config.schema.values import describe, fail, text_of

_MOST_IN_A_KEY, _MOST_IN_A_VALUE = 128, 256
_SIGNS = "_.:/=+-@"
_TEXT = f"letters, digits, spaces and {' '.join(_SIGNS)}"
_CONTROL = "Cc"


def _key_within_limits(value: Any) -> str:
    text = text_of(value, "a tag key")
    if not text or len(text) > _MOST_IN_A_KEY or text.lower().startswith("aws:"):
        raise fail("FL215", f"{describe(text)} cannot be a tag key", "1 to 128 characters, not starting with aws:")
    return text


def _value_within_limits(value: Any) -> str:
    text = text_of(value, "a tag value")
    if len(text) > _MOST_IN_A_VALUE:
        raise fail("FL215", f"a tag value has at most 256 characters, this one has {len(text)}", "a shorter one")
    return text


def _in_every_service(text: str) -> str:
    if not all(one in _SIGNS or category(one)[0] in "LNZ" for one in text):
        raise fail("FL215", f"{describe(text)} has characters that not every service takes in a tag", _TEXT)
    return text


def _in_ec2(text: str) -> str:
    if any(category(one) == _CONTROL for one in text):
        raise fail("FL215", f"{describe(text)} has control characters, which a tag cannot have", "text in one line")
    return text


def _not_ours(text: str, beginning: str) -> str:
    if text == "Name" or beginning.startswith("flowlog:"):
        raise fail("FL215", f"the tag {shown(text)} is set by flowlog itself", "another key")
    return text


def _key(value: Any) -> str:
    text = _in_every_service(_key_within_limits(value))
    return _not_ours(text, text.lower())


def _value(value: Any) -> str:
    text = _value_within_limits(value)
    if not text:
        raise fail("FL215", "a tag value is empty, which CloudFormation takes for no stack", "a value, or no such tag")
    if text.lower().startswith("aws:"):
        raise fail("FL215", f"{describe(text)} starts with aws:, which IAM takes in no tag value", "another value")
    return _in_every_service(text)


def _flow_log_key(value: Any) -> str:
    text = _in_ec2(_key_within_limits(value))
    return _not_ours(text, text)


def _flow_log_value(value: Any) -> str:
    return _in_ec2(_value_within_limits(value))


def _field_key(value: Any) -> str:
    text = text_of(value, "a tag key")
    if not 1 <= len(text) <= _MOST_IN_A_KEY:
        raise fail("FL215", f"{describe(text)} cannot be a tag key", "1 to 128 characters")
    return text


def _schema(longest: int, *, shortest: int = 0) -> WithJsonSchema:
    least = {"minLength": shortest} if shortest else {}
    return WithJsonSchema({"type": "string", **least, "maxLength": longest})


Tags = dict[
    Annotated[str, BeforeValidator(_key), _schema(_MOST_IN_A_KEY)],
    Annotated[str, BeforeValidator(_value), _schema(_MOST_IN_A_VALUE, shortest=1)],
]
"""Of everything that is made."""
FlowLogTags = dict[
    Annotated[str, BeforeValidator(_flow_log_key), _schema(_MOST_IN_A_KEY)],
    Annotated[str, BeforeValidator(_flow_log_value), _schema(_MOST_IN_A_VALUE)],
]
"""Of flow logs and nothing else."""
FieldTagKey = Annotated[str, BeforeValidator(_field_key), _schema(_MOST_IN_A_KEY, shortest=1)]
"""Key of a tag whose value a record shows; any tag can be read, those of AWS too."""
