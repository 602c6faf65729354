"""
What must not be repeated in a report: access keys and the like, wherever somebody may have put one.

A report ends up in terminals, tickets and CI logs. So the rule is to hide too much rather than too little: the values of
keys that sound secret, the values of keys the file does not have (a misspelt ``access_key_secret`` is one), and whatever
follows a word that sounds secret, or stands in a URL where a user, a password or a token can.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

Span = tuple[int, int]
"""First and one past the last hidden character, 0-based."""

ELLIPSIS = "…"
_MOST_SHOWN = 40
_MOST_READ = 2000
_SECRET_KEY = re.compile(r".*(secret|token|passw|passphrase|pwd|credential|bearer|authorization|key).*|auth")
_VISIBLE = frozenset({"kms_key", "kubernetes_secret"})
"""Keys that sound secret and hold none."""
_WORD = re.compile(
    r"(?:(?:access|api|private|shared|account)[ _-]?keys?|secret|token|passw(?:or)?d|passphrase|pwd|credential|bearer"
    r"|authorization)[\w-]*|(?<![\w-])(?:key|auth)(?=[\"']?\s*[:=])",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"""["'`]?\s*[:=]?\s*""")
_HARMLESS = re.compile(
    r"""["']?(?:generate|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[\w/+=.@!-]+-[A-Za-z0-9]{6})["']?"""
    r"(?=[\s,}\]]|$)"
)
_ARN = re.compile(r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]*:[0-9]*:secret:[\w/+=.@!-]+")
_URL_PARTS = (
    re.compile(r"(?<=://).*(?=@)|\S+(?=@)"),
    re.compile(
        r"(?<=://)[^\s/@]*:(?!443(?:[/?#\s\"',}\]]|$)|[1-9][0-9]{0,4}(?:/[\w.-]{0,6})?(?:[\s\"',}\]]|$))[^\s@]+(?![^@]*@)"
    ),
    re.compile(r"(?<=\?)[^\s\"']*=.*"),
)
"""
Where a URL can have a user and a password; what stands in a port's place and is none, or has a long path behind another port than
the one an endpoint has, since a password can begin with digits and a slash; a query.
"""
_NOT_PRINTED = re.compile("[^\t\x20-\x7e\xa0-\U0010ffff]|[\u2028-\u202e\u2066-\u2069\ufeff]")


def is_secret_key(key: str) -> bool:
    """Whether a key's name sounds as if its value should not be seen."""
    return key not in _VISIBLE and bool(_SECRET_KEY.fullmatch(key.lower()))


@cache
def hides(keys: tuple[str, ...], *, mapping: bool = False) -> bool:
    """
    Whether the value at the end of a way of keys must not be repeated.

    Args:
        keys: Keys from the root of the file; positions in lists are left out.
        mapping: Whether the value is a mapping, whose own values are asked for one by one.
    """
    from flowlog_config.schema.model import Config  # noqa: PLC0415 - the model's own checks use this module

    inside: Any = Config
    for i, key in enumerate(keys):
        last = i == len(keys) - 1
        if is_secret_key(key) or (key == "kubernetes_secret" and last and not mapping):
            return True
        inside = next((found for found in _behind(inside, key)), None)
        if inside is None:
            return True
    return False


def _behind(annotation: Any, key: str) -> Iterator[Any]:
    """Find what the model says of a key's value, through lists, unions and optional values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from (f.annotation for name, f in annotation.model_fields.items() if (f.alias or name) == key)
    elif get_origin(annotation) is dict:
        yield get_args(annotation)[1]
    else:
        for inner in get_args(annotation):
            yield from _behind(inner, key)


def is_harmless(text: str) -> bool:
    """Whether a text is a value of ``access_key_secret`` that gives nothing away: ``generate`` or a complete ARN."""
    return bool(_HARMLESS.fullmatch(text))


def hidden_in(line: str) -> list[Span]:
    """
    Give the parts of a line, or of any text a user wrote, that may be a secret.

    What stands behind the first 2000 characters is not looked at, and hidden.
    """
    if len(line) > _MOST_READ:
        return merged([*hidden_in(line[:_MOST_READ]), (_MOST_READ, len(line))])
    spans = [match.span() for pattern in _URL_PARTS for match in pattern.finditer(line) if not _ARN.match(match[0])]
    arns = [match.span() for match in _ARN.finditer(line)]
    position = 0
    while word := _WORD.search(line, position):
        around = next((end for start, end in arns if start <= word.start() < end), None)
        separator = _SEPARATOR.match(line, word.end())
        after = separator.end() if separator else word.end()
        harmless = _HARMLESS.match(line, after)
        if around is not None:
            position = around
        elif harmless:
            position = harmless.end()
        elif word[0].lower() == "secret" and re.match(r"kubernetes_secret['\"]?:\s*\{", line[word.start() - 11 :]):
            position = after
        else:
            if line[after:].strip("\"'`,}]) "):
                spans.append((after, len(line)))
            break
    return merged(spans)


def merged(spans: list[Span]) -> list[Span]:
    """Sort spans, and join those that touch or overlap."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def shown(text: str) -> str:
    """Write a text of the user's in a message: without secrets and control characters, and cut short."""
    read = text[:_MOST_READ]
    hidden = hidden_in(read)
    safe = "".join(part for _, part in visible_parts(read, hidden))
    return safe if len(safe) <= _MOST_SHOWN else f"{safe[: _MOST_SHOWN - 3]}{ELLIPSIS}"


def visible_parts(text: str, hidden: list[Span], begin: int = 0) -> Iterator[tuple[int, str]]:
    """
    Give a text character by character, each with its column: hidden runs as one ellipsis, the rest printable.

    Args:
        text: The text.
        hidden: Its parts that may be a secret.
        begin: 0-based column to begin at.
    """
    column = begin
    while column < len(text):
        end = max((end for start, end in hidden if start <= column < end), default=column)
        if end > column:
            yield column, ELLIPSIS
            column = min(end, len(text))
        else:
            yield column, printable(text[column])
            column += 1


def printable(text: str) -> str:
    """Replace what a terminal would obey rather than show, such as escape sequences and bidirectional marks."""
    return _NOT_PRINTED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
