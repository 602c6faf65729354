"""What is strange about what an entry selects: nothing, nothing but what it excludes, or what cannot be logged."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from flowlog_config.inventory.model import Resource, ResourceType
from flowlog_config.plan.empty import why_empty
from flowlog_config.plan.select import Refused, Selected, Selecting, Selection
from flowlog_config.schema.model import FlowLog
from flowlog_config.schema.problems import Anchor, Path, Problem, problem
from flowlog_config.schema.selectors import Choice, Selector, is_id

_SHOWN = 3
_MOST_COMPARED = 5000
"""Ids that are compared with a wrong one, for a suggestion."""
_MOST_MISTYPED = 2
"""Characters in which an id differs from one it may be meant as: more, and it is an id of its own."""
_NEW_OR_GONE = "flowlog discover, if it is new; take it out of the file, if it was deleted"


def idle(
    entry: FlowLog, path: Path, selections: Mapping[str, Selection], selecting: Mapping[str, Selecting]
) -> Iterator[Problem]:
    """
    Give the choices that select nothing in any target, and those that exclude nothing: FL401, FL402, FL408 and FL409.

    Args:
        entry: Entry of the file.
        path: Its place.
        selections: What it selects, by the name of the target.
        selecting: What each of these targets has.
    """
    found = selections.values()
    empty = Counter(choice.path for one in found for choice in (*one.idle, *one.emptied))
    emptied = {choice.path for one in found for choice in one.emptied}
    nothing_left = bool(emptied) and not any(one.selected or one.refused for one in found)
    if nothing_left:
        yield _all_excluded(entry, path)
    for j, choice in enumerate(entry.select):
        where = (*path, "select", j)
        if empty[where] == len(selections) and not (nothing_left and where in emptied):
            yield _selects_nothing(choice, where, selecting, entry.select, excluded=where in emptied)
    if emptied or any(one.selected or one.refused for one in found):
        kept = Counter(choice.path for one in found for choice in one.idle_excludes)
        for j, choice in enumerate(entry.exclude or ()):
            if kept[where := (*path, "exclude", j)] == len(selections):
                yield _excludes_nothing(choice, entry, where, selecting)


def idle_by_id(entry: FlowLog, path: Path) -> Iterator[Problem]:
    """Give FL408 and FL409 for an entry that selects and excludes by id, without an inventory."""
    selected, excluded = set(entry.select), entry.exclude or []
    if selected <= set(excluded):
        yield _all_excluded(entry, path)
    for j, choice in enumerate(excluded):
        if choice not in selected:
            yield _excludes_nothing(choice, entry, (*path, "exclude", j), {})


def _all_excluded(entry: FlowLog, path: Path) -> Problem:
    message = f'all that "{entry.name}" selects is excluded: 0 flow logs'
    return problem("FL408", message, (*path, "exclude"), use="less in exclude, or more in select", anchor=Anchor.KEY)


def _selects_nothing(
    choice: Choice, where: Path, selecting: Mapping[str, Selecting], selected: Sequence[Choice], *, excluded: bool
) -> Problem:
    names = ", ".join(selecting)
    if excluded:
        said = "is excluded" if is_id(choice) else f"selects nothing but what is excluded in {names}"
        return problem("FL402", f"{_named(choice)} {said}", where)
    if not is_id(choice):
        why, use = why_empty(choice, where, selecting)
        return problem("FL402", f"{_named(choice)} selects nothing in {names}{why and f': {why}'}", where, use=use)
    text = str(choice)
    known = [id_ for one in selecting.values() for id_ in one.target.resources if id_[:4] == text[:4]]
    known = [id_ for id_ in known if id_ not in selected]
    near = _mistyped(text, known) if len(known) < _MOST_COMPARED else ""
    use = f"{_NEW_OR_GONE}{f'; or did you mean {near}?' if near else ''}"
    return problem("FL401", f"{text} is not in the inventory of {names}", where, use=use)


def _excludes_nothing(choice: Choice, entry: FlowLog, where: Path, selecting: Mapping[str, Selecting]) -> Problem:
    """Say so; who excludes a VPC or subnet by its id may mean what is in it."""
    use = "what is selected, or no such exclude"
    if any(is_id(choice) and choice in one.target.resources for one in selecting.values()):
        wide = str(choice).rsplit("-", 1)[0]
        use = f"{{in_{wide}: {choice}}} for what is in it" if wide in ("vpc", "subnet") else use
    elif is_id(choice) and selecting:
        use = f"an id of the inventory; {_NEW_OR_GONE}"
    return problem("FL409", f'{_named(choice)} takes nothing away from "{entry.name}"', where, use=use)


def _mistyped(text: str, known: Sequence[str]) -> str:
    """Give the id that a text may be meant as; empty when it is like none."""
    wrong = {id_: sum(a != b for a, b in zip(text, id_, strict=True)) for id_ in known if len(id_) == len(text)}
    near = min(wrong, key=lambda id_: wrong[id_], default="")
    return near if near and wrong[near] <= _MOST_MISTYPED else ""


def _named(choice: Choice) -> str:
    if isinstance(choice, Selector):
        return "the selector"
    return choice if is_id(choice) else f'"{choice}"'


def refused(found: Sequence[Refused]) -> Iterator[Problem]:
    """Give FL406 for what is selected by its id and cannot be logged, and FL407 for what a selector found."""
    by_choice: dict[tuple[Path, str], list[Refused]] = defaultdict(list)
    for one in found:
        by_choice[one.choice.path, one.reason].append(one)
    for (path, reason), ones in by_choice.items():
        if ones[0].choice.label == ones[0].resource.id:
            yield problem(
                "FL406", f"{ones[0].resource.id} cannot be logged: {reason}", path, use="no mention of it here"
            )
        else:
            yield problem("FL407", f"{_listed([o.resource.id for o in ones])} left out: {reason}", path)


def transient(selected: Sequence[Selected]) -> Iterator[Problem]:
    """Give FL405 for interfaces that are replaced without notice."""
    by_choice: dict[Path, list[Resource]] = defaultdict(list)
    for one in selected:
        if one.resource.type is ResourceType.NETWORK_INTERFACE and one.resource.transient:
            by_choice[one.choice.path].append(one.resource)
    for path, resources in by_choice.items():
        subnets = sorted({r.subnet for r in resources if r.subnet})
        message = f"{_listed([r.id for r in resources])}: {', '.join(sorted({r.kind for r in resources}))}"
        yield problem("FL405", message, path, use=f"the subnet: {_listed(subnets)}")


def _listed(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else ""
    return ", ".join(ids[:_SHOWN]) + more
