"""Rules between selectors: names there are, types they say, and no circles."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flowlog_config.schema.hidden import shown
from flowlog_config.schema.model import Config
from flowlog_config.schema.problems import Anchor, Path, Problem, nearest, problem
from flowlog_config.schema.ready_made import READY_MADE
from flowlog_config.schema.selectors import Choice, Selector, is_id

_MOST_LEVELS = 20
"""Selectors that may build on each other in a row."""


def check_choices(
    config: Config, selection: Iterable[Choice], path: Path, *, any_type: bool = False
) -> Iterator[Problem]:
    """Check the names a selection uses, at any depth, and that each selector says its type."""
    for j, choice in enumerate(selection):
        where = (*path, j)
        if isinstance(choice, Selector):
            if not any_type and not _tells_type(choice):
                yield problem(
                    "FL220", "the selector does not say which type of resource it means", where, use="type: …"
                )
            for key, inner in _nested(choice):
                yield from check_choices(config, inner, (*where, key), any_type=True)
        elif not is_id(choice) and choice not in config.selectors and choice not in READY_MADE:
            known = [*config.selectors, *READY_MADE]
            use = nearest(choice, known) or f"one of {', '.join(known)}"
            yield problem("FL318", f'there is no selector "{shown(choice)}"', where, use=use)


def _tells_type(selector: Selector) -> bool:
    """Whether a selector can only mean certain types of resource."""
    own = (selector.type, selector.kind, selector.attachment_type, selector.public, selector.peered)
    if any(value is not None for value in own):
        return True
    if any(not isinstance(choice, Selector) or _tells_type(choice) for choice in selector.all or ()):
        return True
    return bool(selector.any) and all(not isinstance(c, Selector) or _tells_type(c) for c in selector.any or ())


def _nested(selector: Selector) -> Iterator[tuple[str, Sequence[Choice]]]:
    """Give the selections inside a selector, each with its key."""
    for key, inner in (
        ("in_vpc", selector.in_vpc),
        ("in_subnet", selector.in_subnet),
        ("all", selector.all),
        ("any", selector.any),
        ("not", selector.not_),
    ):
        if inner:
            yield key, inner


def check_circles(config: Config) -> Iterator[Problem]:
    """Give FL319 for selectors without a bottom, found without recursion, so that no file is too deep for it."""
    uses = {name: _used(selection) & config.selectors.keys() for name, selection in config.selectors.items()}
    levels = _levels(uses)
    rest = {name: uses[name] - levels.keys() for name in uses if name not in levels}
    inverse: dict[str, set[str]] = {name: set() for name in rest}
    for name, used in rest.items():
        for other in used:
            inverse[other].add(name)
    above = _levels(inverse)
    for name in uses:
        where: Path = ("selectors", name)
        if levels.get(name) == _MOST_LEVELS:
            message = f'"{name}" builds on more than {_MOST_LEVELS} selectors in a row'
            yield problem("FL319", message, where, use="fewer levels", anchor=Anchor.KEY)
        elif name in rest and name not in above:
            use = "selectors that do not lead back to it"
            yield problem("FL319", f'"{name}" uses itself', where, use=use, anchor=Anchor.KEY)


def _levels(uses: Mapping[str, set[str]]) -> dict[str, int]:
    """Count what each name builds on in a row; those in a circle, or above one, have no level."""
    users = defaultdict[str, list[str]](list)
    for name, used in uses.items():
        for other in used:
            users[other].append(name)
    waits = {name: len(used) for name, used in uses.items()}
    levels = {name: 0 for name, count in waits.items() if count == 0}
    ready = list(levels)
    for name in ready:
        for user in users[name]:
            waits[user] -= 1
            if waits[user] == 0:
                levels[user] = levels[name] + 1
                ready.append(user)
    return levels


def _used(selection: Iterable[Choice]) -> set[str]:
    used: set[str] = set()
    for choice in selection:
        if isinstance(choice, Selector):
            used.update(*(_used(inner) for _, inner in _nested(choice)))
        else:
            used.add(choice)
    return used
