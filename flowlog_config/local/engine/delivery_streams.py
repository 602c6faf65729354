"""
Delivery streams described in full: stock ministack leaves out most of an HTTP endpoint destination.

Write-only members (the access key) are not described, as in AWS.

Source: Firehose API HttpEndpointDestinationDescription and S3DestinationDescription (checked 2026-11).
"""

from collections.abc import Mapping
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.places import place_of

HTTP = "HttpEndpointDestinationConfiguration"
"""Member of a request that describes an HTTP endpoint destination."""
_HINTS = {"SizeInMBs": 5, "IntervalInSeconds": 300}
_HTTP_MEMBERS = (
    "CloudWatchLoggingOptions",
    "ProcessingConfiguration",
    "RoleARN",
    "SecretsManagerConfiguration",
)
_LARGEST_HTTP_BUFFER_MIB = 64
READ_RECORDS = "FlowlogReadRecords"
"""An operation of this engine's own: AWS shows nobody what a stream holds, and the carrier has to know."""


def describe_http_endpoint(config: Mapping[str, Any]) -> dict[str, Any]:
    """Give the description of an HTTP endpoint destination, with the defaults Firehose fills in."""
    endpoint = {key: value for key, value in config["EndpointConfiguration"].items() if key in {"Url", "Name"}}
    request = {"ContentEncoding": "NONE", "CommonAttributes": [], **config.get("RequestConfiguration", {})}
    described: dict[str, Any] = {
        "EndpointConfiguration": endpoint,
        "BufferingHints": _numbers(config.get("BufferingHints", _HINTS)),
        "RequestConfiguration": request,
        "RetryOptions": _numbers(config.get("RetryOptions", {"DurationInSeconds": 300})),
        "S3BackupMode": config.get("S3BackupMode", "FailedDataOnly"),
        "S3DestinationDescription": _describe_s3(config["S3Configuration"]),
    }
    return described | {key: config[key] for key in _HTTP_MEMBERS if key in config}


def check_http_endpoint(config: Mapping[str, Any]) -> None:
    """
    Refuse an HTTP endpoint destination Firehose would refuse.

    Raises:
        AwsError: ``InvalidArgumentException`` for a URL that is not https, a buffer over 64 MiB, or no backup bucket.
    """
    if not str(config.get("EndpointConfiguration", {}).get("Url", "")).startswith("https://"):
        raise AwsError("InvalidArgumentException", "EndpointConfiguration.Url must start with https://")
    size = int(config.get("BufferingHints", _HINTS).get("SizeInMBs", 5))
    if not 1 <= size <= _LARGEST_HTTP_BUFFER_MIB:
        raise AwsError("InvalidArgumentException", f"BufferingHints.SizeInMBs must be 1 to 64, not {size}")
    for needed in ("BucketARN", "RoleARN"):
        if not config.get("S3Configuration", {}).get(needed):
            raise AwsError("InvalidArgumentException", f"S3Configuration.{needed} is required")


def creating(stock: seams.Operation) -> seams.Operation:
    """Wrap ``CreateDeliveryStream`` so that an HTTP endpoint destination is checked."""

    def create(request: Mapping[str, Any]) -> Any:
        if HTTP in request:
            check_http_endpoint(request[HTTP])
        return stock(request)

    return create


def find_stream(arn: str) -> dict[str, Any] | None:
    """Give the stream of this ARN, of whatever account and region; None when there is none."""
    with place_of(arn):
        return next((stream for stream in seams.firehose.streams.values() if stream["arn"] == arn), None)


def read_records(request: Mapping[str, Any]) -> Any:
    """Answer ``FlowlogReadRecords``: what was put into a stream by ``PutRecord`` and ``PutRecordBatch``, the oldest first."""
    stream = seams.firehose.streams.get(request.get("DeliveryStreamName", ""))
    records = [] if stream is None else stream["destinations"][0]["records"]
    found = [{"RecordId": one["id"], "Data": one["data"], "Arrived": int(one["ts"] * 1000)} for one in records]
    return seams.responses.json_response({"Records": found})


def _describe_s3(config: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {
        "BufferingHints": _HINTS,
        "CompressionFormat": "UNCOMPRESSED",
        "EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"},
    }
    described = {**defaults, **config}
    described["BufferingHints"] = _numbers(described["BufferingHints"])
    return described


def _numbers(values: Mapping[str, Any]) -> dict[str, int]:
    """A template may carry numbers as text; the API answers with numbers."""
    return {key: int(value) for key, value in values.items()}
