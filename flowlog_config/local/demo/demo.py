"""
The demo: engine, sample network, ``cdk deploy``, endpoint, traffic, carrier, and proof that every record arrived, at the
endpoint or in the bucket.

Nothing here tells the carrier what was planned: it reads what was deployed.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flowlog_config.aggregator import write_values
from flowlog_config.aggregator.vrl import program
from flowlog_config.discovery.places import read_places
from flowlog_config.inventory.model import Inventory
from flowlog_config.local.clients import connect
from flowlog_config.local.demo.arrived import Line
from flowlog_config.local.demo.deploy import deploy
from flowlog_config.local.demo.endpoint import Endpoint
from flowlog_config.local.demo.everywhere import carry, everywhere, read_files, write
from flowlog_config.local.demo.look import DemoError, discovered, one_of_each, run_flowlog
from flowlog_config.local.demo.narrator import Narrator
from flowlog_config.local.demo.posted import Posted
from flowlog_config.local.demo.read_back import in_log_groups, in_streams, kept_back
from flowlog_config.local.demo.routed import write_routed
from flowlog_config.local.engine import Engine, start
from flowlog_config.local.receiver.events import Received
from flowlog_config.plan import Plan
from flowlog_config.plan.make import make_plan
from flowlog_config.plan.naming import FORWARDED

_READER = "flowlog-reader"
"""A role to read other accounts with; the engine lets anybody take any role."""


@dataclass(frozen=True, slots=True)
class Result:
    """
    What the demo did.

    Attributes:
        events: What the endpoint took.
        files: What lies in the bucket, and what the function posted.
        formats: Field names by log group, stream or folder, as deployed.
        written: Every record that was put into a log group, a stream or a file.
        kept_back: Those of them that the deployed subscription filters do not take (``forward``).
        names: What the account calls the sources, by id.
        values: The Helm values written; None when nothing reaches the aggregator.
        program: What the aggregator parses records with.
    """

    events: Sequence[Received]
    files: Sequence[Line]
    formats: dict[str, tuple[str, ...]]
    written: Sequence[Line]
    kept_back: Sequence[Line]
    names: dict[str, str]
    values: Path | None
    program: str

    @property
    def arrived(self) -> list[Line]:
        """What came to where the file wants it: the endpoints and the bucket."""
        return [*(Line(event.place, event.log_stream, event.line) for event in self.events), *self.files]


def run_demo(*, project: Path, file: Path, work: Path, narrator: Narrator, routes: Sequence[str] = ()) -> Result:
    """
    Run everything; the engine and the endpoint are gone when it returns or fails, also on Ctrl-C.

    Args:
        project: Folder with ``cdk.json`` and ``node_modules``.
        file: Configuration file to deploy; a copy of it is used, beside an inventory of its own.
        work: Folder for everything the demo writes; emptied first.
        narrator: Told what goes on.
        routes: How the records travel, in the place of the file's default.

    Raises:
        DemoError: When a record was refused or lost, or the file names what the demo's accounts cannot have.
        DeployError: When ``cdk deploy`` fails.
        EngineError: When the engine cannot start.
        InvalidConfigError: When the file has problems.
    """
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(parents=True)
    except OSError as error:
        raise DemoError(f"{work} cannot be written: {error.strerror}; remove what is there") from error
    with Posted(work) as posted:
        copy = write_routed(file, work / "flowlogs.yaml", routes, posted.url if "lambda" in routes else "")
        return _run(project, copy, work, narrator, posted)


def _run(project: Path, copy: Path, work: Path, narrator: Narrator, posted: Posted) -> Result:
    with narrator.step("Start the embedded AWS engine with a sample network"):
        engine = start(sample_network=True)
    with engine:
        narrator.detail(f"listening on {engine.endpoint_url}, reachable from this machine only")
        environment = engine.environment((work / "cdk-home").absolute())
        with narrator.step("flowlog discover: read the network, as it would your account"):
            discover = ["discover", "--file", str(copy)]
            accounts = {one.account_id for one in read_places(copy).targets}
            roles = [] if accounts <= {engine.settings.account_id} else ["--role-name", _READER]
            run_flowlog([*discover, *roles], environment, narrator)
        loaded, inventory = discovered(copy)
        # For the aggregator's side only: its host name and its values.
        plan = make_plan(loaded, inventory).plan
        posted.refuse_others(plan)
        _refuse_own_keys(plan)
        with narrator.step("flowlog explain: one interface that is logged, and one that is not"):
            for id_ in one_of_each(loaded.config, inventory):
                run_flowlog(["explain", id_, "--file", str(copy)], environment, narrator)
        outputs = _deployed(engine, project, copy, plan, work, narrator)
        clients = connect(engine.endpoint_url, account_id=engine.settings.account_id, region=engine.settings.region)
        places = everywhere(clients, plan)
        _trust_posted(engine, plan, outputs, posted)
        events: list[Received] = []
        if any(target.uses_firehose for target in plan.targets):
            with Endpoint(plan, clients, outputs, work, events, narrator) as (receiver, host):
                written = write(places, narrator)
                carry(places, receiver, host, work, narrator)
        else:
            written = write(places, narrator)
        put = [*in_log_groups(clients, written), *in_streams(clients, written)]
        files = read_files(clients, written, narrator) if any(target.folders for target in plan.targets) else []
        to_post = [one for one in files if FORWARDED in one.place]
        arrived = [one for one in files if FORWARDED not in one.place]
        return Result(
            events=events,
            files=[*arrived, *posted.wait(to_post, narrator)] if to_post else arrived,
            formats={one.flow_log.place: one.flow_log.fields for one in written},
            written=[*put, *files],
            kept_back=list(kept_back(clients, written)),
            names=_names(inventory),
            values=next(iter(write_values(plan, work)), None),
            program=program(plan),
        )


def _refuse_own_keys(plan: Plan) -> None:
    """
    Make sure that each stack makes its access key.

    Raises:
        DemoError: The file names a secret, which is in an account of the user's.
    """
    for secret in filter(None, (one.access_key_secret for one in plan.targets)):
        raise DemoError(
            f"the demo's accounts have no secret {secret}: leave access_key_secret out, and each stack makes one"
        )


def _deployed(
    engine: Engine, project: Path, file: Path, plan: Plan, work: Path, narrator: Narrator
) -> dict[str, dict[str, str]]:
    stacks = ", ".join(one.stack_name for one in plan.targets)
    with narrator.step(f"cdk deploy {stacks} (the real CDK command line)"):
        outputs = deploy(project, work, file, engine.environment((work / "cdk-home").absolute()), narrator.passing)
        narrator.passed()
        for stack in outputs.values():
            for name, value in sorted(stack.items()):
                narrator.detail(f"{name} = {value}")
    return outputs


def _trust_posted(engine: Engine, plan: Plan, outputs: Mapping[str, Mapping[str, str]], posted: Posted) -> None:
    for one in plan.targets:
        functions = engine.client("lambda", account_id=one.target.account_id, region=one.target.region)
        posted.trusted_by(functions, [outputs.get(one.stack_name, {})])


def _names(inventory: Inventory) -> dict[str, str]:
    """Give the Name of each source, or else whom it belongs to."""
    resources = (one for target in inventory.targets.values() for one in target.resources.values())
    return {one.id: one.name or one.service for one in resources}
