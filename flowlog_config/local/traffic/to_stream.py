"""
Puts records into a delivery stream, as the log delivery service does with its service-linked role: only where the stream's
tag lets it.

Source: CloudWatch Logs User Guide, "Enable logging from AWS services", Firehose; Firehose API, PutRecordBatch: 500 records and
4 MiB; Firehose Developer Guide, decompression: such a stream takes records of CloudWatch Logs only (checked 2026-11).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from flowlog_config.local.clients import Clients
from flowlog_config.local.envelope.direct import pack_line
from flowlog_config.local.firehose.direct import takes_flow_logs
from flowlog_config.local.firehose.stream import StreamError, load_stream
from flowlog_config.local.iam.cross_account import judge_both_roles
from flowlog_config.local.iam.role import Decision, RoleNotFoundError, load_role
from flowlog_config.local.parts import in_parts
from flowlog_config.local.traffic.flow_logs import FlowLog

if TYPE_CHECKING:
    from mypy_boto3_firehose import FirehoseClient
    from mypy_boto3_firehose.type_defs import RecordTypeDef

_MOST_RECORDS = 500
_MOST_BYTES = 4 * 1024 * 1024


def judge_stream(clients: Clients, flow_log: FlowLog) -> Decision:
    """
    Judge whether the service could put a flow log's records into its stream.

    The stream must be there, have the tag, and decompress nothing; into one of another account, two roles must let it.

    Args:
        clients: Of the flow log's account and region.
        flow_log: Goes straight to a stream.
    """
    arn, firehose = flow_log.destination, clients.of(flow_log.destination).firehose
    try:
        stream = load_stream(firehose, arn)
    except StreamError as error:
        return Decision(allowed=False, why=str(error))
    if not takes_flow_logs(firehose, stream.name):
        return Decision(allowed=False, why=f"the stream {stream.name} lacks the tag LogDeliveryEnabled=true")
    if "Decompression" in stream.processors:
        why = f"the stream {stream.name} decompresses, and takes records of CloudWatch Logs only"
        return Decision(allowed=False, why=why)
    if stream.account_id != flow_log.account_id:
        return _judge_roles(clients, flow_log)
    return Decision(allowed=True, why=f"the stream {stream.name} has the tag LogDeliveryEnabled")


def _judge_roles(clients: Clients, flow_log: FlowLog) -> Decision:
    near_arn, far_arn = flow_log.role_arn, flow_log.cross_account_role_arn
    if not near_arn or not far_arn:
        return Decision(
            allowed=False, why="the stream is in another account, and the flow log does not name both roles"
        )
    try:
        near, far = (load_role(clients.of(arn).iam, arn) for arn in (near_arn, far_arn))
    except RoleNotFoundError as error:
        return Decision(allowed=False, why=str(error))
    return judge_both_roles(near, far, resource_id=flow_log.resource_id, stream_arn=flow_log.destination)


def put_lines(firehose: "FirehoseClient", name: str, lines: Iterable[str]) -> int:
    """
    Put a record for each line.

    Returns:
        How many.

    Raises:
        ClientError: The stream does not take them.
    """
    count = 0
    for part in in_parts(map(pack_line, lines), len, most=_MOST_RECORDS, heaviest=_MOST_BYTES):
        records: list[RecordTypeDef] = [{"Data": data} for data in part]
        answer = firehose.put_record_batch(DeliveryStreamName=name, Records=records)
        if answer["FailedPutCount"]:
            message = f"{answer['FailedPutCount']} records of {len(part)}"
            raise ClientError({"Error": {"Code": "FailedPut", "Message": message}}, "PutRecordBatch")
        count += len(part)
    return count
