"""Reading what is deployed in one target. What is denied is said, and never taken for "nothing there"."""

from collections.abc import Iterable
from dataclasses import replace

from flowlog_config.discovery.part import Item, tags_of, text_of
from flowlog_config.operate.drift.ask import Asking
from flowlog_config.operate.drift.calls import FILTERS, FLOW_LOGS, LOG_GROUP_TAGS, LOG_GROUPS, STREAM, STREAM_TAGS
from flowlog_config.operate.drift.deployed import NAME_TAG, Deployed, Existing, Filter, Group, Stream

PAGE_SIZE = 1000
"""Flow logs a page may hold. Source: EC2 API reference, DescribeFlowLogs (checked 2026-11)."""


def read_deployed(asking: Asking, name: str, streams: Iterable[str] = ()) -> Deployed:
    """
    Read what a target has of a file, and the flow logs others have there.

    Args:
        asking: Asks the target; what was not answered is there, too.
        name: The file's name, which is the value of the tag ``flowlog:name`` on everything it made.
        streams: Names of the planned delivery streams.
    """
    items = asking.pages(FLOW_LOGS, "FlowLogs", PaginationConfig={"PageSize": PAGE_SIZE})
    if items is None:
        return Deployed(None, not_read=tuple(asking.not_read))
    found = [_existing(item) for item in items]
    ours = tuple(one for one in found if one.tags.get(NAME_TAG) == name and not one.of_organization)
    others = tuple(one for one in found if one.tags.get(NAME_TAG) != name or one.of_organization)
    names = sorted({one.log_group for one in ours if one.log_group})
    read = {group: _group(asking, group) for group in names}
    groups = {group: one for group, one in read.items() if one is not None}
    there = {stream: read_stream(asking, stream) for stream in streams}
    known = {stream: replace(one, urls=_urls(asking, one)) for stream, one in there.items() if one is not None}
    return Deployed(ours, others, groups, known, tuple(dict.fromkeys(asking.not_read)))


def log_group_tags(asking: Asking, item: Item) -> dict[str, str] | None:
    """Give the tags of a log group, as DescribeLogGroups describes it; None for no answer."""
    arn = text_of(item, "logGroupArn") or text_of(item, "arn").removesuffix(":*")
    answer = asking.one(LOG_GROUP_TAGS, resourceArn=arn)
    return None if answer is None else dict(answer.get("tags") or {})


def read_stream(asking: Asking, name: str) -> Stream | None:
    """Give a delivery stream; None when AWS does not say whether there is one."""
    tags: dict[str, str] = {}
    more = True
    while more:
        after = {"ExclusiveStartTagKey": list(tags)[-1]} if tags else {}
        page = asking.one(STREAM_TAGS, absent="ResourceNotFoundException", DeliveryStreamName=name, **after)
        if not page:
            return None if page is None else Stream(name, exists=False)
        tags |= tags_of(page)
        more = bool(page.get("HasMoreTags"))
    return Stream(name, True, tags)


def _urls(asking: Asking, stream: Stream) -> tuple[str, ...] | None:
    """Give the endpoints a stream delivers to; None when there is no such stream, or no answer."""
    if not stream.exists:
        return None
    answer = asking.one(STREAM, absent="ResourceNotFoundException", DeliveryStreamName=stream.name)
    if not answer:
        return None
    found = [
        one.get("HttpEndpointDestinationDescription") for one in answer["DeliveryStreamDescription"]["Destinations"]
    ]
    return tuple(text_of(one["EndpointConfiguration"], "Url") for one in found if one)


def _group(asking: Asking, name: str) -> Group | None:
    """Give a log group; None when AWS does not say whether there is one."""
    items = asking.pages(LOG_GROUPS, "logGroups", logGroupNamePrefix=name)
    if items is None:
        return None
    item = next((one for one in items if one.get("logGroupName") == name), None)
    if item is None:
        return Group(name, exists=False)
    tags = log_group_tags(asking, item)
    filters = asking.pages(FILTERS, "subscriptionFilters", logGroupName=name)
    return Group(
        name, True, item.get("retentionInDays"), tags, None if filters is None else tuple(map(_filter, filters))
    )


def _existing(item: Item) -> Existing:
    specifications = item.get("TagFieldSpecifications")
    return Existing(
        id=item["FlowLogId"],
        resource_id=text_of(item, "ResourceId"),
        tags=tags_of(item),
        traffic_type=text_of(item, "TrafficType") or "ALL",
        log_format=" ".join(text_of(item, "LogFormat").split()),
        max_aggregation_interval=int(item.get("MaxAggregationInterval") or 0),
        tag_fields=None if specifications is None else frozenset(map(_tag_field, specifications)),
        destination_type=text_of(item, "LogDestinationType") or "cloud-watch-logs",
        destination=_destination(item),
        status=text_of(item, "FlowLogStatus") or "ACTIVE",
        deliver_status=text_of(item, "DeliverLogsStatus"),
        deliver_error=text_of(item, "DeliverLogsErrorMessage"),
    )


def _destination(item: Item) -> str:
    """Name a log group however it was given: by name, or by an ARN that may end in ``:*``."""
    arn = text_of(item, "LogDestination")
    if text_of(item, "LogGroupName"):
        return text_of(item, "LogGroupName")
    _, mark, group = arn.partition(":log-group:")
    return group.removesuffix(":*") if mark else arn


def _tag_field(item: Item) -> tuple[str, tuple[str, ...]]:
    return text_of(item, "ResourceType"), tuple(item.get("TagKeys") or ())


def _filter(item: Item) -> Filter:
    return Filter(text_of(item, "filterName"), text_of(item, "filterPattern"), text_of(item, "destinationArn"))
