"""Why a selector selects nothing: which of its conditions no resource meets, and what is there instead."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches

from flowlog_config.inventory.model import Resource
from flowlog_config.plan.conditions import Compiled
from flowlog_config.plan.select import Selecting
from flowlog_config.schema.hidden import shown
from flowlog_config.schema.problems import Path
from flowlog_config.schema.selectors import Choice, Selector

_SHOWN = 3
_MOST_COMPARED = 1000
"""Values that are compared with one that is not there, for a suggestion."""
_WILDCARDS = "* and ? are the only wildcards"
_OF_EXPRESSIONS = frozenset("^$+|\\()[]{}")
"""Signs that a person who thinks of regular expressions writes, and few names have."""

Why = tuple[str, str]
"""What to add to the message, and what to write instead; either may be empty."""


def why_empty(choice: Choice, where: Path, selecting: Mapping[str, Selecting]) -> Why:
    """
    Say why a choice fits nothing in any target.

    Args:
        choice: A selector, or the name of one.
        where: Its place in the file.
        selecting: What each target has, by name; at least one.
    """
    selector, place = _alone(choice, where, selecting)
    if selector is None:
        return "", ""
    compiled = [(one, one.compiler.choice(selector, place)) for one in selecting.values()]
    candidates = [r for one, made in compiled for r in one.target.resources.values() if r.type in made.types]
    if not candidates:
        return f"there is no {' or '.join(sorted(compiled[0][1].types)) or 'resource that fits `type`'}", ""
    unmet = [
        i for i in range(len(compiled[0][1].conditions)) if not any(_meets(one, made, i) for one, made in compiled)
    ]
    if not unmet:
        return "each condition fits something, and nothing fits all of them", "fewer conditions"
    key = compiled[0][1].conditions[unmet[0]].path[len(place) :]
    rest = [r for one, made in compiled for r in one.target.resources.values() if _meets_rest(made, r, unmet[0])]
    inner = _inside(selector, key, place, selecting)
    return inner or _value(selector, key, rest or candidates) or (_example(compiled, unmet[0]), "")


def _meets_rest(made: Compiled, resource: Resource, i: int) -> bool:
    """Whether a resource meets every condition but one."""
    return resource.type in made.types and all(one.test(resource) for j, one in enumerate(made.conditions) if j != i)


def _inside(selector: Selector, key: Path, place: Path, selecting: Mapping[str, Selecting]) -> Why | None:
    """Say why what is around fits nothing, if that is it."""
    around = getattr(selector, str(key[0])) if key[0] in ("in_vpc", "in_subnet") else None
    if not around or len(around) != 1:
        return None
    where = (*place, key[0], 0)
    found = [one.compiler.choice(around[0], where) for one in selecting.values()]
    if any(
        made.matches(r)
        for one, made in zip(selecting.values(), found, strict=True)
        for r in one.target.resources.values()
    ):
        return None
    why, use = why_empty(around[0], where, selecting)
    return (f"its {key[0]} fits nothing: {why}", use) if why else None


def _alone(choice: Choice, where: Path, selecting: Mapping[str, Selecting]) -> tuple[Selector | None, Path]:
    """Give the one selector behind a choice; None for several and for those that ship, whose conditions are not the user's."""
    compiler = next(iter(selecting.values())).compiler
    while isinstance(choice, str):
        where, selection = compiler.named(choice)
        if not where or len(selection) != 1:
            return None, where
        choice, where = selection[0], (*where, 0)
    return choice, where


def _meets(one: Selecting, made: Compiled, i: int) -> bool:
    test = made.conditions[i].test
    return any(test(r) for r in one.target.resources.values() if r.type in made.types)


def _example(compiled: Sequence[tuple[Selecting, Compiled]], i: int) -> str:
    """Give the words of a condition for the first resource that does not meet it."""
    one, made = next(
        (one, made) for one, made in compiled if any(r.type in made.types for r in one.target.resources.values())
    )
    resource = next(r for r in one.target.resources.values() if r.type in made.types)
    return f"{resource.id}, for one: {made.conditions[i].words(resource)}"


_READ: Mapping[str, tuple[str, Callable[[Resource], str]]] = {
    "name": ("Name", lambda r: r.name),
    "kind": ("kind", lambda r: r.kind),
    "state": ("state", lambda r: r.state),
    "attachment_type": ("attachment_type", lambda r: r.attachment_type),
}


def _value(selector: Selector, key: Path, candidates: Sequence[Resource]) -> Why | None:
    """Say which value is asked for in vain, and which there are."""
    what = " or ".join(sorted({str(r.type) for r in candidates}))
    if key[0] == "tags":
        tag = str(key[1])
        values = [r.tags[tag] for r in candidates if tag in r.tags]
        if not values:
            return _said(f"no {what} has the tag {shown(tag)}", [tag], (k for r in candidates for k in r.tags))
        wanted = (selector.tags or {})[tag]
        return _said(f"no {what} has {_quoted(wanted)} in its tag {shown(tag)}", wanted, values)
    if key[0] not in _READ:
        return None
    word, read = _READ[str(key[0])]
    asked: Sequence[str] = getattr(selector, str(key[0])) or ()
    return _said(f"no {what} has the {word} {_quoted(asked)}", asked, map(read, candidates))


def _said(message: str, wanted: Sequence[str], there: Iterable[str]) -> Why:
    values = sorted(dict.fromkeys(value for value in there if value))
    near = [
        value
        for one in wanted
        for value in get_close_matches(one.strip("*^$.")[:100], values[:_MOST_COMPARED], n=_SHOWN, cutoff=0.7)
    ]
    listed = list(dict.fromkeys(near)) or values[:_SHOWN]
    more = f" and {len(values) - len(listed):,} more" if len(values) > len(listed) and not near else ""
    use = f"{' or '.join(map(_one, listed))}{more}" if near else f"what is there: {', '.join(map(_one, listed))}{more}"
    use = use if listed else ""
    if any(_OF_EXPRESSIONS & set(one) for one in wanted) or any(".*" in one for one in wanted):
        use = "; ".join(filter(None, (use, _WILDCARDS)))
    return message, use


def _quoted(wanted: Sequence[str]) -> str:
    return " or ".join(map(_one, wanted))


def _one(text: str) -> str:
    return f'"{shown(text)}"'
