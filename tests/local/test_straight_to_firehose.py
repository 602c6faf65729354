"""Flow logs straight to Firehose: what lets records in, and that each arrives once."""

import pytest
from deployed_pipeline import ACCOUNT, STREAM, STREAM_ARN, deploy
from flow_log_of_a_vpc import FIELDS, flow_log, write

from flowlog_config.local.carrier.report import TROUBLE


@pytest.fixture
def stream(clients):
    """A stream that flow logs may write to, with one flow log on it."""
    deploy(clients, buffering={"IntervalInSeconds": 0, "SizeInMBs": 1})
    flow_log(clients, "kinesis-data-firehose", STREAM_ARN)
    return clients


def test_records_go_straight_to_the_endpoint_once(stream, endpoint, carry):
    """Each line in a record of its own, with no log group, and none twice when the carrier looks again."""
    (written,) = write(stream)
    assert not written.problem
    receiver = endpoint()
    said = carry(receiver) + carry(receiver)
    assert not [one for one in said if one.kind in TROUBLE]
    assert len(receiver.got) == written.records > 50
    assert {one.place for one in receiver.got} == {STREAM}
    assert {(one.log_group, one.log_stream, one.owner) for one in receiver.got} == {("", "", ACCOUNT)}
    assert all(len(one.line.split()) == len(FIELDS) for one in receiver.got)


def test_nothing_gets_into_a_stream_without_the_tag(stream):
    """AWS sets it with the flow log; an update of the stack that does not know it takes it away."""
    stream.firehose.untag_delivery_stream(DeliveryStreamName=STREAM, TagKeys=["LogDeliveryEnabled"])
    (written,) = write(stream)
    assert "LogDeliveryEnabled" in written.problem
    (found,) = stream.ec2.describe_flow_logs()["FlowLogs"]
    assert (found["DeliverLogsStatus"], found["DeliverLogsErrorMessage"]) == ("FAILED", "Access error")


def test_a_stream_that_decompresses_takes_none(clients):
    """It takes records of CloudWatch Logs only."""
    processor = {
        "Type": "Decompression",
        "Parameters": [{"ParameterName": "CompressionFormat", "ParameterValue": "GZIP"}],
    }
    deploy(clients, ProcessingConfiguration={"Enabled": True, "Processors": [processor]})
    flow_log(clients, "kinesis-data-firehose", STREAM_ARN)
    (written,) = write(clients)
    assert "decompresses" in written.problem
