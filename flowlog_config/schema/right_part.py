"""
What is right in a file that is wrong: everything the values at fault have no part in.

One run reports what is wrong with single values *and* what is wrong between the others. So wrong values are left out, and
of what depends on them nothing is said: no problem is reported that only leaving something out has made.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from flowlog_config.schema.model import Config, Defaults, FlowLog
from flowlog_config.schema.problems import Path, Problem, nearest

_STAND_INS: dict[str, Any] = {
    "version": 1,
    "name": "stand-in",
    "aggregator": {"endpoint": "https://stand-in.example.com/", "cluster_name": "stand-in"},
}
"""What takes the place of a required section that is wrong, while the rest is checked."""

_MAPPINGS = ("aggregator", "delivery", "s3", "defaults", "tags", "selectors")
_NEEDS = {
    "FL303": {"targets"},
    "FL304": {"targets"},
    "FL307": {"format"},
    "FL312": {"format", "tag_field_specifications"},
    "FL301": {"name"},
    "FL314": {"select"},
    "FL323": {"route"},
    "FL331": {"route"},
}
"""Keys of an entry without which a problem of it cannot be judged."""
_ANYTHING = "everything"
"""A choice that is right in any file, and takes the place of one that is wrong."""
_INDEFINITE = frozenset({"FL318", "FL319"})
"""Problems after which nothing can be selected by that name."""
_SECTIONS = {
    "FL318": frozenset({"selectors"}),
    "FL319": frozenset({"selectors"}),
    "FL331": frozenset({"s3"}),
    "FL333": frozenset({"aggregator", "s3", "targets", "defaults", "flow_logs", "organization"}),
}
"""Sections without one of which a problem cannot be judged; of FL333, those that decide whether a key has an effect."""


@dataclass(frozen=True, slots=True)
class Part:
    """
    A part of a file.

    Attributes:
        config: The part, as if it were all; its lists may be empty.
        entries: Place in the file of each of its flow logs, 0-based.
        targets: Place in the file of each of its targets.
        lost: What is left out of each flow log, by place in the part: keys.
        lost_sections: Sections with something left out.
    """

    config: Config
    entries: tuple[int, ...]
    targets: tuple[int, ...]
    lost: tuple[frozenset[str], ...]
    lost_sections: frozenset[str] = frozenset()

    def is_certain(self, found: Problem) -> bool:
        """Whether a problem of the part is one of the whole file, too."""
        if found.kind.id in ("FL303", "FL304") and ("targets" in self.lost_sections or not self.targets):
            return False
        if self.lost_sections & _SECTIONS.get(found.kind.id, frozenset()):
            return False
        if found.path[:1] == ("s3",) and found.kind.id == "FL329":
            return not any("targets" in keys for keys in self.lost)  # else nobody knows which targets write files
        if found.path[:1] != ("flow_logs",) or len(found.path) == 1:
            return True
        return not self.lost[int(found.path[1])] & _NEEDS.get(found.kind.id, set())

    def settled(self, problems: Iterable[Problem]) -> "Part":
        """Leave out the flow logs that lost something, or select what is indefinite: nothing can be planned for them."""
        unsettled = {i for i, lost in enumerate(self.lost) if lost}
        if "selectors" in self.lost_sections or any(p.kind.id in _INDEFINITE for p in problems):
            unsettled |= {i for i, entry in enumerate(self.config.flow_logs) if not entry.names_ids_alone}
        kept = [i for i in range(len(self.config.flow_logs)) if i not in unsettled]
        flow_logs = [self.config.flow_logs[i] for i in kept]
        config = self.config.model_copy(update={"flow_logs": flow_logs})
        lost = tuple(self.lost[i] for i in kept)
        return Part(config, tuple(self.entries[i] for i in kept), self.targets, lost, self.lost_sections)


def whole(config: Config) -> Part:
    """Give a file as the part of itself that holds everything."""
    lost = tuple(frozenset[str]() for _ in config.flow_logs)
    return Part(config, tuple(range(len(config.flow_logs))), tuple(range(len(config.targets))), lost)


def right_part(data: Any, wrong: Iterable[Path]) -> Part | None:
    """
    Leave out what is wrong.

    Args:
        data: What the file holds.
        wrong: Place of every value at fault, of every unknown key and of every key that is missing.

    Returns:
        The rest; None when the file is no mapping.
    """
    if not isinstance(data, dict):
        return None
    at: dict[str, list[Path]] = {}
    for path in wrong:
        at.setdefault(str(path[0]) if path else "", []).append(path[1:])
    right = {key: value for key, value in data.items() if key not in at}
    right |= {key: value for key, value in _STAND_INS.items() if key in at}
    for key in _MAPPINGS:
        if key in at and isinstance(data.get(key), dict):
            gone = {path[0] for path in at[key] if path}
            right[key] = right.get(key, {}) | {k: v for k, v in data[key].items() if k not in gone}
    targets, _ = _items(data, at, "targets", _nothing_left)
    flow_logs, losses = _items(data, at, "flow_logs", _entry)
    right |= {key: list(kept.values()) for key, kept in (("targets", targets), ("flow_logs", flow_logs)) if kept}
    try:
        config = Config.model_validate(right)
    except ValidationError:  # what is left depends on what was left out, in a way nobody thought of
        return None
    defaults = _lost_keys(at.get("defaults", ()), Defaults)
    lost = [
        losses[i] | {k for k in defaults if getattr(e, k) is None}
        for i, e in zip(flow_logs, config.flow_logs, strict=False)
    ]
    lost_sections = frozenset({*at, *_lost_keys(((key,) for key in at), Config)})
    return Part(config, tuple(flow_logs), tuple(targets), tuple(map(frozenset, lost)), lost_sections)


def _items(
    data: dict[str, Any], at: dict[str, list[Path]], key: str, left: Any
) -> tuple[dict[int, Any], dict[int, set[str]]]:
    """Give the items of a list that can stay, and the keys each has lost, both by place."""
    items = data.get(key)
    by_place: dict[int, list[Path]] = defaultdict(list)
    for path in at.get(key, ()):
        if path:
            by_place[int(path[0])].append(path[1:])
    if not isinstance(items, list) or () in at.get(key, ()):
        return {}, {}
    kept: dict[int, Any] = {}
    lost: dict[int, set[str]] = {}
    for i, item in enumerate(items):
        stays = (item, set()) if i not in by_place else left(item, by_place[i])
        if stays:
            kept[i], lost[i] = stays
    return kept, lost


def _nothing_left(_: Any, __: list[Path]) -> None:
    """A target with a fault is no target."""


def _entry(item: Any, wrong: list[Path]) -> tuple[dict[str, Any], set[str]] | None:
    """Leave what is wrong out of a flow log, with stand-ins for what it needs; None when it is no mapping."""
    if not isinstance(item, dict) or () in wrong:
        return None
    gone = {str(path[0]) for path in wrong}
    right = {key: value for key, value in item.items() if key not in gone}
    if "name" in gone:
        right["name"] = "stand-in"
    if "select" in gone:
        choices = item.get("select")
        bad = {path[1] for path in wrong if path[0] == "select" and len(path) > 1}
        listed = choices if isinstance(choices, list) and ("select",) not in wrong else [choices]
        right["select"] = [_ANYTHING if i in bad or len(listed) == 1 else choice for i, choice in enumerate(listed)]
    return right, _lost_keys(wrong, FlowLog)


def _lost_keys(wrong: Iterable[Path], section: type[Config | Defaults | FlowLog]) -> set[str]:
    """Tell which keys' values are unknown: those at fault, and those that an unknown key is likely to mean."""
    lost = set()
    for path in wrong:
        key = str(path[0]) if path else ""
        lost.add(key if key in section.model_fields else nearest(key, section.model_fields))
    return lost - {""}
