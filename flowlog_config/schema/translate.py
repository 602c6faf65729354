"""The model's complaints, as problems in the words of the file. No word of the validating library gets through."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from flowlog_config.schema.hidden import hides, is_secret_key, shown
from flowlog_config.schema.kinds import KINDS
from flowlog_config.schema.model import Config
from flowlog_config.schema.problems import Anchor, Path, Problem, nearest, problem
from flowlog_config.schema.values import describe

_NOT_IN_THE_FILE = ("[key]", "<text>", "<mapping>")
"""Steps of the model's own, between those of the file."""

_REPEATS_NOTHING = frozenset({"FL210"})
"""Problems whose message never holds the value."""

_KEYS = "keys with their values, indented below it; docs/config.md has them all"
_TYPES = {
    "string_type": ("text", "a text"),
    "int_type": ("a whole number", "a number without quotes"),
    "bool_type": ("true or false", "true or false, without quotes"),
    "list_type": ("a list", "`- ` before each item, on lines of their own below it"),
    "dict_type": ("a mapping", _KEYS),
    "model_type": ("a mapping", _KEYS),
    "model_attributes_type": ("a mapping", _KEYS),
}
"""What the model wants: in words, and what to write."""


def translate(errors: Iterable[ErrorDetails]) -> list[Problem]:
    """Give one problem for each of the model's errors."""
    return [_translate(error) for error in errors]


def path_of(error: ErrorDetails) -> Path:
    """Give the place in the file of one of the model's errors."""
    return tuple(step for step in error["loc"] if step not in _NOT_IN_THE_FILE)


def _translate(error: ErrorDetails) -> Problem:
    path = path_of(error)
    anchor = Anchor.KEY if error["loc"][-1:] == ("[key]",) else Anchor.VALUE
    context = error.get("ctx", {})
    if error["type"] in KINDS:
        if isinstance(error["input"], list):
            path = (*path, *context["at"])
        if anchor is Anchor.VALUE and error["type"] not in _REPEATS_NOTHING and _is_hidden(path):
            return problem(error["type"], f"{_named(path)} has a value that is not repeated here", path)
        return problem(error["type"], context["message"], path, use=context["use"], anchor=anchor)
    if error["type"] in _TYPES:
        wanted, use = _TYPES[error["type"]]
        got = "what stands there" if _is_hidden(path) else describe(error["input"])
        return problem("FL203", f"{_named(path)} takes {wanted}, not {got}", path, use=_retyped(error) or use)
    return _RULES.get(error["type"], _unexplained)(path, error["input"], context)


def _is_hidden(path: Path) -> bool:
    return hides(tuple(step for step in path if isinstance(step, str)))


def _named(path: Path) -> str:
    """Name a place by its last key."""
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return "the file"
    return f"an item of `{shown(names[-1])}`" if isinstance(path[-1], int) else f"`{shown(names[-1])}`"


def _retyped(error: ErrorDetails) -> str:
    """Say what the same value looks like in the right type, where it is plain."""
    value, path = error["input"], path_of(error)
    if error["type"] == "string_type" and isinstance(value, int | float) and not isinstance(value, bool):
        return "quotes around it" if _is_hidden(path) else f'"{value}" in quotes'
    if error["type"] == "int_type" and isinstance(value, str) and re.fullmatch("[0-9]{1,18}", value):
        return f"{value}, without quotes"
    if error["type"] == "list_type" and path:
        return f"{path[-1]}: with `- ` before each item below it"
    return ""


def _missing(path: Path, _: Any, __: Mapping[str, Any]) -> Problem:
    message = f"{_named(path[:-1])} needs the key `{path[-1]}`"
    return problem("FL201", message, path[:-1], use=f"{path[-1]}: …", anchor=Anchor.KEY)


def _unknown(path: Path, _: Any, __: Mapping[str, Any]) -> Problem:
    allowed = keys_at(path[:-1])
    key = str(path[-1])
    use = nearest(key, allowed) or f"one of {', '.join(allowed)}"
    if len(path) == 1 and (owners := _owners(key)):
        use = f"it under {' or '.join(f'`{one}`' for one in owners)}, indented"
    if is_secret_key(key) and "access_key_secret" in allowed:
        use = "access_key_secret, with the ARN of a secret; the key itself never belongs in this file"
    return problem("FL202", f"{_named(path[:-1])} has no key `{shown(key)}`", path, use=use, anchor=Anchor.KEY)


def _owners(key: str) -> list[str]:
    """Name the sections that a key at the left margin belongs to."""
    return [
        str(section) for section in keys_at(()) if keys_at((section,)) != keys_at(()) and key in keys_at((section,))
    ]


def _choice(path: Path, value: Any, context: Mapping[str, Any]) -> Problem:
    allowed = context["expected"]
    words = [word.strip("' ") for word in allowed.replace(" or ", ", ").split(",")]
    near = nearest(str(value).lower(), [w.lower() for w in words])
    right = [w for w in words if w.lower() == near]
    listed = ", ".join(words)
    use = f"{right[0]}; allowed: {listed}" if right and isinstance(value, str) else listed
    if value in words:
        use = f"{value}, without quotes"
    return problem("FL206", f"{_named(path)} cannot be {describe(value)}", path, use=use)


def _range(path: Path, value: Any, context: Mapping[str, Any]) -> Problem:
    (bound,) = context.values()
    word = "at least" if "ge" in context else "at most"
    return problem("FL205", f"{_named(path)} is {value}", path, use=f"{word} {bound}")


def _too_short(path: Path, _: Any, __: Mapping[str, Any]) -> Problem:
    return problem("FL219", f"{_named(path)} is empty", path, use="at least one item")


def _text_length(path: Path, value: Any, context: Mapping[str, Any]) -> Problem:
    if not value:
        return problem("FL214", f"{_named(path)} is empty", path, use="at least one character")
    use = f"at most {context['max_length']}"
    return problem("FL214", f"{_named(path)} has {len(value)} characters", path, use=use)


def _too_long(path: Path, value: Any, context: Mapping[str, Any]) -> Problem:
    return problem("FL205", f"{_named(path)} has {len(value)} items", path, use=f"at most {context['max_length']}")


def _unexplained(path: Path, _: Any, __: Mapping[str, Any]) -> Problem:
    return problem("FL901", f"{_named(path)} has a value that does not fit", path)


_RULES: dict[str, Callable[[Path, Any, Mapping[str, Any]], Problem]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "literal_error": _choice,
    "greater_than_equal": _range,
    "less_than_equal": _range,
    "too_short": _too_short,
    "string_too_short": _text_length,
    "string_too_long": _text_length,
    "too_long": _too_long,
}


@cache
def keys_at(path: Path) -> tuple[str, ...]:
    """Give the keys a place of the file may have; none where any are allowed."""
    section: type[BaseModel] = Config
    for step in path:
        fields = {f.alias or name: f.annotation for name, f in section.model_fields.items()}
        if isinstance(step, str) and step in fields:
            section = next(_sections(fields[step]), section)
    return tuple(field.alias or name for name, field in section.model_fields.items())


def _sections(annotation: Any) -> Iterator[type[BaseModel]]:
    """Find the sections inside lists, mappings and optional values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _sections(inner)
