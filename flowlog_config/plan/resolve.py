"""The file's entries to the resources they select, target by target, with what could not be found or logged."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from flowlog_config.inventory.model import Inventory, Resource, ResourceType
from flowlog_config.plan.model import Target
from flowlog_config.plan.select import Refused, Selected, Selecting, Selection
from flowlog_config.schema.check import target_name
from flowlog_config.schema.model import Config, FlowLog
from flowlog_config.schema.problems import Path, Problem, problem
from flowlog_config.schema.ready_made import READY_MADE
from flowlog_config.schema.selectors import Choice, Selector
from flowlog_config.schema.sources import Source, source
from flowlog_config.schema.values import RESOURCE_ID

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    One resource an entry selects.

    Attributes:
        source: What is logged.
        path: What in the file selected it.
        resource: As the inventory has it; None without an inventory.
    """

    source: Source
    path: Path
    resource: Resource | None = None


@dataclass(slots=True)
class Resolved:
    """
    What the entries select.

    Attributes:
        wanted: By entry (0-based) and target name.
        problems: FL304, FL401 to FL407.
    """

    wanted: dict[tuple[int, str], list[Wanted]] = field(default_factory=lambda: defaultdict(list))
    problems: list[Problem] = field(default_factory=list)


def targets_of(config: Config) -> dict[str, Target]:
    """Give the file's targets by name."""
    named = [(target_name(t.account, t.region, t.name), t) for t in config.targets]
    return {name: Target(t.account, t.region, name) for name, t in named}


def resolve(config: Config, inventory: Inventory | None) -> Resolved:
    """
    Find what every entry selects.

    Without an inventory only ids can be selected, and they are taken on trust.
    """
    resolved = Resolved()
    if inventory is not None and not inventory.targets:
        inventory = None  # it only records the stacks
    targets = targets_of(config)
    selecting: dict[str, Selecting] = {}
    if inventory is not None:
        for name, target in targets.items():
            found = inventory.targets.get((target.account_id, target.region))
            if found is None:
                message = f"the inventory has nothing of {target.account_id} in {target.region}"
                resolved.problems.append(problem("FL404", message, ("targets",), use="flowlog discover"))
            else:
                selecting[name] = Selecting(found, named_selectors(config))
    every = list(targets)
    for i, entry in enumerate(config.flow_logs):
        names = [name for name in dict.fromkeys(entry.targets or every) if name in targets]
        if inventory is None:
            _on_trust(resolved, i, entry, names, every)
        else:
            _from_inventory(resolved, i, entry, {name: selecting[name] for name in names if name in selecting})
    return resolved


def named_selectors(config: Config) -> dict[str, tuple[Path, Sequence[Choice]]]:
    """Give the selectors of the file and those that ship, each with its place; one that ships has none."""
    ready: dict[str, tuple[Path, Sequence[Choice]]] = {name: ((), choices) for name, choices in READY_MADE.items()}
    return ready | {name: (("selectors", name), choices) for name, choices in config.selectors.items()}


def _on_trust(resolved: Resolved, i: int, entry: FlowLog, names: list[str], every: list[str]) -> None:
    path: Path = ("flow_logs", i)
    if any(not isinstance(c, str) or not RESOURCE_ID.fullmatch(c) for c in [*entry.select, *(entry.exclude or ())]):
        message = "selectors need an inventory, and there is none"
        resolved.problems.append(problem("FL403", message, (*path, "select"), use="flowlog discover"))
        return
    if len(names) > 1:
        message = "the file has several targets, and a resource lives in one"
        use = f"targets: [{every[0]}], or an inventory to find it in (flowlog discover)"
        resolved.problems.append(problem("FL304", message, path, use=use))
        return
    done = {str(choice) for choice in entry.exclude or ()}
    for j, choice in enumerate(entry.select if names else ()):
        if (id_ := str(choice)) not in done:
            done.add(id_)
            resolved.wanted[i, names[0]].append(Wanted(source(id_), (*path, "select", j)))


def _from_inventory(resolved: Resolved, i: int, entry: FlowLog, selecting: dict[str, Selecting]) -> None:
    path: Path = ("flow_logs", i)
    selections = {name: one.select(entry, path) for name, one in selecting.items()}
    for name, selection in selections.items():
        resolved.wanted[i, name] += [_wanted(one) for one in selection.selected]
        resolved.problems += _refused(selection.refused)
        resolved.problems += _transient(selection.selected)
    if selections:
        resolved.problems += _idle(entry, path, selections, selecting)


def _wanted(one: Selected) -> Wanted:
    return Wanted(source(one.resource.id), one.choice.path, one.resource)


def _idle(
    entry: FlowLog, path: Path, selections: dict[str, Selection], selecting: dict[str, Selecting]
) -> Iterator[Problem]:
    """Give the choices that select nothing in any target."""
    counts = Counter(choice.path for selection in selections.values() for choice in selection.idle)
    for j, choice in enumerate(entry.select):
        where = (*path, "select", j)
        if counts[where] < len(selections):
            continue
        where_text = ", ".join(selections)
        if isinstance(choice, str) and RESOURCE_ID.fullmatch(choice):
            if _is_excluded(choice, entry, selecting):
                yield problem("FL402", f"{choice} is excluded", where)
                continue
            known = [id_ for one in selecting.values() for id_ in one.target.resources if id_[:4] == choice[:4]]
            near = get_close_matches(choice, known, n=1, cutoff=0.8) if len(known) < 5000 else []  # noqa: PLR2004 - costs too much
            use = near[0] if near else "flowlog discover, if it is new"
            yield problem("FL401", f"{choice} is not in the inventory of {where_text}", where, use=use)
        else:
            what = "the selector" if isinstance(choice, Selector) else f'"{choice}"'
            yield problem("FL402", f"{what} selects nothing in {where_text}", where)


def _is_excluded(id_: str, entry: FlowLog, selecting: dict[str, Selecting]) -> bool:
    return bool(entry.exclude) and any(id_ in one.target.resources for one in selecting.values())


def _refused(refused: Sequence[Refused]) -> Iterator[Problem]:
    by_choice: dict[tuple[Path, str], list[Refused]] = defaultdict(list)
    for one in refused:
        by_choice[one.choice.path, one.reason].append(one)
    for (path, reason), ones in by_choice.items():
        if ones[0].choice.label == ones[0].resource.id:
            yield problem(
                "FL406", f"{ones[0].resource.id} cannot be logged: {reason}", path, use="no mention of it here"
            )
        else:
            yield problem("FL407", f"{_listed([o.resource.id for o in ones])} left out: {reason}", path)


def _transient(selected: Sequence[Selected]) -> Iterator[Problem]:
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
