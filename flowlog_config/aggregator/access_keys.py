"""Which access keys the aggregator accepts, and what each is called."""

import re
from dataclasses import dataclass

from flowlog_config.plan import Plan, TargetPlan
from flowlog_config.plan.naming import digest

PREFIX = "FLOWLOG_ACCESS_KEY_"
"""Beginning of every key's name."""


@dataclass(frozen=True, slots=True)
class AccessKey:
    """
    One secret that Firehose streams authenticate with.

    Attributes:
        name: Of the environment variable and of the key in the Kubernetes secret: upper case, digits and ``_``.
        secret: ARN of an existing secret, or None when the stack of the only target generates it.
        targets: Those whose streams send it, at least one, in the plan's order.
    """

    name: str
    secret: str | None
    targets: tuple[TargetPlan, ...]


def access_keys(plan: Plan) -> tuple[AccessKey, ...]:
    """Give one key for each distinct secret, in the order of the plan; a generated secret is a target's own."""
    groups: dict[tuple[str, str], list[TargetPlan]] = {}
    for target in plan.targets:
        identity = ("arn", target.access_key_secret) if target.access_key_secret else ("stack", target.target.name)
        groups.setdefault(identity, []).append(target)
    return tuple(
        AccessKey(key_name(min(t.target.name for t in group)), group[0].access_key_secret, tuple(group))
        for group in groups.values()
    )


def key_name(target: str) -> str:
    """
    Name a target's key, by its name alone: ``eu-production`` gives ``FLOWLOG_ACCESS_KEY_EU_PRODUCTION``.

    Lower-case letters, digits and ``-`` stay apart in upper case. A name with anything else gets an ending that tells
    it from its likes; the ending's ``x`` is lower case, which no plain name has.
    """
    plain = PREFIX + re.sub("[^A-Za-z0-9]", "_", target).upper()
    return plain if re.fullmatch("[a-z0-9-]*", target) else f"{plain}_x{digest(target=target)}"
