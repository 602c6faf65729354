"""
The demo: engine, sample network, ``cdk deploy``, endpoint, traffic, carrier, and proof that every record arrived, at the
endpoint or in the bucket.

Nothing here tells the carrier what was planned: it reads what was deployed.
"""

import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from flowlog_config.aggregator import write_values
from flowlog_config.aggregator.vrl import program
from flowlog_config.local.carrier.carrier import Carrier
from flowlog_config.local.carrier.clock import HurriedClock
from flowlog_config.local.carrier.line import Surroundings
from flowlog_config.local.carrier.report import TROUBLE, Happening, Kind
from flowlog_config.local.carrier.run import run_once
from flowlog_config.local.carrier.state import CarrierState
from flowlog_config.local.clients import Clients, connect
from flowlog_config.local.demo.arrived import Line
from flowlog_config.local.demo.deploy import deploy
from flowlog_config.local.demo.endpoint import Endpoint
from flowlog_config.local.demo.look import DemoError, one_of_each, run_flowlog
from flowlog_config.local.demo.narrator import Narrator
from flowlog_config.local.demo.posted import Posted
from flowlog_config.local.demo.read_back import in_files, in_log_groups, in_streams
from flowlog_config.local.demo.routed import write_routed
from flowlog_config.local.demo.source_names import source_names
from flowlog_config.local.engine import Engine, bootstrap, start
from flowlog_config.local.firehose.http import Sender
from flowlog_config.local.receiver.events import Received
from flowlog_config.local.receiver.server import Receiver
from flowlog_config.local.traffic.records import WINDOW_SECONDS, window_at
from flowlog_config.local.traffic.writer import Written, write_traffic
from flowlog_config.plan import Plan, plan_file
from flowlog_config.plan.naming import FORWARDED

_HURRY = 120.0
_WINDOWS = 3
_CONVERSATIONS = 60


@dataclass(frozen=True, slots=True)
class Result:
    """
    What the demo did.

    Attributes:
        events: What the endpoint took.
        files: What lies in the bucket, and what the function posted.
        formats: Field names by log group, stream or folder, as deployed.
        written: Every record that was put into a log group, a stream or a file.
        names: What the account calls the sources, by id.
        values: The Helm values written; None when nothing reaches the aggregator.
        program: What the aggregator parses records with.
    """

    events: Sequence[Received]
    files: Sequence[Line]
    formats: dict[str, tuple[str, ...]]
    written: Sequence[Line]
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
        DemoError: When a record was refused or lost.
        DeployError: When ``cdk deploy`` fails.
        EngineError: When the engine cannot start.
        InvalidConfigError: When the file has problems.
    """
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
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
            run_flowlog(["discover", "--file", str(copy)], environment, narrator)
        # For the aggregator's side only: its host name and its values.
        plan = plan_file(copy).plan
        posted.refuse_others(plan)
        with narrator.step("flowlog explain: one interface that is logged, and one that is not"):
            for id_ in one_of_each(copy):
                run_flowlog(["explain", id_, "--file", str(copy)], environment, narrator)
        outputs = _deployed(engine, project, copy, plan, work, narrator)
        clients = connect(engine.endpoint_url, account_id=engine.settings.account_id, region=engine.settings.region)
        posted.trusted_by(engine.client("lambda"), outputs.values())
        events: list[Received] = []
        if any(target.uses_firehose for target in plan.targets):
            with Endpoint(plan, clients, outputs, work, events, narrator) as (receiver, host):
                written = _traffic(clients, engine.settings.account_id, narrator)
                _carry(clients, receiver, host, work, narrator)
        else:
            written = _traffic(clients, engine.settings.account_id, narrator)
        put = [*in_log_groups(clients, written), *in_streams(clients, written)]
        files = _files(clients, written, narrator) if any(target.folders for target in plan.targets) else []
        to_post = [one for one in files if FORWARDED in one.place]
        arrived = [one for one in files if FORWARDED not in one.place]
        return Result(
            events=events,
            files=[*arrived, *posted.wait(to_post, narrator)] if to_post else arrived,
            formats={one.flow_log.place: one.flow_log.fields for one in written},
            written=[*put, *files],
            names=source_names(clients.ec2),
            values=next(iter(write_values(plan, work)), None),
            program=program(plan),
        )


def _deployed(
    engine: Engine, project: Path, file: Path, plan: Plan, work: Path, narrator: Narrator
) -> dict[str, dict[str, str]]:
    target = plan.targets[0].target
    with narrator.step(f"cdk deploy {plan.targets[0].stack_name} (the real CDK command line)"):
        where = {"account_id": target.account_id, "region": target.region}
        clients = {service: engine.client(service, **where) for service in ("s3", "ssm")}
        bootstrap(s3=clients["s3"], ssm=clients["ssm"], account=target.account_id, in_region=target.region)
        outputs = deploy(project, work, file, engine.environment((work / "cdk-home").absolute()), narrator.passing)
        narrator.passed()
        for stack in outputs.values():
            for name, value in sorted(stack.items()):
                narrator.detail(f"{name} = {value}")
    return outputs


def _traffic(clients: Clients, account_id: str, narrator: Narrator) -> list[Written]:
    with narrator.step("Put realistic flow log records where the flow logs deliver"):
        last = int(time.time()) - WINDOW_SECONDS
        windows = [window_at(last - WINDOW_SECONDS * back) for back in reversed(range(_WINDOWS))]
        written = list(
            write_traffic(clients, account_id=account_id, windows=windows, conversations=_CONVERSATIONS, seed="flowlog")
        )
        for one in written:
            if one.problem:
                raise DemoError(f"{one.flow_log.id} on {one.flow_log.resource_id} got no records: {one.problem}")
            what = f"{one.records} records of {len(one.flow_log.fields)} fields"
            narrator.detail(f"{one.flow_log.resource_id}: {what} to {one.flow_log.destination_type}")
    return written


def _carry(clients: Clients, receiver: Receiver, host: str, work: Path, narrator: Narrator) -> None:
    troubled: list[Happening] = []

    def report(happening: Happening) -> None:
        if happening.kind in TROUBLE:
            troubled.append(happening)
        if happening.kind in TROUBLE or happening.events or happening.kind is Kind.ACCEPTED:
            count = f", {happening.events} events" if happening.events else ""
            narrator.detail(f"{happening.kind} {happening.subject}: {happening.text}{count}")

    with narrator.step("Carry them: subscription filter, Firehose, HTTPS"), CarrierState(":memory:") as state:
        around = Surroundings(
            clients=clients,
            state=state,
            sender=Sender({host: ("127.0.0.1", receiver.port)}, work / "ca.pem"),
            clock=HurriedClock(_HURRY, stop=threading.Event()),
            random=Random(),  # noqa: S311 - jitter, no secret
            report=report,
        )
        run_once(Carrier(around))
    if troubled:
        raise DemoError(f"{troubled[0].subject}: {troubled[0].text}")


def _files(clients: Clients, written: Sequence[Written], narrator: Narrator) -> list[Line]:
    with narrator.step("Read the files back from the bucket, and count"):
        lines = list(in_files(clients, written))
        for place in sorted({line.place for line in lines}):
            narrator.detail(f"s3://{place}: {sum(line.place == place for line in lines)} records")
    return lines
