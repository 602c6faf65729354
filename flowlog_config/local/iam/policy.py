"""
Evaluates IAM policy documents for one request, explicit Deny first, and on the safe side where it does not
understand.

Source: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy element reference" (checked 2026-11).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from flowlog_config.local.iam.conditions import HOLDS, Finding, Truth, as_list, holds, like

Policy = Mapping[str, Any]
"""A policy document as IAM returns it: Version and Statement."""

_KNOWN_ELEMENTS = frozenset(
    {"Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)


class Effect(Enum):
    """What a set of policies says: allowed, denied by name, or not mentioned (which means no)."""

    ALLOW = "allow"
    DENY = "deny"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The effect of a set of policies on a request, and the reason in words."""

    effect: Effect
    why: str


@dataclass(frozen=True, slots=True)
class Request:
    """
    One call to judge.

    ``principals`` are the names by which the caller may be listed in a Principal element, each as (kind,
    name), for instance ``("Service", "logs.amazonaws.com")``. ``resource`` is None for a trust policy, which
    names no resource.
    """

    action: str
    resource: str | None
    context: Mapping[str, str] = field(default_factory=dict)
    principals: tuple[tuple[str, str], ...] = ()


def judge(policies: Mapping[str, Policy], request: Request) -> Judgement:
    """
    Judge a request by several policies together.

    A part this judge does not understand never grants anything, and in a Deny it does deny.

    Args:
        policies: Policy documents by a name to show in the reason.
        request: The call; one with principals needs a Principal in each statement.

    Returns:
        Deny when any statement denies it, else allow when any allows it, else silent with the nearest miss.
    """
    misses: list[tuple[int, str]] = []
    allowed = ""
    for name, policy in policies.items():
        for index, statement in enumerate(as_list(policy.get("Statement", []))):
            label = f"statement {statement.get('Sid') or index + 1} of {name}"
            rank, finding = _applies(statement, request)
            effect = statement.get("Effect")
            if effect == "Allow" and finding.truth is Truth.YES:
                allowed = allowed or f"{label} allows {request.action}"
            elif effect == "Allow":
                misses.append((rank, f"{label}: {finding.why}"))
            elif finding.truth is not Truth.NO:
                why = f": {finding.why}, so it is taken to deny" if finding.why else ""
                return Judgement(Effect.DENY, f"{label} denies {request.action}{why}")
    if allowed:
        return Judgement(Effect.ALLOW, allowed)
    return Judgement(Effect.SILENT, _nearest(misses, request, policies))


def _nearest(misses: list[tuple[int, str]], request: Request, policies: Mapping[str, Policy]) -> str:
    where = f" on {request.resource}" if request.resource else ""
    best = max(misses, key=lambda miss: miss[0], default=None)
    if best is None or best[0] == 0:
        looked = ", ".join(policies) or "no policy at all"
        return f"no statement allows {request.action}{where} (looked in {looked})"
    return f"nothing allows {request.action}{where}; nearest is {best[1]}"


def _applies(statement: Mapping[str, Any], request: Request) -> tuple[int, Finding]:
    """Tell how far a statement matches (more is nearer) and the first part that does not."""
    parts = (
        _action(statement, request.action),
        _principal(statement, request.principals),
        _resource(statement, request.resource),
        holds(statement.get("Condition"), request.context),
        _elements(statement),
    )
    unknown = None
    for rank, finding in enumerate(parts):
        if finding.truth is Truth.NO:
            return rank, finding
        if finding.truth is Truth.UNKNOWN and unknown is None:
            unknown = finding
    return len(parts), unknown or HOLDS


def _elements(statement: Mapping[str, Any]) -> Finding:
    strange = sorted(set(statement) - _KNOWN_ELEMENTS)
    if strange:
        return Finding(Truth.UNKNOWN, f"it has {', '.join(strange)}, which this judge does not know")
    return HOLDS


def _action(statement: Mapping[str, Any], action: str) -> Finding:
    return _either(statement, "Action", action, ignore_case=True)


def _resource(statement: Mapping[str, Any], resource: str | None) -> Finding:
    if resource is None:
        return HOLDS
    return _either(statement, "Resource", resource, ignore_case=False)


def _either(statement: Mapping[str, Any], element: str, text: str, *, ignore_case: bool) -> Finding:
    """Match an element such as Action, or its opposite NotAction; exactly one of the two must be there."""
    given = [name for name in (element, f"Not{element}") if name in statement]
    if len(given) != 1:
        return Finding(Truth.UNKNOWN, f"it must have exactly one of {element} and Not{element}")
    values = [str(value) for value in as_list(statement[given[0]])]
    if any("${" in value for value in values):
        return Finding(Truth.UNKNOWN, f"its {given[0]} uses a policy variable, which this judge does not know")
    listed = any(like(value, text, ignore_case=ignore_case) for value in values)
    if listed is (given[0] == element):
        return HOLDS
    return Finding(Truth.NO, f"its {given[0]} is {_several(values)}")


def _principal(statement: Mapping[str, Any], principals: tuple[tuple[str, str], ...]) -> Finding:
    if "Principal" not in statement:
        missing = Finding(Truth.UNKNOWN, "it names no Principal")
        return missing if principals else HOLDS
    listed = statement["Principal"]
    if listed == "*":
        return HOLDS
    if not isinstance(listed, Mapping):
        return Finding(Truth.UNKNOWN, "its Principal is neither * nor an object")
    names = {(kind, name) for kind, values in listed.items() for name in as_list(values)}
    if ("AWS", "*") in names or names & set(principals):
        return HOLDS
    shown = _several([f"{kind} {name}" for kind, name in sorted(names)])
    return Finding(Truth.NO, f"its Principal is {shown}, not {_several([name for _, name in principals])}")


def _several(values: list[str], most: int = 4) -> str:
    more = f" and {len(values) - most} more" if len(values) > most else ""
    return (", ".join(values[:most]) or "nothing") + more
