"""The delivery stream that posts records to the aggregator."""

from collections.abc import Mapping

from aws_cdk import aws_kinesisfirehose, aws_logs
from constructs import Construct

from flowlog_constructs.tagging import cfn_tags

_BACKUP_INTERVAL_SECONDS = 60
_BACKUP_SIZE_MIB = 5
_TIME = "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/"
_Stream = aws_kinesisfirehose.CfnDeliveryStream


class AggregatorStream(Construct):
    """
    Takes records from CloudWatch Logs and posts them over HTTPS; what is not taken goes to a bucket.

    Failed records are at ``stream=NAME/error=KIND/year=…/month=…/day=…/hour=…/`` of the bucket (UTC). The access key is
    read from Secrets Manager at run time and is never in the template. Records arrive as CloudWatch Logs wraps them,
    each compressed with gzip.

    Attributes:
        stream: The delivery stream.
        http_errors: Log stream for errors of the endpoint.
        backup_errors: Log stream for errors of the bucket.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
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
        scope: Construct,
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
        super().__init__(scope, construct_id)
        if key_arn and ":alias/" in key_arn:
            raise ValueError(f"Firehose takes the ARN of a key and not of an alias: {key_arn}")
        http_errors, backup_errors = f"{stream_name}/http-endpoint", f"{stream_name}/failed-records-bucket"
        destination = _Stream.HttpEndpointDestinationConfigurationProperty(
            endpoint_configuration=_Stream.HttpEndpointConfigurationProperty(url=url, name=endpoint_name),
            secrets_manager_configuration=_Stream.SecretsManagerConfigurationProperty(
                enabled=True, secret_arn=secret_arn, role_arn=role_arn
            ),
            buffering_hints=_buffering(buffer_interval_seconds, buffer_size_mib),
            retry_options=_Stream.RetryOptionsProperty(duration_in_seconds=retry_seconds),
            request_configuration=_request(content_encoding, common_attributes),
            role_arn=role_arn,
            s3_backup_mode="FailedDataOnly",
            s3_configuration=_backup(
                bucket_arn=failed_records_bucket_arn,
                folder=f"stream={stream_name}",
                role_arn=role_arn,
                key_arn=key_arn,
                errors=_logging(error_log_group_name, backup_errors),
            ),
            cloud_watch_logging_options=_logging(error_log_group_name, http_errors),
        )
        self.stream = _Stream(
            self,
            "Stream",
            delivery_stream_name=stream_name,
            delivery_stream_type="DirectPut",
            delivery_stream_encryption_configuration_input=_stream_encryption(key_arn),
            http_endpoint_destination_configuration=destination,
            tags=cfn_tags(tags),
        )
        self.http_errors = self._error_stream("HttpErrors", error_log_group_name, http_errors)
        self.backup_errors = self._error_stream("BackupErrors", error_log_group_name, backup_errors)

    def _error_stream(self, construct_id: str, log_group_name: str, name: str) -> aws_logs.CfnLogStream:
        """Make a log stream before the delivery stream: Firehose drops errors for which there is none."""
        made = aws_logs.CfnLogStream(self, construct_id, log_group_name=log_group_name, log_stream_name=name)
        self.stream.add_resource_dependency(made)
        return made


def _backup(
    *,
    bucket_arn: str,
    folder: str,
    role_arn: str,
    key_arn: str | None,
    errors: _Stream.CloudWatchLoggingOptionsProperty,
) -> _Stream.S3DestinationConfigurationProperty:
    return _Stream.S3DestinationConfigurationProperty(
        bucket_arn=bucket_arn,
        role_arn=role_arn,
        prefix=f"{folder}/{_TIME}",
        error_output_prefix=f"{folder}/error=!{{firehose:error-output-type}}/{_TIME}",
        buffering_hints=_buffering(_BACKUP_INTERVAL_SECONDS, _BACKUP_SIZE_MIB),
        compression_format="GZIP",
        encryption_configuration=_backup_encryption(key_arn),
        cloud_watch_logging_options=errors,
    )


def _buffering(interval_seconds: int, size_mib: int) -> _Stream.BufferingHintsProperty:
    return _Stream.BufferingHintsProperty(interval_in_seconds=interval_seconds, size_in_m_bs=size_mib)


def _logging(log_group_name: str, log_stream_name: str) -> _Stream.CloudWatchLoggingOptionsProperty:
    return _Stream.CloudWatchLoggingOptionsProperty(
        enabled=True, log_group_name=log_group_name, log_stream_name=log_stream_name
    )


def _request(content_encoding: str, attributes: Mapping[str, str]) -> _Stream.HttpEndpointRequestConfigurationProperty:
    return _Stream.HttpEndpointRequestConfigurationProperty(
        content_encoding=content_encoding,
        common_attributes=[
            _Stream.HttpEndpointCommonAttributeProperty(attribute_name=name, attribute_value=attributes[name])
            for name in sorted(attributes)
        ],
    )


def _stream_encryption(key_arn: str | None) -> _Stream.DeliveryStreamEncryptionConfigurationInputProperty:
    return _Stream.DeliveryStreamEncryptionConfigurationInputProperty(
        key_type="CUSTOMER_MANAGED_CMK" if key_arn else "AWS_OWNED_CMK", key_arn=key_arn
    )


def _backup_encryption(key_arn: str | None) -> _Stream.EncryptionConfigurationProperty:
    if not key_arn:
        return _Stream.EncryptionConfigurationProperty(no_encryption_config="NoEncryption")
    return _Stream.EncryptionConfigurationProperty(
        kms_encryption_config=_Stream.KMSEncryptionConfigProperty(awskms_key_arn=key_arn)
    )
