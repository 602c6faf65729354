"""An engine in a process of its own for the data plane's tests, emptied before each of them; and an endpoint."""

import pytest
from cdk_command import Cdk
from deployed_accounts import Accounts
from deployed_pipeline import ACCOUNT, KEY, REGION, URL
from local_fakes import FakeClock, dice

from flowlog_config.local.carrier.carrier import Carrier
from flowlog_config.local.carrier.line import Surroundings
from flowlog_config.local.carrier.report import TROUBLE
from flowlog_config.local.carrier.run import run_once
from flowlog_config.local.carrier.state import CarrierState
from flowlog_config.local.clients import connect
from flowlog_config.local.firehose.http import Sender
from flowlog_config.local.receiver.protocol import Rules
from flowlog_config.local.receiver.server import Receiver
from flowlog_config.local.receiver.tls import server_context


@pytest.fixture(scope="session")
def data_plane_engine():
    """The engine, started once; a process, because only one fits into this one."""
    from flowlog_config.local.engine import start  # noqa: PLC0415 - only tests that need it pay for it

    with start(sample_network=True) as engine:
        yield engine


@pytest.fixture
def engine(data_plane_engine):
    """The engine with the sample network and nothing else."""
    data_plane_engine.reset()
    return data_plane_engine


@pytest.fixture
def clients(engine):
    """Clients of the engine's own account."""
    return connect(engine.endpoint_url, account_id=ACCOUNT, region=REGION)


@pytest.fixture
def cdk(engine, tmp_path):
    """The real CDK command line on the engine."""
    return Cdk(engine, tmp_path)


@pytest.fixture
def accounts(engine, cdk, tmp_path):
    """All accounts and regions of the engine."""
    return Accounts(engine, cdk, tmp_path)


@pytest.fixture
def receive(tls, accounts):
    """Carry all there is in some places to an endpoint that knows the stacks' keys; gives what it got, and what was said."""
    started = []

    def receive(outputs, *places):
        got = []
        receiver = Receiver(Rules(accounts.keys(outputs)), got.extend, tls=tls[0]).start()
        started.append(receiver)
        said = accounts.carry(*places, receiver=receiver, ca_file=tls[1], host=URL.split("/")[2])
        assert not [one for one in said if one.kind in TROUBLE]
        return got, said

    yield receive
    for receiver in started:
        receiver.stop()


@pytest.fixture(scope="session")
def tls(tmp_path_factory):
    """A server context for the pipeline's host name and the file of its authority."""
    ca_file = tmp_path_factory.mktemp("tls") / "ca.pem"
    return server_context([URL.split("/")[2]], ca_file), ca_file


@pytest.fixture
def endpoint(tls):
    """Start a receiver of the pipeline's key; what it got is in its ``got``."""
    started = []

    def start(**more):
        got = []
        receiver = Receiver(Rules((KEY,)), more.pop("sink", got.extend), tls=tls[0], **more).start()
        receiver.got = got
        started.append(receiver)
        return receiver

    yield start
    for receiver in started:
        receiver.stop()


@pytest.fixture
def clock():
    """A clock that only moves when someone sleeps."""
    return FakeClock()


@pytest.fixture
def carry(clients, clock, tls):
    """Carry everything once to a receiver; returns what was reported. The state lasts as long as the test."""
    state = CarrierState(":memory:")

    def act(receiver):
        happened = []
        host = URL.split("/")[2]
        sender = Sender({host: ("127.0.0.1", receiver.port)}, tls[1])
        around = Surroundings(clients, state, sender, clock, dice(1), happened.append)
        run_once(Carrier(around))
        return happened

    yield act
    state.close()
