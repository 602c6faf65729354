"""
Texts that stand for what only CloudFormation knows, such as the ARN of a bucket that does not exist yet.

A reference is a text and may stand inside a longer one, as in ``f"{bucket_arn}/*"``. When the template is written, each becomes
``Ref`` or ``Fn::GetAtt``, and a text with several parts ``Fn::Join``: what the CDK writes for its tokens.
"""

import re
from collections.abc import Mapping
from typing import Any

_OPEN, _CLOSE = "\ud800", "\ud801"
"""Halves of surrogate pairs, which alone are no text: no UTF-8 file holds them, and YAML refuses them as escapes."""
_STACK_OUTPUT = "Fn::GetStackOutput"
_REFERENCE = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


def reference(logical_id: str, attribute: str = "") -> str:
    """Stand for a resource's ``Ref`` or, with an attribute, for its ``Fn::GetAtt``."""
    return f"{_OPEN}{logical_id}{attribute and '.'}{attribute}{_CLOSE}"


def output_of(stack: str, output: str) -> str:
    """
    Stand for an output of another stack of the account and region, as it is when the stack that refers to it is deployed.

    Source: CloudFormation Template Reference, Fn::GetStackOutput (checked 2026-11).
    """
    return reference(f"{_STACK_OUTPUT} {stack} {output}")


PARTITION, REGION, ACCOUNT_ID, URL_SUFFIX = (
    reference(f"AWS::{name}") for name in ("Partition", "Region", "AccountId", "URLSuffix")
)
"""What CloudFormation knows about the stack itself."""


def references_in(text: str) -> list[str]:
    """Cut a text at its references: every second part is one, without its marks."""
    return _REFERENCE.split(text)


def intrinsic(name: str) -> dict[str, object]:
    """Write a reference, given without its marks, as CloudFormation's function."""
    if name.startswith(_STACK_OUTPUT):
        function, stack, output = name.split(" ")
        return {function: {"StackName": stack, "OutputName": output}}
    logical_id, _, attribute = name.partition(".")
    return {"Fn::GetAtt": [logical_id, attribute]} if attribute else {"Ref": logical_id}


def resolved(described: Any) -> Any:
    """Turn every reference in data of a template, however deep, into CloudFormation's functions."""
    if isinstance(described, str):
        return _function(described) if _OPEN in described else described
    if isinstance(described, Mapping):
        return {name: resolved(one) for name, one in described.items()}
    return [resolved(one) for one in described] if isinstance(described, list | tuple) else described


def _function(text: str) -> dict[str, object]:
    parts = [intrinsic(part) if at % 2 else part for at, part in enumerate(references_in(text)) if part]
    alone = parts[0]
    return alone if isinstance(alone, dict) and len(parts) == 1 else {"Fn::Join": ["", parts]}
