"""Why a delivery attempt failed, in Firehose's own error codes."""

from enum import StrEnum


class ErrorCode(StrEnum):
    """
    Error codes that stand in error records and in the stream's error log.

    Source: Firehose Developer Guide, "Data delivery errors", HTTP endpoint (checked 2026-11).
    """

    REQUEST_TIMEOUT = "HttpEndpoint.RequestTimeout"
    RESPONSE_TOO_LARGE = "HttpEndpoint.ResponseTooLarge"
    INVALID_RESPONSE = "HttpEndpoint.InvalidResponseFromDestination"
    DESTINATION = "HttpEndpoint.DestinationException"
    CONNECTION_FAILED = "HttpEndpoint.ConnectionFailed"
    CONNECTION_RESET = "HttpEndpoint.ConnectionReset"
    SSL_HANDSHAKE = "HttpEndpoint.SSLHandshakeFailure"


class DeliveryError(Exception):
    """
    A failed attempt. ``permanent`` marks 413, after which Firehose neither retries nor backs up.

    The message never holds the access key.
    """

    def __init__(self, code: ErrorCode, message: str, *, permanent: bool = False) -> None:
        """Keep what the error record needs."""
        super().__init__(message)
        self.code, self.message, self.permanent = code, message, permanent

    def without(self, key: str | None) -> "DeliveryError":
        """Give the same failure without the access key, which an endpoint may repeat in its answer."""
        message = self.message.replace(key, "***") if key else self.message
        return DeliveryError(self.code, message, permanent=self.permanent)
