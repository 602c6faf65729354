"""Where an entry's records of one family go, with every default filled in."""

from typing import Any

from flowlog_config.formats import NAMED_FORMATS, TAG_FIELDS, Family
from flowlog_config.plan import naming
from flowlog_config.plan.filters import filter_pattern
from flowlog_config.plan.model import (
    BucketDestination,
    Destination,
    ForwardedDestination,
    LogDestination,
    StreamDestination,
    TagFieldSpecification,
    Target,
)
from flowlog_config.plan.routes import Way
from flowlog_config.questions import saved_queries
from flowlog_config.schema import model
from flowlog_config.schema.routes import RouteWord

TRAFFIC_TYPE = "ALL"
MAX_AGGREGATION_INTERVAL = 60
RETENTION_DAYS = 14
TRANSIT_GATEWAY_INTERVAL = 60
"""Seconds; the only interval transit gateways take. Source: EC2 CreateFlowLogs (checked 2026-11)."""


def tag_fields(entry: model.FlowLog, fields: tuple[str, ...]) -> tuple[TagFieldSpecification, ...]:
    """Tag keys for the tag fields of a format: AWS takes none for a format without, such as a transit gateway's."""
    if not entry.tag_field_specifications:
        return ()
    shown = {TAG_FIELDS[name][0] for name in fields if name in TAG_FIELDS}
    given = sorted(entry.tag_field_specifications.items())
    return tuple(TagFieldSpecification(kind, tuple(keys)) for kind, keys in given if kind in shown)


def traffic_type(config: model.Config, entry: model.FlowLog, family: Family) -> str | None:
    """Traffic an entry logs of a family: ALL, ACCEPT or REJECT; None for transit gateways, which take none."""
    if family is Family.TRANSIT_GATEWAY:
        return None
    return entry.traffic_type or config.defaults.traffic_type or TRAFFIC_TYPE


def interval(config: model.Config, entry: model.FlowLog, family: Family) -> int:
    """Seconds a record of a family may cover: 60 or 600."""
    if family is Family.TRANSIT_GATEWAY:
        return TRANSIT_GATEWAY_INTERVAL
    return entry.max_aggregation_interval or config.defaults.max_aggregation_interval or MAX_AGGREGATION_INTERVAL


def record_fields(config: model.Config, entry: model.FlowLog, family: Family) -> tuple[str, ...]:
    """Fields of an entry's records of a family, in order; none for a named format that the family has not (FL307)."""
    chosen = entry.format or config.defaults.format or "default"
    return NAMED_FORMATS[chosen].fields.get(family, ()) if isinstance(chosen, str) else chosen


def forward_pattern(config: model.Config, entry: model.FlowLog, family: Family) -> str:
    """Pattern of the records of a family that go to the aggregator; empty for all."""
    conditions = entry.forward if entry.forward is not None else config.defaults.forward or {}
    return filter_pattern(record_fields(config, entry, family), conditions)


def make_destination(config: model.Config, way: Way, target: Target, family: Family) -> Destination:
    """Decide where an entry's records of a family go on one of its routes. Pure: equal facts give an equal one."""
    return {"cloudwatch": _log_group, "firehose": _stream, "s3": _folder, "lambda": _folder}[way.to](
        config, way, target, family
    )


def _log_group(config: model.Config, way: Way, target: Target, family: Family) -> LogDestination:
    entry, fields = way.entry, record_fields(config, way.entry, family)
    word = entry.log_group or config.defaults.log_group
    id_ = _id(config, way, family, log_group=word)
    log_group_id = naming.log_group_id(word, id_)
    return LogDestination(
        id=id_,
        family=family,
        fields=fields,
        log_group_id=log_group_id,
        log_group_prefix=naming.log_group_prefix(naming.stack_name(config.name, target.name), log_group_id),
        stream_name=naming.stream_name(config.name, id_),
        retention_days=entry.retention_days or config.defaults.retention_days or RETENTION_DAYS,
        filter_pattern=forward_pattern(config, entry, family),
        common_attributes=_attributes(target, family, fields),
        saved_queries=saved_queries(fields, family) if config.saved_queries else (),
    )


def _stream(config: model.Config, way: Way, target: Target, family: Family) -> StreamDestination:
    fields, id_ = record_fields(config, way.entry, family), _id(config, way, family)
    return StreamDestination(
        id=id_,
        family=family,
        fields=fields,
        stream_name=naming.stream_name(config.name, id_),
        common_attributes=_attributes(target, family, fields),
    )


def _folder(config: model.Config, way: Way, target: Target, family: Family) -> BucketDestination:
    s3 = config.s3
    # A file's shape is part of the folder's name: AWS changes it only with the flow log, which then needs another place.
    options = (s3.file_format, s3.hive_compatible_partitions, s3.per_hour_partition)
    id_ = _id(config, way, family, options=options)
    forwarded = way.to == "lambda"
    folder = naming.bucket_folder(s3.bucket, f"{naming.FORWARDED}{id_}" if forwarded else id_)
    return (ForwardedDestination if forwarded else BucketDestination)(
        id=id_,
        family=family,
        fields=record_fields(config, way.entry, family),
        folder=folder,
        delivered_below=folder + naming.delivered_below(target.account_id, hive=s3.hive_compatible_partitions),
        file_format=s3.file_format,
        hive_compatible_partitions=s3.hive_compatible_partitions,
        per_hour_partition=s3.per_hour_partition,
    )


def _id(config: model.Config, way: Way, family: Family, **more: Any) -> str:
    entry, fields = way.entry, record_fields(config, way.entry, family)
    return name_destination(
        family,
        route=way.to,
        fields=fields,
        interval=interval(config, entry, family),
        traffic_type=traffic_type(config, entry, family),
        tags=tuple((one.resource_type, one.tag_keys) for one in tag_fields(entry, fields)),
        **more,
    )


def name_destination(
    family: Family,
    *,
    route: RouteWord,
    fields: tuple[str, ...],
    interval: int,
    traffic_type: str | None,
    tags: tuple[tuple[str, tuple[str, ...]], ...],
    log_group: str | None = None,
    **more: Any,
) -> str:
    """
    Name a destination by what AWS cannot change in a flow log, and by the file's word for its log group.

    Args:
        family: Kind of record.
        route: How records travel.
        fields: In the record's order.
        interval: 60 or 600 seconds.
        traffic_type: ALL, ACCEPT or REJECT; None for transit gateways.
        tags: Resource types and the tag keys whose values the tag fields hold, in order.
        log_group: The word, of the route ``cloudwatch`` only.
        more: What the shape of files is, of the routes that have any.
    """
    facts = {"log_group": log_group, "fields": fields, "interval": interval, "traffic_type": traffic_type}
    return naming.destination_id(family, naming.digest(**facts, tags=tags, route=route, **more))


def _attributes(target: Target, family: Family, fields: tuple[str, ...]) -> dict[str, str]:
    return {
        "account": target.account_id,
        "region": target.region,
        "family": str(family),
        "format": " ".join(fields),
    }
