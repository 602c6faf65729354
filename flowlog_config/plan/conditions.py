"""
One selector, compiled for one target: the test a resource must pass, and the words for why it does not.

Tests are plain functions over a resource, so selecting from 100,000 interfaces takes well under a second.
Over 200 lines, because each key of a selector has its test and its words here, side by side.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import cache

from flowlog_config.inventory.kinds import GROUPS
from flowlog_config.inventory.model import PREFIXES, Resource, ResourceType, TargetInventory
from flowlog_config.schema.problems import Path
from flowlog_config.schema.selectors import Choice, Selector, is_id

Test = Callable[[Resource], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """
    One condition of a selector.

    Attributes:
        path: Its place in the file.
        test: Whether a resource meets it.
        words: What the resource has instead, for one that does not.
    """

    path: Path
    test: Test
    words: Callable[[Resource], str]


@dataclass(frozen=True, slots=True)
class Compiled:
    """
    A choice of ``select`` or ``exclude``, ready to test resources.

    Attributes:
        path: Its place in the file.
        label: The id or name chosen, or a selector's text in braces.
        types: Types of resource it can be true for.
        conditions: All of which must hold.
    """

    path: Path
    label: str
    types: frozenset[ResourceType]
    conditions: tuple[Condition, ...]

    def matches(self, resource: Resource) -> bool:
        """Whether the resource is chosen."""
        return resource.type in self.types and all(condition.test(resource) for condition in self.conditions)

    def failed(self, resource: Resource) -> Iterator[tuple[Path, str]]:
        """Give each condition the resource does not meet, with what it has instead; nothing when it is chosen."""
        if resource.type not in self.types:
            wanted = " or ".join(sorted(self.types))
            yield self.path, f"it is of type {resource.type}, not {wanted}"
            return
        for condition in self.conditions:
            if not condition.test(resource):
                yield condition.path, condition.words(resource)


_ALL_TYPES = frozenset(ResourceType)


class Compiler:
    """
    Compiles the choices of one file for one target.

    Args:
        target: What the target has.
        selectors: Named selectors of the file and the ready-made ones, each with its place.
    """

    def __init__(self, target: TargetInventory, selectors: Mapping[str, tuple[Path, Sequence[Choice]]]) -> None:
        self._target = target
        self._selectors = selectors
        self._compiled: dict[str, list[Compiled]] = {}

    def named(self, name: str) -> tuple[Path, Sequence[Choice]]:
        """Give what a name stands for, with its place; nothing, without a place, for an id, and for what ships no place."""
        return self._selectors.get(name, ((), ()))

    def choices(self, selection: Iterable[Choice], path: Path) -> list[Compiled]:
        """Compile a selection: what it chooses is what any of its choices does."""
        return [self.choice(choice, (*path, i)) for i, choice in enumerate(selection)]

    def choice(self, choice: Choice, path: Path) -> Compiled:
        """Compile one id, selector name or selector."""
        if isinstance(choice, Selector):
            return self._selector(choice, path)
        if is_id(choice):
            kind = PREFIXES[choice.rsplit("-", 1)[0]]
            same = Condition(path, lambda r: r.id == choice, lambda r: f"it is {r.id}, not {choice}")
            return Compiled(path, choice, frozenset({kind}), (same,))
        if choice not in self._compiled:
            where, selection = self._selectors[choice]
            self._compiled[choice] = self.choices(selection, where)
        parts = self._compiled[choice]
        types = frozenset[ResourceType]().union(*(part.types for part in parts))
        return Compiled(path, choice, types, (_any_of(parts, path, choice),))

    def _selector(self, selector: Selector, path: Path) -> Compiled:
        """Compile what is inside once, for types and conditions: twice at each level would be a million times at twenty."""
        of_all = self.choices(selector.all or (), (*path, "all"))
        of_any = self.choices(selector.any or (), (*path, "any"))
        types = _own_types(selector).intersection(*(part.types for part in of_all))
        if of_any:
            types &= frozenset[ResourceType]().union(*(part.types for part in of_any))
        return Compiled(path, selector.in_short, types, tuple(self._conditions(selector, path, of_all, of_any)))

    def _conditions(
        self, selector: Selector, path: Path, of_all: Sequence[Compiled], of_any: Sequence[Compiled]
    ) -> Iterator[Condition]:
        yield from _own_conditions(selector, path)
        for key, wanted, attribute in (
            ("in_vpc", ResourceType.VPC, "vpc"),
            ("in_subnet", ResourceType.SUBNET, "subnet"),
        ):
            selection = getattr(selector, key)
            if selection:
                yield self._inside(selection, (*path, key), wanted, attribute)
        if selector.peered is not None:
            peered, wants = self._target.peered_vpcs, selector.peered
            words = "it has no active peering connection" if wants else "it has an active peering connection"
            yield Condition((*path, "peered"), lambda r: (r.id in peered) is wants, lambda _: words)
        for i, part in enumerate(of_all):
            yield Condition((*path, "all", i), part.matches, _first_failure(part))
        if of_any:
            yield _any_of(of_any, (*path, "any"), "any")
        for i, part in enumerate(self.choices(selector.not_ or (), (*path, "not"))):
            yield Condition((*path, "not", i), _negated(part.matches), lambda _: "`not` rules it out")

    def _inside(self, selection: Sequence[Choice], path: Path, wanted: ResourceType, attribute: str) -> Condition:
        parts = self.choices(selection, path)
        inside = {
            r.id for r in self._target.resources.values() if r.type is wanted and any(part.matches(r) for part in parts)
        }
        inside |= {str(choice) for choice in selection if is_id(choice)}
        return Condition(
            path,
            lambda r: getattr(r, attribute) in inside,
            lambda r: f"it is in {getattr(r, attribute) or f'no {wanted}'}, which is not selected there",
        )


def _own_types(selector: Selector) -> frozenset[ResourceType]:
    types = _ALL_TYPES
    if selector.type:
        types &= {ResourceType(word) for word in selector.type}
    if selector.kind:
        types &= {ResourceType.NETWORK_INTERFACE} | (
            {ResourceType.NAT_GATEWAY} if "nat-gateway" in selector.kind else frozenset()
        )
    if selector.attachment_type:
        types &= {ResourceType.TRANSIT_GATEWAY_ATTACHMENT}
    if selector.public is not None:
        types &= {ResourceType.NETWORK_INTERFACE, ResourceType.NAT_GATEWAY}
    if selector.peered is not None:
        types &= {ResourceType.VPC}
    return frozenset(types)


def _own_conditions(selector: Selector, path: Path) -> Iterator[Condition]:
    if selector.kind:
        kinds = frozenset(k for word in selector.kind for k in GROUPS.get(word, (word,)))
        yield Condition((*path, "kind"), lambda r: r.kind in kinds, lambda r: f"its kind is {r.kind or 'none'}")
    if selector.id:
        fits = _fits(selector.id)
        yield Condition((*path, "id"), lambda r: fits(r.id), lambda r: f"its id is {r.id}")
    if selector.name:
        named = _fits(selector.name)
        yield Condition((*path, "name"), lambda r: named(r.name), lambda r: f'its Name is "{r.name}"')
    for key, values in (selector.tags or {}).items():
        yield _tag(key, values, (*path, "tags", key))
    for i, key in enumerate(selector.without_tags or ()):
        yield Condition((*path, "without_tags", i), _has_not(key), lambda _, key=key: f"it has the tag {key}")  # type: ignore[misc] # bound now
    if selector.attachment_type:
        allowed = frozenset(selector.attachment_type)
        yield Condition(
            (*path, "attachment_type"),
            lambda r: r.attachment_type in allowed,
            lambda r: f"it attaches a {r.attachment_type}",
        )
    if selector.state:
        in_state = _fits(selector.state)
        yield Condition((*path, "state"), lambda r: in_state(r.state), lambda r: f"its state is {r.state or 'unknown'}")
    if selector.public is not None:
        wants, words = selector.public, "it has a public address" if not selector.public else "it has no public address"
        yield Condition((*path, "public"), lambda r: r.public is wants, lambda _: words)


def _tag(key: str, values: Sequence[str], path: Path) -> Condition:
    fits = _fits(values)
    return Condition(
        path,
        lambda r: key in r.tags and fits(r.tags[key]),
        lambda r: f'its tag {key} is "{r.tags[key]}"' if key in r.tags else f"it has no tag {key}",
    )


def _has_not(key: str) -> Test:
    return lambda r: key not in r.tags


def _negated(test: Test) -> Test:
    return lambda r: not test(r)


def _any_of(parts: Sequence[Compiled], path: Path, label: str) -> Condition:
    def words(resource: Resource) -> str:
        said = [text for part in parts for _, text in part.failed(resource)]
        return f"nothing in {label} fits: {'; '.join(dict.fromkeys(said))}"

    return Condition(path, lambda r: any(part.matches(r) for part in parts), words)


def _first_failure(part: Compiled) -> Callable[[Resource], str]:
    return lambda r: next((text for _, text in part.failed(r)), "")


@cache
def _regex(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(translate(pattern.replace("[", "[[]")) for pattern in patterns))


def _fits(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Match any of some globs; only ``*`` and ``?`` are special, and case matters."""
    if not any(c in pattern for pattern in patterns for c in "*?"):
        exact = frozenset(patterns)
        return lambda text: text in exact
    match = _regex(tuple(patterns)).match
    return lambda text: match(text) is not None
