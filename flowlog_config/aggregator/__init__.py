"""
Plan to the aggregator's Helm values. A dialect (whose values they are) is one module that makes a ``Dialect``.

No dialect reads anything but the plan, so the values cannot differ from what the stacks send.
"""

from flowlog_config.aggregator.access_keys import AccessKey, access_keys
from flowlog_config.aggregator.render import RenderError, notes, render_values, values, write_values
from flowlog_config.aggregator.secret import secret_commands

__all__ = [
    "AccessKey",
    "RenderError",
    "access_keys",
    "notes",
    "render_values",
    "secret_commands",
    "values",
    "write_values",
]
