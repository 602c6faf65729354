"""
The stream's error log: where Firehose writes why deliveries fail, if the role may.

Source: Firehose Developer Guide, "Monitor Amazon Data Firehose using CloudWatch Logs" (checked 2026-11).
"""

import json

from botocore.exceptions import BotoCoreError, ClientError

from flowlog_config.local.clients import Clients
from flowlog_config.local.firehose.failure import DeliveryError
from flowlog_config.local.firehose.role import firehose_may
from flowlog_config.local.firehose.stream import Stream
from flowlog_config.local.iam.role import RoleNotFoundError, load_role


def write_error(clients: Clients, stream: Stream, error: DeliveryError, now: int) -> str:
    """
    Write one line to the stream's error log.

    Args:
        clients: Where role and log group live.
        stream: Names the log group and stream, and the role.
        error: What went wrong.
        now: Milliseconds.

    Returns:
        Empty when it was written or the stream has no error log; else why it could not be, in words.
    """
    if stream.error_log is None:
        return ""
    group, log_stream = stream.error_log
    where = f"arn:{stream.arn.split(':')[1]}:logs:{stream.region}:{stream.account_id}:log-group:{group}"
    try:
        role = load_role(clients.iam, stream.role_arn)
        decision = firehose_may(role, stream, "logs:PutLogEvents", f"{where}:log-stream:{log_stream}")
        if not decision:
            return f"the error log {group} cannot be written: {decision.why}"
        message = {
            "deliveryStreamARN": stream.arn,
            "destination": stream.url,
            "deliveryStreamVersionId": int(stream.version) if stream.version.isdigit() else stream.version,
            "message": error.message,
            "errorCode": error.code,
        }
        clients.logs.put_log_events(
            logGroupName=group,
            logStreamName=log_stream,
            logEvents=[{"timestamp": now, "message": json.dumps(message)}],
        )
    except RoleNotFoundError as missing:
        return f"the error log {group} cannot be written: {missing}"
    except ClientError as refused:
        code = refused.response.get("Error", {}).get("Code", "")
        return f"the error log {group}, stream {log_stream}, cannot be written: {code}"
    except BotoCoreError as broken:
        return f"the error log {group} cannot be written: {type(broken).__name__}"
    return ""
