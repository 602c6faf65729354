"""
A Firehose stream as deployed: everything that decides how it delivers.

Source: Firehose API reference, HttpEndpointDestinationDescription (checked 2026-11).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_firehose import FirehoseClient

_MIB = 1024 * 1024


class StreamError(Exception):
    """A stream that cannot take records, with the reason in words."""


@dataclass(frozen=True, slots=True)
class Backup:
    """The S3 part of a stream: where what could not be delivered goes."""

    role_arn: str
    bucket_arn: str
    prefix: str
    error_prefix: str
    compression: str
    kms_key_arn: str


@dataclass(frozen=True, slots=True)
class Stream:
    """
    The settings of one stream with an HTTP endpoint.

    ``secret_arn`` is empty when the stream has its key (or none) in the endpoint itself, which no API call shows.
    ``processors`` are the types in order. ``error_log`` is (group, stream), or None.
    """

    arn: str
    version: str
    url: str
    role_arn: str
    secret_arn: str
    secret_role_arn: str
    buffer_seconds: int
    buffer_bytes: int
    retry_seconds: int
    gzip: bool
    attributes: Mapping[str, str] = field(repr=False)
    processors: tuple[str, ...]
    error_log: tuple[str, str] | None
    backup_all: bool
    backup: Backup

    @property
    def name(self) -> str:
        """The stream's name."""
        return self.arn.rsplit("/", 1)[-1]

    @property
    def account_id(self) -> str:
        """The stream's account."""
        return self.arn.split(":")[4]

    @property
    def region(self) -> str:
        """The stream's region."""
        return self.arn.split(":")[3]

    def context(self) -> dict[str, str]:
        """Return the condition keys with which Firehose assumes the stream's roles."""
        return {
            "aws:SourceAccount": self.account_id,
            "aws:SourceArn": self.arn,
            "sts:ExternalId": self.account_id,
        }


def load_stream(firehose: "FirehoseClient", arn: str) -> Stream:
    """
    Read a stream's settings.

    Raises:
        StreamError: It does not exist, is not ACTIVE, or has no HTTP endpoint.
    """
    try:
        answer = firehose.describe_delivery_stream(DeliveryStreamName=arn.rsplit("/", 1)[-1])
    except firehose.exceptions.ResourceNotFoundException as error:
        raise StreamError(f"the stream {arn} does not exist") from error
    found: dict[str, Any] = dict(answer["DeliveryStreamDescription"])
    if found["DeliveryStreamARN"] != arn:
        raise StreamError(f"the stream {arn} does not exist; there is {found['DeliveryStreamARN']}")
    if found["DeliveryStreamStatus"] != "ACTIVE":
        raise StreamError(f"the stream {arn} is {found['DeliveryStreamStatus']}, not ACTIVE")
    http = found["Destinations"][0].get("HttpEndpointDestinationDescription")
    if http is None:
        raise StreamError(f"the stream {arn} does not deliver to an HTTP endpoint; nothing else is carried here")
    return _stream(arn, str(found.get("VersionId", "1")), http)


def _stream(arn: str, version: str, http: Mapping[str, Any]) -> Stream:
    secret = http.get("SecretsManagerConfiguration") or {}
    secret_arn = secret.get("SecretARN", "") if secret.get("Enabled") else ""
    request = http.get("RequestConfiguration") or {}
    logging = http.get("CloudWatchLoggingOptions") or {}
    buffering = http.get("BufferingHints") or {}
    return Stream(
        arn=arn,
        version=version,
        url=http["EndpointConfiguration"]["Url"],
        role_arn=http.get("RoleARN", ""),
        secret_arn=secret_arn,
        secret_role_arn=secret.get("RoleARN") or http.get("RoleARN", ""),
        buffer_seconds=int(buffering.get("IntervalInSeconds", 300)),
        buffer_bytes=int(buffering.get("SizeInMBs", 5)) * _MIB,
        retry_seconds=int((http.get("RetryOptions") or {}).get("DurationInSeconds", 300)),
        gzip=request.get("ContentEncoding") == "GZIP",
        attributes={item["AttributeName"]: item["AttributeValue"] for item in request.get("CommonAttributes") or ()},
        processors=_processors(http.get("ProcessingConfiguration") or {}),
        error_log=(logging["LogGroupName"], logging["LogStreamName"]) if logging.get("Enabled") else None,
        backup_all=http.get("S3BackupMode") == "AllData",
        backup=_backup(http.get("S3DestinationDescription") or {}),
    )


def _processors(processing: Mapping[str, Any]) -> tuple[str, ...]:
    if not processing.get("Enabled"):
        return ()
    return tuple(processor["Type"] for processor in processing.get("Processors") or ())


def _backup(s3: Mapping[str, Any]) -> Backup:
    encryption = (s3.get("EncryptionConfiguration") or {}).get("KMSEncryptionConfig") or {}
    return Backup(
        role_arn=s3.get("RoleARN", ""),
        bucket_arn=s3.get("BucketARN", ""),
        prefix=s3.get("Prefix", ""),
        error_prefix=s3.get("ErrorOutputPrefix", ""),
        compression=s3.get("CompressionFormat", "UNCOMPRESSED"),
        kms_key_arn=encryption.get("AWSKMSKeyARN", ""),
    )
