"""
Delivery streams in templates: refused as Firehose refuses them; tags and encryption follow an update too, and what a stream
holds outlives it.
"""

from collections.abc import Mapping
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.delivery_streams import HTTP, check_http_endpoint

_TYPE = "AWS::KinesisFirehose::DeliveryStream"


def install() -> None:
    """Check an update as the API checks a creation, complete it, and let stack tags reach streams."""
    _complete_update()
    seams.provisioners.STACK_TAG_PROPERTY[_TYPE] = ("Tags", "list")


def _complete_update() -> None:
    handler = seams.provisioners.RESOURCE_HANDLERS[_TYPE]
    stock = handler["update"]

    def update(physical_id: str, old: Mapping[str, Any], new: Mapping[str, Any], stack: str) -> Any:
        if HTTP in new:
            check_http_endpoint(new[HTTP])
        held = _records(physical_id)
        result = stock(physical_id, old, new, stack)
        stream = seams.firehose.streams[result[0]]
        for destination in stream["destinations"] if result[0] == physical_id else ():
            destination["records"] = held
        stream["tags"] = {pair["Key"]: str(pair.get("Value", "")) for pair in new.get("Tags") or []}
        wanted = new.get("DeliveryStreamEncryptionConfigurationInput")
        stream["encryption"] = {"Status": "ENABLED", **wanted} if wanted else {"Status": "DISABLED"}
        return result

    handler["update"] = update


def _records(name: str) -> list[dict[str, Any]]:
    """Give what a stream holds: an update leaves it there to be delivered, where stock ministack drops it."""
    destinations: list[dict[str, Any]] = seams.firehose.streams.get(name, {}).get("destinations", [])
    held: list[dict[str, Any]] = destinations[0]["records"] if destinations else []
    return held
