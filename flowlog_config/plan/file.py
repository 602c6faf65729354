"""From a file's path to its plan: the one way every command takes."""

from pathlib import Path

from flowlog_config.plan.make import Planned, make_plan
from flowlog_config.schema.load import load, read_text


def plan_file(path: Path) -> Planned:
    """
    Read, check and plan a configuration file.

    Raises:
        InvalidConfigError: With every problem in the file, and its text where it could be read.
    """
    return make_plan(load(str(path), read_text(path)))
