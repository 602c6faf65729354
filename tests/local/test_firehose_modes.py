"""Less common settings of a stream: everything backed up, processors, a backup that is refused."""

import gzip
from dataclasses import replace

import pytest
from deployed_pipeline import BUCKET, STREAM_ARN, URL, deploy
from local_fakes import LINE, STREAM, dice, envelope

from flowlog_config.local.carrier.line import StreamLine, Surroundings
from flowlog_config.local.carrier.report import Kind
from flowlog_config.local.carrier.state import CarrierState
from flowlog_config.local.envelope.envelope import control_message, pack, to_json, unpack
from flowlog_config.local.firehose.http import Sender
from flowlog_config.local.firehose.processing import check_processors, process
from flowlog_config.local.firehose.stream import StreamError, load_stream
from flowlog_config.local.receiver.faults import Fault, FaultPlan
from flowlog_config.local.subscription.records import Record

RECORD = Record(envelope(LINE), "one", (("1", 1),), 1_795_000_000_000)


@pytest.fixture
def line_to(clients, clock, tls):
    """Make the line of the deployed stream to a receiver, with replaced settings; also what it reports and marks."""
    state = CarrierState(":memory:")

    def make(receiver, **changes):
        happened = []
        sender = Sender({URL.split("/")[2]: ("127.0.0.1", receiver.port)}, tls[1])
        stream = replace(load_stream(clients.firehose, STREAM_ARN), **changes)
        line = StreamLine(stream, Surroundings(clients, state, sender, clock, dice(1), happened.append))
        line.put(stream, [RECORD])
        return line, happened, state

    yield make
    state.close()


def objects(clients):
    """Return all objects of the bucket, decompressed, by key."""
    found = clients.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return {
        one["Key"]: gzip.decompress(clients.s3.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read())
        for one in found
    }


def test_all_data_is_in_the_bucket_as_it_came(clients, line_to, endpoint):
    """With AllData the delivered records are under Prefix, too."""
    deploy(clients, S3BackupMode="AllData")
    receiver = endpoint()
    line, _, _ = line_to(receiver)
    line.flush()
    assert [event.line for event in receiver.got] == [LINE]
    (content,) = objects(clients).values()
    assert content == RECORD.data


def test_a_failed_batch_of_all_data_is_there_as_data_and_as_error(clients, line_to, endpoint):
    """Failing does not take the place of the backup of everything."""
    deploy(clients, S3BackupMode="AllData")
    line, _, _ = line_to(endpoint(faults=FaultPlan(Fault.ERROR)))
    line.flush()
    keys = sorted(objects(clients))
    assert len(keys) == 2
    assert keys[1].startswith("failed/http-endpoint-failed/")


def test_a_refused_backup_holds_the_records(clients, line_to, endpoint):
    """What can neither be delivered nor backed up is not done, and goes when the endpoint is back."""
    deploy(clients)
    clients.s3.delete_bucket(Bucket=BUCKET)
    receiver = endpoint(faults=FaultPlan(Fault.ERROR, first=50))
    line, happened, state = line_to(receiver, retry_seconds=0)
    line.flush()
    assert happened[-1].kind is Kind.HELD
    assert state.unseen("one", ["1"]) == {"1"}
    receiver.faults = FaultPlan()
    line.flush()
    assert [event.line for event in receiver.got] == [LINE]
    assert state.unseen("one", ["1"]) == set()


@pytest.mark.parametrize(
    "change",
    [{"error_prefix": "x/!{timestamp:yyyy}/"}, {"compression": "Snappy"}, {"role_arn": ""}, {"bucket_arn": ""}],
)
def test_a_backup_that_firehose_would_not_write_is_told(clients, line_to, endpoint, change):
    """A wrong prefix, a compression that is not simulated, no role, no bucket."""
    deploy(clients)
    stream = load_stream(clients.firehose, STREAM_ARN)
    receiver = endpoint(faults=FaultPlan(Fault.ERROR))
    line, happened, _ = line_to(receiver, retry_seconds=0, backup=replace(stream.backup, **change))
    line.flush()
    assert happened[-1].kind is Kind.HELD


@pytest.mark.parametrize(
    ("processors", "expected"),
    [
        ((), envelope(LINE, "b")),
        (("AppendDelimiterToRecord",), envelope(LINE, "b") + b"\n"),
        (("Decompression",), to_json(unpack(envelope(LINE, "b")))),
        (("Decompression", "CloudWatchLogProcessing"), f"{LINE}\nb".encode()),
        (("Decompression", "CloudWatchLogProcessing", "AppendDelimiterToRecord"), f"{LINE}\nb\n".encode()),
    ],
)
def test_processors_change_what_is_delivered(processors, expected):
    """Each combination gives the bytes the guide describes."""
    assert process(replace(STREAM, processors=processors), envelope(LINE, "b")) == expected


def test_message_extraction_leaves_nothing_of_a_control_message():
    """There is no log event in it."""
    stream = replace(STREAM, processors=("Decompression", "CloudWatchLogProcessing"))
    assert process(stream, pack(control_message(1))) is None


@pytest.mark.parametrize("processors", [("Lambda",), ("CloudWatchLogProcessing",)])
def test_refuses_processors_that_are_not_simulated(processors):
    """A Lambda function, or extraction without decompression, is told and not skipped."""
    with pytest.raises(StreamError):
        check_processors(replace(STREAM, processors=processors))
