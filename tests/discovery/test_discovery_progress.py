"""Progress goes to standard error: a bar on a terminal, a line for each target elsewhere."""

import io

from flowlog_config.discovery.calls import CALLS
from flowlog_config.discovery.progress import reporting
from flowlog_config.discovery.read import Progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """It says so."""
        return True


def steps(target):
    """The progress of a target of 8 calls with 2 pages of 5 each."""
    for call in CALLS:
        yield from (Progress(target, call, 5, done=False), Progress(target, call, 10, done=False))
        yield Progress(target, call, 10, done=True)


def test_elsewhere_a_target_is_one_line_when_it_ends(target, other):
    """Logs do not fill with pages."""
    stream = io.StringIO()
    with reporting([target, other], stream) as show:
        for step in steps(target):
            show(step)
        show(Progress(other, None, 0, done=True))
    assert stream.getvalue().splitlines() == [
        "production (111122223333, eu-west-1): 80 resources read",
        "network (444455556666, eu-central-1): could not be entered",
    ]


def test_a_terminal_gets_a_bar_that_is_gone_at_the_end(target):
    """The summary follows on standard output."""
    stream = Terminal()
    with reporting([target], stream) as show:
        for step in steps(target):
            show(step)
    assert "Reading 1 target: 80 resources" in stream.getvalue()
    assert "8/8" in stream.getvalue()
