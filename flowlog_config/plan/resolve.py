"""The file's entries to the resources they select, target by target, with what could not be found or logged."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flowlog_config.inventory.model import Inventory, Resource
from flowlog_config.plan.model import Target
from flowlog_config.plan.select import Selected, Selecting
from flowlog_config.plan.select_checks import idle, idle_by_id, refused, transient
from flowlog_config.schema.model import Config, FlowLog
from flowlog_config.schema.problems import Path, Problem, problem
from flowlog_config.schema.ready_made import READY_MADE
from flowlog_config.schema.selectors import Choice
from flowlog_config.schema.sources import Source, source


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
        problems: FL304, FL401 to FL409.
    """

    wanted: dict[tuple[int, str], list[Wanted]] = field(default_factory=lambda: defaultdict(list))
    problems: list[Problem] = field(default_factory=list)


def targets_of(config: Config) -> dict[str, Target]:
    """Give the file's targets by name."""
    return {t.called: Target(t.account, t.region, t.called) for t in config.targets}


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
            if found := inventory.targets.get((target.account_id, target.region)):
                selecting[name] = Selecting(found, named_selectors(config))
    every, unknown = list(targets), set[str]()
    for i, entry in enumerate(config.flow_logs):
        names = [name for name in dict.fromkeys(entry.targets or every) if name in targets]
        alone = len(names) == 1 and names[0] not in selecting and entry.names_ids_alone
        if inventory is None or alone:
            _on_trust(resolved, i, entry, names, every)
        else:
            known = {name: selecting[name] for name in names if name in selecting}
            if not _all_there(entry, known.values()):
                unknown |= set(names) - known.keys()
            _from_inventory(resolved, i, entry, known)
    resolved.problems += _not_in_inventory(targets, unknown)
    return resolved


def _all_there(entry: FlowLog, known: Iterable[Selecting]) -> bool:
    """Whether an entry names ids alone, and all of them are in targets the inventory has."""
    return entry.names_ids_alone and set(entry.select) <= {id_ for one in known for id_ in one.target.resources}


def _not_in_inventory(targets: Mapping[str, Target], names: Container[str]) -> Iterator[Problem]:
    for k, (name, target) in enumerate(targets.items()):
        if name in names:
            message = f"the inventory has nothing of {target.account_id} in {target.region}"
            yield problem("FL404", message, ("targets", k), use="flowlog discover")


def named_selectors(config: Config) -> dict[str, tuple[Path, Sequence[Choice]]]:
    """Give the selectors of the file and those that ship, each with its place; one that ships has none."""
    ready: dict[str, tuple[Path, Sequence[Choice]]] = {name: ((), choices) for name, choices in READY_MADE.items()}
    return ready | {name: (("selectors", name), choices) for name, choices in config.selectors.items()}


def _on_trust(resolved: Resolved, i: int, entry: FlowLog, names: list[str], every: list[str]) -> None:
    path: Path = ("flow_logs", i)
    if not entry.names_ids_alone:
        message = "selectors need an inventory, and there is none"
        resolved.problems.append(problem("FL403", message, (*path, "select"), use="flowlog discover"))
        return
    if len(names) > 1:
        message = "the file has several targets, and a resource lives in one"
        use = f"targets: [{every[0]}], or an inventory to find it in (flowlog discover)"
        resolved.problems.append(problem("FL304", message, path, use=use))
        return
    resolved.problems += idle_by_id(entry, path)
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
        resolved.problems += refused(selection.refused)
        resolved.problems += transient(selection.selected)
    if selections:
        resolved.problems += idle(entry, path, selections, selecting)


def _wanted(one: Selected) -> Wanted:
    return Wanted(source(one.resource.id), one.choice.path, one.resource)
