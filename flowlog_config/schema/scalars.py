"""Plain scalars: the few YAML words and numbers that are read as such, and those that are traps."""

import re
from typing import Any

from flowlog_config.schema.hidden import shown
from flowlog_config.schema.problems import Mark, Problem, problem

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
"""Up to 18 digits; anything longer is no number of this file and stays text."""
_ANY_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{0,18}([eE][-+]?[0-9]{1,3})?")
_OCTAL = re.compile(r"[-+]?0[0-9]+")
_NUMERIC = frozenset("+-0123456789")
"""What a number can begin with: most texts are told from one by that alone."""
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_YES_NO = frozenset(w for word in ("yes", "no", "on", "off") for w in (word, word.title(), word.upper()))


def plain(text: str) -> Any:
    """Read an unquoted scalar: null, true, false, a decimal number of at most 18 digits, or the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def is_no_key(text: str) -> bool:
    """Whether an unquoted key would be no text to a YAML reader."""
    return text in _WORDS or bool(_ANY_INTEGER.fullmatch(text))


def is_trap(text: str) -> bool:
    """Whether other YAML readers take an unquoted text for something else."""
    return text in _YES_NO or (text[:1] in _NUMERIC and bool(_OCTAL.fullmatch(text)))


def trap(text: str, mark: Mark, *, hidden: bool) -> Problem:
    """
    Give FL103 or FL104 for a trap.

    Args:
        text: What stands there unquoted.
        mark: Where.
        hidden: Whether it may be a secret, and so must not be repeated.
    """
    if text in _YES_NO:
        use = f'true or false, or "{text}" in quotes'
        return problem("FL104", f"YAML reads the word {text} as true or false", mark=mark, use=use)
    what, use = ("this", "quotes around it") if hidden else (shown(text), f'"{shown(text)}" in quotes')
    return problem("FL103", f"YAML can read {what} as an octal number", mark=mark, use=use)
