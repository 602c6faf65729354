"""
Flow-log records in files: read as a stream, whatever they are wrapped in, shown, filtered and counted.

``Reader`` turns a source into batches of columns; ``Answer`` puts a question of the catalogue to them.
"""

from flowlog_config.records.answer import Answer
from flowlog_config.records.batches import Batch
from flowlog_config.records.faults import Faults, LackingError, UnreadableError
from flowlog_config.records.layout import Layout
from flowlog_config.records.read import Reader

__all__ = ["Answer", "Batch", "Faults", "LackingError", "Layout", "Reader", "UnreadableError"]
