"""Delivery streams in templates: refused as Firehose refuses them; tags and encryption follow an update too."""

from collections.abc import Mapping
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.delivery_streams import check_http_endpoint
from flowlog_config.local.engine.errors import AwsError

_TYPE = "AWS::KinesisFirehose::DeliveryStream"
_HTTP = "HttpEndpointDestinationConfiguration"


def install() -> None:
    """Check streams made by templates and by the API, and let stack tags reach them."""
    _check_creation()
    _complete_update()
    seams.provisioners.STACK_TAG_PROPERTY[_TYPE] = ("Tags", "list")


def _check_creation() -> None:
    firehose = seams.firehose
    stock = firehose.create_delivery_stream

    def create(request: Mapping[str, Any]) -> Any:
        if _HTTP in request:
            try:
                check_http_endpoint(request[_HTTP])
            except AwsError as error:
                return seams.responses.error_response_json(error.code, error.message, 400)
        return stock(request)

    firehose.create_delivery_stream = create
    firehose.HANDLERS["CreateDeliveryStream"] = create


def _complete_update() -> None:
    handler = seams.provisioners.RESOURCE_HANDLERS[_TYPE]
    stock = handler["update"]

    def update(physical_id: str, old: Mapping[str, Any], new: Mapping[str, Any], stack: str) -> Any:
        if _HTTP in new:
            check_http_endpoint(new[_HTTP])
        result = stock(physical_id, old, new, stack)
        stream = seams.firehose.streams[result[0]]
        stream["tags"] = {pair["Key"]: str(pair.get("Value", "")) for pair in new.get("Tags") or []}
        wanted = new.get("DeliveryStreamEncryptionConfigurationInput")
        stream["encryption"] = {"Status": "ENABLED", **wanted} if wanted else {"Status": "DISABLED"}
        return result

    handler["update"] = update
