"""Commands that must know what stacks hold: made in rooms that never see a stack, and put together here."""

from flowlog_config.operate.diff_command import make_diff
from stacks.templates import templates_of

diff = make_diff(templates_of)
