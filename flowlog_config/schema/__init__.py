"""YAML text to Config: model, places, checks, problems, report."""

from flowlog_config.schema.document import Document, InvalidConfigError
from flowlog_config.schema.load import Loaded, load, read_text
from flowlog_config.schema.model import Config
from flowlog_config.schema.report import as_json, render

__all__ = ["Config", "Document", "InvalidConfigError", "Loaded", "as_json", "load", "read_text", "render"]
