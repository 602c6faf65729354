"""The templates of this folder, and how a value is written in one."""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import yaml

_ONE_LINE = 2**31


def template(name: str) -> jinja2.Template:
    """Give a template of this folder; a name it uses and is not given is an error."""
    return _environment().get_template(name)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - this is YAML; the filter below quotes
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["yaml"] = _scalar
    environment.filters["block"] = _block
    return environment


def _scalar(value: str | bool) -> str:
    """Write one value on one line; text in quotes, so that no word or number in it can mean something else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    written: str = yaml.safe_dump(value, default_style='"', allow_unicode=True, width=_ONE_LINE)
    return written.removesuffix("\n")


def _block(value: dict[str, Any], indent: int) -> str:
    """Write a mapping in block style, ``indent`` spaces to the right of the margin, without the last line's end."""
    written: str = yaml.dump(value, Dumper=_Blocks, sort_keys=False, allow_unicode=True, width=_ONE_LINE)
    return "\n".join(f"{' ' * indent}{line}" if line else "" for line in written.splitlines())


class _Blocks(yaml.SafeDumper):
    """Writes text in quotes where it stands for itself, never an alias, and lists to the right of their key."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        del indentless
        super().increase_indent(flow, False)
