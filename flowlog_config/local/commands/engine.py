"""``flowlog local engine``: the embedded AWS engine in the foreground."""

import os
import shlex
from pathlib import Path

import click

from flowlog_config.local.commands.options import ENGINE_PORT, PORT, stop_signal, writing

_EXAMPLE = """
\b
Example, in one terminal:
  flowlog local engine --sample-network
and in another, with the lines it printed:
  npx cdk deploy --all
"""
_NEEDED = ("AWS_", "CDK_", "JSII_", "NO_PROXY", "no_proxy")


@click.command(epilog=_EXAMPLE)
@click.option(
    "--port", type=PORT, default=ENGINE_PORT, show_default=True, help="Port on 127.0.0.1; 0 chooses a free one."
)
@click.option("--sample-network", is_flag=True, help="Start with three VPCs, a transit gateway and what belongs to it.")
@click.option(
    "--cdk-home",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".flowlog/cdk"),
    show_default=True,
    help="Private directory of the CDK command line.",
)
def engine(port: int, *, sample_network: bool, cdk_home: Path) -> None:
    """
    Run the embedded AWS engine on this machine until Ctrl-C.

    Prints what to export so that boto3 and the CDK talk to it and to no real account.
    """
    from flowlog_config.local.engine import EngineError, start  # noqa: PLC0415 - only when it runs

    ended = stop_signal()
    try:
        running = start(port, sample_network=sample_network)
    except EngineError as error:
        raise click.ClickException(str(error)) from error
    with running:
        with writing(cdk_home):
            environment = running.environment(cdk_home.absolute())
        click.echo(f"Engine on {running.endpoint_url} (Ctrl-C stops it). In another terminal:", err=True)
        for name in sorted(os.environ):
            if name.startswith(("AWS_", "CDK_")) and name not in environment:
                click.echo(f"unset {name}")
        for name, value in sorted(environment.items()):
            if name.startswith(_NEEDED):
                click.echo(f"export {name}={shlex.quote(value)}")
        ended.wait()
