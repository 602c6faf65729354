"""What the demo says while it works: numbered steps, and details that a person can skip."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click


class Narrator:
    """
    Prints progress to standard output; colours only on a terminal.

    Args:
        steps: How many steps there will be; can be said later, before the first.
    """

    def __init__(self, steps: int = 0) -> None:
        self.steps = steps
        self._step = 0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Announce a step and, when it is through, how long it took."""
        self._step += 1
        click.secho(f"\n[{self._step}/{self.steps}] {title}", bold=True)
        began = time.monotonic()
        yield
        click.secho(f"      done in {time.monotonic() - began:.1f} s", dim=True)

    def detail(self, text: str) -> None:
        """Say one line about the step."""
        click.echo(f"      {text}")

    def passing(self, text: str) -> None:
        """Show what goes on right now: on a terminal a line that the next one replaces, elsewhere a line like any other."""
        if sys.stdout.isatty():
            click.echo(f"\r\033[K      {text[:100]}", nl=False)
        else:
            click.echo(f"      {text}")

    def passed(self) -> None:
        """Take the passing line away."""
        if sys.stdout.isatty():
            click.echo("\r\033[K", nl=False)
