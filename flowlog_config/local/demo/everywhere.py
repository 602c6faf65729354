"""What the demo does in every account and region of the file: write records, carry them, and read them back."""

import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from flowlog_config.local.carrier.carrier import Carrier
from flowlog_config.local.carrier.line import Surroundings
from flowlog_config.local.carrier.report import TROUBLE, Happening, Kind
from flowlog_config.local.carrier.run import run_once
from flowlog_config.local.carrier.state import CarrierState
from flowlog_config.local.clients import Clients
from flowlog_config.local.clock import HurriedClock
from flowlog_config.local.demo.arrived import Line
from flowlog_config.local.demo.look import DemoError
from flowlog_config.local.demo.narrator import Narrator
from flowlog_config.local.demo.read_back import in_files
from flowlog_config.local.firehose.http import Sender
from flowlog_config.local.receiver.server import Receiver
from flowlog_config.local.traffic.records import windows_until
from flowlog_config.local.traffic.writer import Written, write_traffic
from flowlog_config.plan import Plan

_HURRY = 120.0
_WINDOWS = 3
_CONVERSATIONS = 60


def everywhere(clients: Clients, plan: Plan) -> list[Clients]:
    """Give the clients of each account and region of a plan, in the order of the file."""
    places = dict.fromkeys((one.target.account_id, one.target.region) for one in plan.targets)
    return [clients.at(*place) for place in places]


def write(places: Sequence[Clients], narrator: Narrator) -> list[Written]:
    """
    Let every flow log write some minutes of traffic; what saw none is told, and is no failure.

    Raises:
        DemoError: One could not, or there is none that saw any.
    """
    found = []
    with narrator.step("Put realistic flow log records where the flow logs deliver"):
        windows = windows_until(int(time.time()), _WINDOWS)
        for place in places:
            for one in write_traffic(place, windows=windows, conversations=_CONVERSATIONS, seed="flowlog"):
                if one.skipped:
                    narrator.detail(one.problem)
                    continue
                if one.problem:
                    raise DemoError(f"{one.flow_log.id} on {one.flow_log.resource_id} got no records: {one.problem}")
                what = f"{one.records} records of {len(one.flow_log.fields)} fields"
                narrator.detail(f"{one.flow_log.resource_id}: {what} to {one.flow_log.destination_type}")
                found.append(one)
    if not found:
        raise DemoError("no flow log was deployed that saw traffic, so there are no records: does the file select any?")
    return found


def carry(places: Sequence[Clients], receiver: Receiver, host: str, work: Path, narrator: Narrator) -> None:
    """
    Carry all records to the endpoint, by what was deployed in each place.

    Raises:
        DemoError: When something was refused or not delivered.
    """
    troubled: list[Happening] = []

    def report(happening: Happening) -> None:
        if happening.kind in TROUBLE:
            troubled.append(happening)
        if happening.kind in TROUBLE or happening.events or happening.kind is Kind.ACCEPTED:
            count = f", {happening.events} events" if happening.events else ""
            narrator.detail(f"{happening.kind} {happening.subject}: {happening.text}{count}")

    with narrator.step("Carry them: what CloudWatch Logs and Firehose do"), CarrierState(":memory:") as state:
        for place in places:
            around = Surroundings(
                clients=place,
                state=state,
                sender=Sender({host: ("127.0.0.1", receiver.port)}, work / "ca.pem"),
                clock=HurriedClock(_HURRY),
                random=Random(),  # noqa: S311 - jitter, no secret
                report=report,
            )
            run_once(Carrier(around))
    if troubled:
        raise DemoError(f"{troubled[0].subject}: {troubled[0].text}")


def read_files(clients: Clients, written: Sequence[Written], narrator: Narrator) -> list[Line]:
    """Read the files of every bucket, and tell how many records lie where."""
    with narrator.step("Read the files back from the bucket, and count"):
        lines = list(in_files(clients, written))
        for place in sorted({line.place for line in lines}):
            narrator.detail(f"s3://{place}: {sum(line.place == place for line in lines)} records")
    return lines
