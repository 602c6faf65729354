"""``flowlog local …``: tools to try a file on this machine, without an AWS account."""

import click

from flowlog_config.local.commands.carry import carry
from flowlog_config.local.commands.engine import engine
from flowlog_config.local.commands.receive import receive
from flowlog_config.local.commands.traffic import traffic
from flowlog_config.local.demo.command import demo


@click.group()
def local() -> None:
    """
    Try a file on this machine: deploy to a local engine, make traffic, carry it to a local endpoint.

    \b
    Example, the engine in a terminal of its own, and what it prints in each of the others; the deployment prints the ARN:
      flowlog local engine --sample-network
      npx cdk deploy --all
      flowlog local receive --name flowlogs.example.com --key-secret ARN
      flowlog local traffic
      flowlog local carry --hurry 60 --resolve flowlogs.example.com:443:127.0.0.1:8443 --ca .flowlog/ca.pem
    """


local.add_command(receive)
local.add_command(carry)
local.add_command(traffic)
local.add_command(engine)
local.add_command(demo)
