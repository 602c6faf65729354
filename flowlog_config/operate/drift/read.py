"""Reading what is deployed in one target. What is denied is said, and never taken for "nothing there"."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from botocore.exceptions import ClientError

from flowlog_config.discovery.failures import UNDERSTOOD, in_words
from flowlog_config.discovery.part import Item, tags_of, text_of
from flowlog_config.discovery.sessions import Session, SessionError, check_account, client_config
from flowlog_config.operate.drift.calls import FILTERS, FLOW_LOGS, LOG_GROUP_TAGS, LOG_GROUPS, STREAM_TAGS, Call
from flowlog_config.operate.drift.deployed import NAME_TAG, Deployed, Existing, Filter, Group, Stream
from flowlog_config.plan.model import Target

PAGE_SIZE = 1000
"""Flow logs a page may hold. Source: EC2 API reference, DescribeFlowLogs (checked 2026-11)."""

_T = TypeVar("_T")


def read_deployed(target: Target, session: Session, name: str, streams: Iterable[str] = ()) -> Deployed:
    """
    Read what a target has of a file, and the flow logs others have there.

    Args:
        target: Where.
        session: Of the target's account; any other is refused.
        name: The file's name, which is the value of the tag ``flowlog:name`` on everything it made.
        streams: Names of the planned delivery streams.
    """
    try:
        check_account(session, target)
    except SessionError as error:
        return Deployed(None, not_read=(str(error),))
    reading = _Reading(target, session)
    found = reading.ask(FLOW_LOGS, reading.flow_logs)
    if found is None:
        return Deployed(None, not_read=tuple(reading.not_read))
    ours = tuple(one for one in found if one.tags.get(NAME_TAG) == name and not one.of_organization)
    others = tuple(one for one in found if one.tags.get(NAME_TAG) != name or one.of_organization)
    names = sorted({one.log_group for one in ours if one.log_group})
    read = {group: reading.group(group) for group in names}
    groups = {group: one for group, one in read.items() if one is not None}
    there = {stream: reading.stream(stream) for stream in streams}
    known = {stream: one for stream, one in there.items() if one is not None}
    return Deployed(ours, others, groups, known, tuple(dict.fromkeys(reading.not_read)))


class _Reading:
    def __init__(self, target: Target, session: Session) -> None:
        self._target = target
        self._clients = {name: session.client(name, config=client_config()) for name in ("ec2", "logs", "firehose")}
        self.not_read: list[str] = []

    def ask(self, call: Call, answer: Callable[[], _T]) -> _T | None:
        """Give an answer; None, and a line in ``not_read``, when AWS gave none."""
        try:
            return answer()
        except UNDERSTOOD as error:
            reason = in_words(error, action=call.permission, region=self._target.region)
            self.not_read.append(f"{call.permission}: {reason}. Not looked at: {call.what}")
            return None

    def pages(self, call: Call, key: str, **arguments: Any) -> list[Item]:
        """Give what all pages of a call hold under a key."""
        paginator = self._clients[call.service].get_paginator(call.operation)
        return [item for page in paginator.paginate(**arguments) for item in page.get(key) or ()]

    def flow_logs(self) -> list[Existing]:
        """Give every flow log of the target."""
        return [_existing(item) for item in self.pages(FLOW_LOGS, "FlowLogs", PaginationConfig={"PageSize": PAGE_SIZE})]

    def group(self, name: str) -> Group | None:
        """Give a log group; None when AWS does not say whether there is one."""
        items = self.ask(LOG_GROUPS, lambda: self.pages(LOG_GROUPS, "logGroups", logGroupNamePrefix=name))
        if items is None:
            return None
        item = next((one for one in items if one.get("logGroupName") == name), None)
        if item is None:
            return Group(name, exists=False)
        retention = item.get("retentionInDays")
        tags = self.ask(LOG_GROUP_TAGS, lambda: self._tags(item))
        filters = self.ask(FILTERS, lambda: self.pages(FILTERS, "subscriptionFilters", logGroupName=name))
        return Group(name, True, retention, tags, None if filters is None else tuple(map(_filter, filters)))

    def stream(self, name: str) -> Stream | None:
        """Give a delivery stream; None when AWS does not say whether there is one."""
        return self.ask(STREAM_TAGS, lambda: self._stream(name))

    def _stream(self, name: str) -> Stream:
        tags: dict[str, str] = {}
        more = True
        while more:
            after = {"ExclusiveStartTagKey": list(tags)[-1]} if tags else {}
            try:
                page = self._clients["firehose"].list_tags_for_delivery_stream(DeliveryStreamName=name, **after)
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") == "ResourceNotFoundException":
                    return Stream(name, exists=False)
                raise
            tags |= tags_of(page)
            more = bool(page.get("HasMoreTags"))
        return Stream(name, True, tags)

    def _tags(self, item: Item) -> dict[str, str]:
        arn = text_of(item, "logGroupArn") or text_of(item, "arn").removesuffix(":*")
        answer = self._clients["logs"].list_tags_for_resource(resourceArn=arn)
        return dict(answer.get("tags") or {})


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
