"""The delivery streams of a target: whether they are there, flow logs may write to them, and they lead to the aggregator."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from flowlog_config.operate.drift.deployed import Stream
from flowlog_config.operate.drift.finding import REVERT, Finding, Kind
from flowlog_config.plan.model import StreamDestination, TargetPlan

TAG, VALUE = "LogDeliveryEnabled", "true"
"""
Lets AWS's role ``AWSServiceRoleForLogDelivery`` write to a stream.

Source: CloudWatch Logs User Guide, logs sent to Firehose (checked 2026-11).
"""


def stream_names(target: TargetPlan) -> tuple[str, ...]:
    """Name the streams that stand in a target; none in one that delivers to another."""
    return () if target.central else tuple(sorted(one.stream_name for one in target.through_streams))


def compare_streams(target: TargetPlan, streams: Mapping[str, Stream], endpoint: str) -> Iterator[Finding]:
    """
    Give streams that are gone, that flow logs write to without the tag that lets them, and that deliver to somebody else.

    Args:
        target: Where they are.
        streams: By name; those that could not be read are not in it.
        endpoint: URL of the aggregator.
    """
    by_name = {one.stream_name: one for one in target.through_streams}
    for name, stream in sorted(streams.items()):
        tags = stream.tags
        if not stream.exists:
            message = "there is no such stream: records on their way to the aggregator have nowhere to go"
            yield Finding(Kind.STREAM_GONE, name, message, REVERT)
            continue
        places = None if stream.urls is None else [_place(url) for url in stream.urls]
        if places is not None and places != [_place(endpoint)]:
            to = " and ".join(places) or "no HTTPS endpoint"
            message = f"it delivers to {to}, not to {_place(endpoint)}: the aggregator gets none of its records"
            yield Finding(Kind.STREAM_CHANGED, name, message, REVERT, {"delivers_to": places})
        if isinstance(by_name[name], StreamDestination) and tags.get(TAG) != VALUE:
            had = f"its tag {TAG} is {tags[TAG]}, not {VALUE}" if TAG in tags else f"it has no tag {TAG}={VALUE}"
            message = f"{had}: AWS may not write to it, and the records of its flow logs are lost"
            use = (
                f"aws firehose tag-delivery-stream --region {target.target.region} --delivery-stream-name {name} --tags "
                f"Key={TAG},Value={VALUE}; or {REVERT}"
            )
            yield Finding(Kind.STREAM_UNTAGGED, name, message, use, {"tag": tags.get(TAG)})


def _place(url: str) -> str:
    """Give host and path of an endpoint, in one spelling; without its query, which may be a secret."""
    parts = urlsplit(url)
    return f"https://{parts.netloc.rpartition('@')[2].lower().removesuffix(':443')}{parts.path.rstrip('/')}"
