"""Two rules of ``organization`` that log the same resources: what one selects, the other selects too."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from flowlog_config.schema.organization import Rule
from flowlog_config.schema.problems import Path, Problem, problem

if TYPE_CHECKING:
    from flowlog_config.plan.organization import RulePlan

_APART = {"ACCEPT", "REJECT"}
_USE = "`tags` or `without_tags` that keep them apart"


def logged_twice(rules: Mapping[int, "RulePlan"], path: Path) -> Iterator[Problem]:
    """
    Give FL315 for two rules that write the same records, and FL314 for two with the same log group, of which one changes
    nothing.

    Nothing is said of rules that may have resources in common without one having all of the other's: no account is known.

    Args:
        rules: By place in the file.
        path: Of the list.
    """
    for (_, first), (i, second) in combinations(sorted(rules.items()), 2):
        if not (_has_all(first.rule, second.rule) or _has_all(second.rule, first.rule)):
            continue
        message = f'"{second.rule.name}" and "{first.rule.name}" select the same resources (every: {second.rule.every})'
        if second.destination.id == first.destination.id:
            yield problem(
                "FL314",
                f"{message}, for the same log group",
                (*path, i),
                use=f"only the one that selects more, or {_USE}",
            )
        elif {first.traffic_type, second.traffic_type} != _APART:
            yield problem("FL315", f"{message}, and both write their records", (*path, i), use=_USE)


def _has_all(wide: Rule, narrow: Rule) -> bool:
    """Whether the one rule selects everything that the other one does, wherever."""
    return (
        wide.every == narrow.every
        and set(wide.without_tags) <= set(narrow.without_tags)
        and all(
            key in narrow.tags and ("*" in values or set(narrow.tags[key]) <= set(values))
            for key, values in wide.tags.items()
        )
    )
