"""The model's complaints, as problems in the words of the file. No word of the validating library gets through."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from flowlog_config.schema.kinds import KINDS
from flowlog_config.schema.model import Config
from flowlog_config.schema.problems import Anchor, Path, Problem, problem
from flowlog_config.schema.values import describe

_NOT_IN_THE_FILE = ("[key]", "<text>", "<mapping>")
"""Steps of the model's own, between those of the file."""

_TYPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def translate(errors: Iterable[ErrorDetails]) -> list[Problem]:
    """Give one problem for each of the model's errors."""
    return [_translate(error) for error in errors]


def _translate(error: ErrorDetails) -> Problem:
    path: Path = tuple(step for step in error["loc"] if step not in _NOT_IN_THE_FILE)
    anchor = Anchor.KEY if error["loc"][-1:] == ("[key]",) else Anchor.VALUE
    context = error.get("ctx", {})
    if error["type"] in KINDS:
        return problem(error["type"], context["message"], path, use=context["use"], anchor=anchor)
    if error["type"] in _TYPES:
        wanted, got = _TYPES[error["type"]], describe(error["input"])
        return problem("FL203", f"`{_last(path)}` takes {wanted}, not {got}", path)
    return _RULES.get(error["type"], _unexplained)(path, error["input"], context)


def _last(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    return names[-1] if names else "the file"


def _missing(path: Path, _: Any, __: Mapping[str, Any]) -> Problem:
    where = f"`{_last(path[:-1])}`" if path[:-1] else "the file"
    return problem("FL201", f"{where} needs the key `{path[-1]}`", path[:-1], use=f"{path[-1]}: …", anchor=Anchor.KEY)


def _unknown(path: Path, _: Any, __: Mapping[str, Any]) -> Problem:
    allowed = keys_at(path[:-1])
    near = get_close_matches(str(path[-1]), allowed, n=1)
    where = f"`{_last(path[:-1])}`" if path[:-1] else "the file"
    use = near[0] if near else f"one of {', '.join(allowed)}"
    return problem("FL202", f"{where} has no key `{path[-1]}`", path, use=use, anchor=Anchor.KEY)


def _choice(path: Path, value: Any, context: Mapping[str, Any]) -> Problem:
    allowed = context["expected"]
    words = [word.strip("' ") for word in allowed.replace(" or ", ", ").split(",")]
    near = get_close_matches(str(value).lower(), [w.lower() for w in words], n=1)
    right = [w for w in words if near and w.lower() == near[0]]
    listed = ", ".join(words)
    use = f"{right[0]}; allowed: {listed}" if right else listed
    return problem("FL206", f"`{_last(path)}` cannot be {describe(value)}", path, use=use)


def _range(path: Path, value: Any, context: Mapping[str, Any]) -> Problem:
    (bound,) = context.values()
    word = "at least" if "ge" in context else "at most"
    return problem("FL205", f"`{_last(path)}` is {value}", path, use=f"{word} {bound}")


def _too_short(path: Path, value: Any, _: Mapping[str, Any]) -> Problem:
    return problem("FL219", f"`{_last(path)}` is empty", path) if not value else _unexplained(path, value, {})


def _text_length(path: Path, value: Any, context: Mapping[str, Any]) -> Problem:
    if not value:
        return problem("FL214", f"`{_last(path)}` is empty", path)
    return problem(
        "FL214", f"`{_last(path)}` has {len(value)} characters", path, use=f"at most {context['max_length']}"
    )


def _shape(path: Path, value: Any, _: Mapping[str, Any]) -> Problem:
    return problem(
        "FL214", f"{describe(value)} cannot be `{_last(path)}`", path, use="address:port, such as 0.0.0.0:443"
    )


def _unexplained(path: Path, value: Any, _: Mapping[str, Any]) -> Problem:
    return problem("FL901", f"`{_last(path)}` cannot be {describe(value)}", path)


_RULES: dict[str, Callable[[Path, Any, Mapping[str, Any]], Problem]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "literal_error": _choice,
    "greater_than_equal": _range,
    "less_than_equal": _range,
    "too_short": _too_short,
    "string_too_short": _text_length,
    "string_too_long": _text_length,
    "string_pattern_mismatch": _shape,
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
