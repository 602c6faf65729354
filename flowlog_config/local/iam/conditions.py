"""
The Condition element of an IAM policy: does it hold for a request?

Only the operators that policies of a flow-log pipeline use are known; any other is reported as unknown, so
that the caller can decide on the safe side.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators" (checked 2026-11).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any


class Truth(Enum):
    """Whether a condition holds; ``UNKNOWN`` when this judge cannot tell."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """A truth with the reason in words; the reason is empty when everything holds."""

    truth: Truth
    why: str = ""


HOLDS = Finding(Truth.YES)


def holds(condition: Any, context: Mapping[str, str]) -> Finding:
    """
    Evaluate a whole Condition element: every operator and every key must hold.

    Args:
        condition: The element as in the policy, or None when the statement has none.
        context: Condition keys of the request; names are compared without regard to case.

    Returns:
        The first part that does not hold, else the first that is unknown, else ``HOLDS``.
    """
    if condition is None:
        return HOLDS
    if not isinstance(condition, Mapping):
        return Finding(Truth.UNKNOWN, "its Condition is not an object")
    lowered = {key.lower(): value for key, value in context.items()}
    findings = [_operator_holds(name, keys, lowered) for name, keys in condition.items()]
    for truth in (Truth.NO, Truth.UNKNOWN):
        for finding in findings:
            if finding.truth is truth:
                return finding
    return HOLDS


def _operator_holds(name: str, keys: Any, context: Mapping[str, str]) -> Finding:
    if_exists = name.lower().endswith("ifexists")
    operator = name.lower().removesuffix("ifexists")
    known = operator in _POSITIVE or operator in _NEGATED or operator == "null"
    if not known or not isinstance(keys, Mapping) or (operator == "null" and if_exists):
        return Finding(Truth.UNKNOWN, f"its condition operator {name} is not one this judge knows")
    unknown = HOLDS
    for key, wanted in keys.items():
        finding = _key_holds(operator, key, as_list(wanted), context.get(key.lower()), if_exists=if_exists)
        if finding.truth is Truth.NO:
            return Finding(Truth.NO, f"its condition {name} {key} {finding.why}")
        if finding.truth is Truth.UNKNOWN:
            unknown = Finding(Truth.UNKNOWN, f"its condition {name} {key} {finding.why}")
    return unknown


def _key_holds(operator: str, key: str, wanted: list[Any], actual: str | None, *, if_exists: bool) -> Finding:
    texts = [str(value).lower() if isinstance(value, bool) else str(value) for value in wanted]
    if any("${" in text for text in texts):
        return Finding(Truth.UNKNOWN, f"uses a policy variable ({', '.join(texts)}), which this judge does not know")
    if operator == "null":
        fits = any(text.lower() == str(actual is None).lower() for text in texts)
        return HOLDS if fits else Finding(Truth.NO, f"is not met: the request {_shown(key, actual)}")
    negated = operator in _NEGATED
    if actual is None:
        met = negated or if_exists
    else:
        compare = _NEGATED[operator] if negated else _POSITIVE[operator]
        met = any(compare(text, actual) for text in texts) is not negated
    if met:
        return HOLDS
    relation = "none of" if negated else "one of" if len(texts) != 1 else ""
    expected = " ".join(filter(None, ["wants", relation, ", ".join(texts) or "nothing at all"]))
    return Finding(Truth.NO, f"{expected}; the request {_shown(key, actual)}")


def _shown(key: str, actual: str | None) -> str:
    return f"has no {key}" if actual is None else f"has {actual}"


def as_list(value: Any) -> list[Any]:
    """Return a policy element that may be one value or a list as a list."""
    return list(value) if isinstance(value, list | tuple) else [value]


@lru_cache(maxsize=4096)
def _pattern(glob: str, *, ignore_case: bool) -> re.Pattern[str]:
    text = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in glob)
    return re.compile(text, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def like(glob: str, text: str, *, ignore_case: bool = False) -> bool:
    """Compare with IAM's wildcards: ``*`` for any run of characters, ``?`` for exactly one."""
    return _pattern(glob, ignore_case=ignore_case).fullmatch(text) is not None


def arn_like(glob: str, arn: str) -> bool:
    """
    Compare two ARNs component by component, so that a wildcard does not reach over a colon.

    Source: IAM User Guide, ARN condition operators: "Each of the six colon-delimited components of the ARN is checked
    separately"; ArnEquals and ArnLike behave alike (checked 2026-11).
    """
    pattern, parts = glob.split(":", 5), arn.split(":", 5)
    return len(pattern) == len(parts) == 6 and all(map(like, pattern, parts))  # noqa: PLR2004 - an ARN has six parts


def _equal(wanted: str, actual: str) -> bool:
    return wanted == actual


def _equal_ignoring_case(wanted: str, actual: str) -> bool:
    return wanted.lower() == actual.lower()


_POSITIVE: dict[str, Callable[[str, str], bool]] = {
    "stringequals": _equal,
    "stringequalsignorecase": _equal_ignoring_case,
    "stringlike": like,
    "arnequals": arn_like,
    "arnlike": arn_like,
    "bool": _equal_ignoring_case,
}
_NEGATED: dict[str, Callable[[str, str], bool]] = {
    "stringnotequals": _equal,
    "stringnotequalsignorecase": _equal_ignoring_case,
    "stringnotlike": like,
    "arnnotequals": arn_like,
    "arnnotlike": arn_like,
}
