"""Which access keys the aggregator accepts, and what each is called."""

import re
from dataclasses import dataclass

from flowlog_config.plan import Plan, TargetPlan
from flowlog_config.plan.naming import digest

PREFIX = "FLOWLOG_ACCESS_KEY_"
"""Beginning of every key's name."""

NEXT = "_next"
"""Ending of the name of the key that is to follow; lower case, which no plain name has."""


@dataclass(frozen=True, slots=True)
class AccessKey:
    """
    One secret that Firehose streams authenticate with.

    Attributes:
        name: Of the environment variable and of the key in the Kubernetes secret: upper case, digits and ``_``.
        secret: ARN of an existing secret, or None when the stack of the only target generates it.
        targets: Those whose streams send it, at least one, in the plan's order.
        names: What to accept: the name, and while keys are being replaced that of the next key.
    """

    name: str
    secret: str | None
    targets: tuple[TargetPlan, ...]
    names: tuple[str, ...]


def access_keys(plan: Plan) -> tuple[AccessKey, ...]:
    """
    Give one key for each distinct secret, in the order of the plan; a generated secret is a target's own.

    A target without delivery streams has none.
    """
    groups: dict[tuple[str, str], list[TargetPlan]] = {}
    for target in (one for one in plan.senders if one.uses_firehose):
        identity = ("arn", target.access_key_secret) if target.access_key_secret else ("stack", target.target.name)
        groups.setdefault(identity, []).append(target)
    return tuple(_key(plan, tuple(group)) for group in groups.values())


def _key(plan: Plan, targets: tuple[TargetPlan, ...]) -> AccessKey:
    name = key_name(min(one.target.name for one in targets))
    names = (name, name + NEXT) if plan.aggregator.rotating else (name,)
    return AccessKey(name, targets[0].access_key_secret, targets, names)


def key_name(target: str) -> str:
    """
    Name a target's key, by its name alone: ``eu-production`` gives ``FLOWLOG_ACCESS_KEY_EU_PRODUCTION``.

    Lower-case letters, digits and ``-`` stay apart in upper case. A name with anything else gets an ending that tells
    it from its likes; the ending's ``x`` is lower case, which no plain name has.
    """
    plain = PREFIX + re.sub("[^A-Za-z0-9]", "_", target).upper()
    return plain if re.fullmatch("[a-z0-9-]*", target) else f"{plain}_x{digest(target=target)}"
