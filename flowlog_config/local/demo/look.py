"""What a user would look at before deploying: discovery and explanations, by the commands themselves."""

import itertools
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from flowlog_config.inventory.model import Inventory, ResourceType
from flowlog_config.local.demo.narrator import Narrator
from flowlog_config.operate.explain import Explainer
from flowlog_config.operate.opened import open_file
from flowlog_config.schema.load import Loaded
from flowlog_config.schema.model import Config


class DemoError(Exception):
    """A step of the demo did not do what it should."""


def run_flowlog(arguments: Sequence[str], environment: Mapping[str, str], narrator: Narrator) -> None:
    """
    Run a flowlog command as a user would, with the engine in place of AWS, and show what it prints.

    Raises:
        DemoError: When it fails.
    """
    command = [sys.executable, "-c", "from flowlog_config.cli import main; main()", *arguments]
    ran = subprocess.run(  # noqa: S603 - our own command line
        command, env=dict(environment), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    for line in ran.stdout.splitlines():
        narrator.detail(line)
    if ran.returncode:
        raise DemoError(f"flowlog {' '.join(arguments)} failed")


def discovered(file: Path) -> tuple[Loaded, Inventory]:
    """
    Read the file and the inventory beside it.

    Raises:
        DemoError: There is none.
        InvalidConfigError: The file has problems.
    """
    opened = open_file(file)
    if opened.inventory is None:
        raise DemoError("flowlog discover wrote no inventory")
    return opened.loaded, opened.inventory


def one_of_each(config: Config, inventory: Inventory) -> Iterator[str]:
    """Find an interface that the file logs, and one that it does not log, as far as there are any."""
    explained = list(Explainer(config, inventory).everything())
    interfaces = [one for one in explained if one.resource.type is ResourceType.NETWORK_INTERFACE]
    logged = [one for one in interfaces if one.covered_by]
    gateways = (one for one in logged if one.resource.kind == "nat-gateway")
    unlogged = (one for one in interfaces if not one.covered_by and one.resource.kind == "instance")
    for some in ([*gateways, *logged], unlogged):
        yield from (one.resource.id for one in itertools.islice(some, 1))
