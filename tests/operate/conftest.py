"""What tests of commands share: accounts to compare with, to ask and to deploy to, and what runs the command there."""

import os

import pytest
from click.testing import CliRunner
from compared_files import deployed
from entered import enter
from fake_insights import FILE, ROW, Insights
from small_network import inventory

from flowlog_config.inventory.file import write_inventory
from flowlog_config.local.engine import start
from flowlog_config.operate import query_command
from flowlog_config.operate.query import run as run_query
from flowlog_config.plan.file import plan_file
from stacks.app import make_app
from stacks.application import add_stacks


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run ``flowlog diff`` for a file, with another one deployed. Tests of other commands have a ``run`` of their own."""
    return deployed(tmp_path, monkeypatch)


@pytest.fixture
def insights(tmp_path, monkeypatch):
    """A folder with a file, and the log groups of its plan; ``run`` runs the command."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run_query, "_FIRST_WAIT_SECONDS", 0.001)
    monkeypatch.setattr(run_query, "_LONGEST_WAIT_SECONDS", 0.001)
    (tmp_path / "flowlogs.yaml").write_text(FILE)
    write_inventory(inventory(), tmp_path / "flowlogs.inventory.json")
    (target,) = plan_file(tmp_path / "flowlogs.yaml").plan.targets
    made = Insights([one.log_group_prefix + "0A1b" for one in target.log_groups], [ROW])
    enter(monkeypatch, made)
    made.run = lambda *arguments: CliRunner().invoke(query_command.query, arguments, catch_exceptions=False)
    return made


@pytest.fixture(scope="module")
def engine():
    """An engine with the sample network, in a process of its own."""
    with start(sample_network=True) as started:
        yield started


@pytest.fixture
def engine_account(engine, tmp_path, monkeypatch):
    """The engine with the sample network alone, which a folder and its environment reach, and nothing else."""
    engine.reset()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in engine.environment(tmp_path / "cdk-home").items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return engine


@pytest.fixture
def deploy(engine_account, tmp_path):
    """Give what deploys the stack of the file in the folder."""
    formation, names = engine_account.client("cloudformation"), []

    def run(*, context=None):
        outdir = tmp_path / f"cdk.out.{len(names)}"
        app = make_app(outdir=str(outdir), context=context)
        plan = plan_file(tmp_path / "flowlogs.yaml").plan
        (stack,) = add_stacks(app, plan)
        app.synth()
        given = {
            "StackName": stack.stack_name,
            "TemplateBody": (outdir / stack.template_file).read_text(),
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
            "Tags": [{"Key": "flowlog:name", "Value": plan.name}],
        }
        known = stack.stack_name in names
        (formation.update_stack if known else formation.create_stack)(**given)
        waiter = formation.get_waiter(f"stack_{'update' if known else 'create'}_complete")
        waiter.wait(StackName=stack.stack_name, WaiterConfig={"Delay": 1})
        names.append(stack.stack_name)

    return run
