"""From a plan to the text of a values file, proven to say what was meant."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from flowlog_config.aggregator.access_keys import access_keys
from flowlog_config.aggregator.dialect import Dialect
from flowlog_config.aggregator.kubesense import KUBESENSE
from flowlog_config.aggregator.otel_collector import OTEL_COLLECTOR
from flowlog_config.aggregator.templates import template
from flowlog_config.aggregator.text_file import write_text
from flowlog_config.aggregator.vector import VECTOR
from flowlog_config.plan import Plan
from flowlog_config.schema import InvalidConfigError

FILE_NAME = "helm-values.yaml"
"""Name of the values file beside the templates."""

_DIALECTS: Mapping[str, Dialect] = {
    "kubesense": KUBESENSE,
    "vector": VECTOR,
    "otel-collector": OTEL_COLLECTOR,
}


class RenderError(Exception):
    """The values would not be what was meant: a mistake of ours."""


def values(plan: Plan) -> dict[str, Any]:
    """
    Give the values as data.

    Raises:
        InvalidConfigError: FL205 and FL214, for what the aggregator cannot take.
        RenderError: When there is no access key, since an empty list lets everyone in.
    """
    dialect = _dialect(plan)
    if problems := tuple(dialect.check(plan)):
        raise InvalidConfigError(problems)
    if not access_keys(plan) and not plan.aggregator_takes_files:
        raise RenderError("the plan has no stream, so the aggregator would ask for no key; please report it")
    return dialect.values(plan)


def render_values(plan: Plan) -> str:
    """
    Write the values for a person and for Helm; the same plan gives the same text.

    Raises:
        InvalidConfigError: As `values`.
        RenderError: When the text, read back, is something else than the data.
    """
    data = values(plan)
    text = template(_dialect(plan).template).render(plan=plan, data=data, keys=access_keys(plan))
    try:
        read = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RenderError("the values are not YAML; please report it") from error
    if read != data:
        raise RenderError("the values, read back, are not those that were meant; please report it")
    return text


def write_values(plan: Plan, directory: Path) -> list[Path]:
    """
    Write the values file into a folder, which is made when missing.

    A reader sees the old file or the new one, never a part. One of an earlier plan is removed when this plan needs none.

    Returns:
        The files written; none when no record reaches the aggregator.

    Raises:
        InvalidConfigError: As `values`.
        RenderError: As `render_values`.
        OSError: When the folder cannot be written.
    """
    if not plan.feeds_aggregator:
        (directory / FILE_NAME).unlink(missing_ok=True)
        return []
    text = render_values(plan)
    directory.mkdir(parents=True, exist_ok=True)
    return [write_text(directory / FILE_NAME, text)]


def notes(plan: Plan) -> list[str]:
    """Say what a person has to do besides, in order."""
    return _dialect(plan).notes(plan)


def _dialect(plan: Plan) -> Dialect:
    return _DIALECTS[plan.aggregator.dialect]
