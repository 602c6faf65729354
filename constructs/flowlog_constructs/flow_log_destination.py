"""
Where a flow log delivers, as the properties of ``AWS::EC2::FlowLog`` that say so.

Source: EC2 API, CreateFlowLogs; CloudFormation, AWS::EC2::FlowLog (checked 2026-11).
"""

from collections.abc import Mapping
from typing import Any

Destination = Mapping[str, Any]
"""Names and values as in a template."""


def to_log_group(name: str, *, role_arn: str) -> Destination:
    """
    Deliver into a log group.

    Args:
        name: Its ``Ref``, so that it exists first.
        role_arn: :class:`flowlog_constructs.flow_log_role.FlowLogRole`, or one that may do the same.
    """
    return {"LogDestinationType": "cloud-watch-logs", "LogGroupName": name, "DeliverLogsPermissionArn": role_arn}


def to_stream(arn: str) -> Destination:
    """
    Deliver straight into a delivery stream of the same account and region, which takes no role.

    The service-linked role ``AWSServiceRoleForLogDelivery`` writes, to streams with the tag ``LogDeliveryEnabled``.

    Source: CloudWatch Logs User Guide, enable logging from AWS services, Firehose (checked 2026-11).
    """
    return {"LogDestinationType": "kinesis-data-firehose", "LogDestination": arn}


def to_stream_of_other_account(arn: str, *, role_arn: str, cross_account_role_arn: str) -> Destination:
    """
    Deliver straight into a delivery stream of another account in the same region, which takes a role on each side.

    Args:
        arn: Of the stream.
        role_arn: :class:`flowlog_constructs.cross_account_roles.SenderRole` of this account.
        cross_account_role_arn: :class:`flowlog_constructs.cross_account_roles.CrossAccountRole` of the other.

    Source: VPC User Guide, publish flow logs to Firehose, cross account delivery (checked 2026-11).
    """
    roles = {"DeliverLogsPermissionArn": role_arn, "DeliverCrossAccountRole": cross_account_role_arn}
    return {**to_stream(arn), **roles}


def to_bucket(
    arn: str, *, folder: str, file_format: str, hive_compatible_partitions: bool, per_hour_partition: bool
) -> Destination:
    """
    Deliver files into a folder of a bucket, whose policy lets the service write; it takes no role.

    Args:
        arn: Of the bucket.
        folder: With ``/`` at the end; no part of it is called ``AWSLogs``.
        file_format: ``plain-text`` or ``parquet``.
        hive_compatible_partitions: Folders like ``year=2026``.
        per_hour_partition: A folder for each hour.

    Source: VPC User Guide, publish flow logs to Amazon S3 (checked 2026-11).
    """
    options = {
        "FileFormat": file_format,
        "HiveCompatiblePartitions": hive_compatible_partitions,
        "PerHourPartition": per_hour_partition,
    }
    return {"LogDestinationType": "s3", "LogDestination": f"{arn}/{folder}", "DestinationOptions": options}
