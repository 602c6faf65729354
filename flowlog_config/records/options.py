"""Options of ``flowlog read``, and what is wrong with them before anything is read."""

from difflib import get_close_matches

import click

from flowlog_config.formats import FIELDS
from flowlog_config.records.layout import Layout, given_layouts


def read_format(text: str) -> list[Layout]:
    """Read ``--format``."""
    try:
        return given_layouts(text) if text else []
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--format") from None


def read_columns(text: str) -> tuple[str, ...]:
    """Read ``--columns``: names of fields, in AWS's spelling or with underscores."""
    names = tuple(name.strip().replace("_", "-") for name in text.split(",") if name.strip())
    for name in names:
        if name not in FIELDS:
            near = get_close_matches(name[:100], FIELDS, n=1)
            hint = f"; {near[0]} is one" if near else ""
            raise click.BadParameter(
                f"there is no field {name!r}{hint}: flowlog formats lists them", param_hint="--columns"
            )
    return names
