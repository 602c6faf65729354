"""The delivery stream that posts records to the aggregator."""

from collections.abc import Mapping
from typing import Any

from flowlog_constructs.resource import Resource, Scope

_BACKUP_INTERVAL_SECONDS = 60
_BACKUP_SIZE_MIB = 5
_TIME = "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/"
FROM_FLOW_LOGS = {"LogDeliveryEnabled": "true"}
"""
Tag of a stream that flow logs may write to themselves. AWS sets it with the first flow log; it has to be in the template, or
the next update of the tags takes it away, and the records stop.

Source: CloudWatch Logs User Guide, enable logging from AWS services, Firehose (checked 2026-11).
"""


class AggregatorStream:
    """
    Takes records from CloudWatch Logs, or with the tag :data:`FROM_FLOW_LOGS` from flow logs themselves, and posts them over
    HTTPS; what is not taken goes to a bucket.

    Failed records are at ``stream=NAME/error=KIND/year=…/month=…/day=…/hour=…/`` of the bucket (UTC). The access key is
    read from Secrets Manager at run time and is never in the template. Records arrive as CloudWatch Logs wraps them, each
    compressed with gzip, or from flow logs as ``{"message": "…"}``. One stream never takes both.

    Attributes:
        stream: The delivery stream.
        http_errors: Log stream for errors of the endpoint.
        backup_errors: Log stream for errors of the bucket.

    Args:
        scope: Parent.
        construct_id: Ending of the ids in the parent: ``Stream…``, ``HttpErrors…`` and ``BackupErrors…``.
        stream_name: 1 to 64 of ``a-zA-Z0-9._-``.
        role_arn: :class:`flowlog_constructs.stream_role.StreamRole`, or one that may do the same.
        url: Public, https, port 443.
        endpoint_name: Shown in the console, 1 to 256 characters.
        secret_arn: Secret of the shape ``{"api_key": "…"}``.
        failed_records_bucket_arn: Bucket for what was not taken.
        error_log_group_name: Existing log group for errors; gets the two log streams.
        common_attributes: Sent with every request; at most 50, names to 256 and values to 1024 characters.
        buffer_interval_seconds: 0 to 900.
        buffer_size_mib: 1 to 64; CloudFormation takes 128 but the service refuses it.
        retry_seconds: 0 to 7200.
        content_encoding: ``GZIP`` or ``NONE``, of a request's body.
        key_arn: KMS key of the stream and bucket, not an alias of one; None for AWS's own.
        tags: Of the stream.

    Raises:
        ValueError: The key is an alias, which Firehose refuses.

    Source: Firehose API, CreateDeliveryStream and HttpEndpointDestinationConfiguration; Firehose Developer Guide, custom
    prefixes for S3 objects (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        stream_name: str,
        role_arn: str,
        url: str,
        endpoint_name: str,
        secret_arn: str,
        failed_records_bucket_arn: str,
        error_log_group_name: str,
        common_attributes: Mapping[str, str],
        buffer_interval_seconds: int,
        buffer_size_mib: int,
        retry_seconds: int,
        content_encoding: str,
        key_arn: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        if key_arn and ":alias/" in key_arn:
            raise ValueError(f"Firehose takes the ARN of a key and not of an alias: {key_arn}")
        http_errors, backup_errors = f"{stream_name}/http-endpoint", f"{stream_name}/failed-records-bucket"
        # Log streams come before the delivery stream: Firehose drops errors for which there is none.
        self.http_errors = _log_stream(scope, f"HttpErrors{construct_id}", error_log_group_name, http_errors)
        self.backup_errors = _log_stream(scope, f"BackupErrors{construct_id}", error_log_group_name, backup_errors)
        destination = {
            "EndpointConfiguration": {"Url": url, "Name": endpoint_name},
            "SecretsManagerConfiguration": {"Enabled": True, "SecretARN": secret_arn, "RoleARN": role_arn},
            "BufferingHints": _buffering(buffer_interval_seconds, buffer_size_mib),
            "RetryOptions": {"DurationInSeconds": retry_seconds},
            "RequestConfiguration": _request(content_encoding, common_attributes),
            "RoleARN": role_arn,
            "S3BackupMode": "FailedDataOnly",
            "S3Configuration": _backup(
                bucket_arn=failed_records_bucket_arn,
                folder=f"stream={stream_name}",
                role_arn=role_arn,
                key_arn=key_arn,
                errors=_logging(error_log_group_name, backup_errors),
            ),
            "CloudWatchLoggingOptions": _logging(error_log_group_name, http_errors),
        }
        self.stream = Resource(
            scope,
            f"Stream{construct_id}",
            "AWS::KinesisFirehose::DeliveryStream",
            {
                "DeliveryStreamName": stream_name,
                "DeliveryStreamType": "DirectPut",
                "DeliveryStreamEncryptionConfigurationInput": _stream_encryption(key_arn),
                "HttpEndpointDestinationConfiguration": destination,
            },
            tags=tags,
            depends_on=[self.http_errors, self.backup_errors],
        )


def _log_stream(scope: Scope, construct_id: str, log_group_name: str, name: str) -> Resource:
    return Resource(
        scope, construct_id, "AWS::Logs::LogStream", {"LogGroupName": log_group_name, "LogStreamName": name}
    )


def _backup(
    *, bucket_arn: str, folder: str, role_arn: str, key_arn: str | None, errors: dict[str, Any]
) -> dict[str, Any]:
    encryption = (
        {"KMSEncryptionConfig": {"AWSKMSKeyARN": key_arn}} if key_arn else {"NoEncryptionConfig": "NoEncryption"}
    )
    return {
        "BucketARN": bucket_arn,
        "RoleARN": role_arn,
        "Prefix": f"{folder}/{_TIME}",
        "ErrorOutputPrefix": f"{folder}/error=!{{firehose:error-output-type}}/{_TIME}",
        "BufferingHints": _buffering(_BACKUP_INTERVAL_SECONDS, _BACKUP_SIZE_MIB),
        "CompressionFormat": "GZIP",
        "EncryptionConfiguration": encryption,
        "CloudWatchLoggingOptions": errors,
    }


def _buffering(interval_seconds: int, size_mib: int) -> dict[str, Any]:
    return {"IntervalInSeconds": interval_seconds, "SizeInMBs": size_mib}


def _logging(log_group_name: str, log_stream_name: str) -> dict[str, Any]:
    return {"Enabled": True, "LogGroupName": log_group_name, "LogStreamName": log_stream_name}


def _request(content_encoding: str, attributes: Mapping[str, str]) -> dict[str, Any]:
    common = [{"AttributeName": name, "AttributeValue": attributes[name]} for name in sorted(attributes)]
    return {"ContentEncoding": content_encoding, "CommonAttributes": common}


def _stream_encryption(key_arn: str | None) -> dict[str, Any]:
    return {"KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": key_arn} if key_arn else {"KeyType": "AWS_OWNED_CMK"}
