"""How records travel (``route``), and what may be chosen for each way of travelling."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field

from flowlog_config.formats import TAG_FIELDS
from flowlog_config.schema.problems import nearest
from flowlog_config.schema.records import Condition, Format
from flowlog_config.schema.section import Section
from flowlog_config.schema.tags import FieldTagKey
from flowlog_config.schema.values import LogGroupWord, RetentionDays, describe, fail, one_or_more

TrafficType = Literal["ALL", "ACCEPT", "REJECT"]
Interval = Literal[60, 600]
Forward = dict[str, Condition]
TaggedType = Literal["instance", "network-interface", "auto-scaling-group"]
assert {kind for kind, _ in TAG_FIELDS.values()} == set(get_args(TaggedType))  # noqa: S101
TagFieldSpecifications = dict[TaggedType, Annotated[list[FieldTagKey], Field(min_length=1, max_length=2)]]
RouteWord = Literal["cloudwatch", "firehose", "s3", "lambda"]
ROUTES: Sequence[RouteWord] = get_args(RouteWord)
CLOUDWATCH: RouteWord = "cloudwatch"
FILES = frozenset[RouteWord]({"s3", "lambda"})
"""Routes that write files into a bucket."""
OF_LOG_GROUPS = ("retention_days", "log_group", "forward")
"""Keys that only a log group gives a meaning."""
_USE = f"one of {', '.join(ROUTES)}, or a list of them"


class Choices(Section):
    """What can stand in `defaults`, in a flow log and in one of its routes."""

    traffic_type: TrafficType | None = Field(
        None,
        description="ALL, ACCEPT or REJECT. Left out: ALL. Not for transit gateways, which log everything.",
    )
    max_aggregation_interval: Interval | None = Field(
        None,
        description="Seconds a record may cover: 60 or 600. Left out: 60. 600 writes fewer records, but never on Nitro "
        "instances, where AWS uses 60 whatever is asked. Transit gateways take 60 only.",
    )
    format: Format | None = Field(
        None,
        description="What a record holds: `default` (AWS's 14 fields, about 115 bytes a record; 36 for transit gateways, "
        "about 400), `security`, `cost`, `kubernetes`, `all` or `default-tgw` (docs/formats.md), a list of field "
        "names, or a `${field} ${field}` string. Quote such a string. Each field costs bytes: `flowlog formats` says how many. "
        "A name means each family's own list, so that one entry can select VPCs and transit gateways.",
    )
    retention_days: RetentionDays | None = Field(
        None,
        description="Days CloudWatch Logs keeps the records, for `route: cloudwatch` only. Left out: 14. The aggregator has its "
        "own copy; this is the window to look into or replay from. About 0.03 USD per GB and month.",
    )
    log_group: LogGroupWord | None = Field(
        None,
        description="A word that keeps these flow logs apart: they have log groups and streams of their own, and so their "
        "own retention and filter. The word is part of the log groups' names. Left out: flow logs of one family, format, "
        "interval and traffic type share. For `route: cloudwatch` only.",
    )
    forward: Forward | None = Field(
        None,
        description="Only records with these values go to the aggregator, such as `{action: REJECT}`. Left out: all do. "
        "CloudWatch Logs still keeps, and bills, every record. For `route: cloudwatch` only: no other can filter.",
    )


class Route(Choices):
    """One way for the records of a flow log. What it says wins over the flow log, and that over `defaults`."""

    to: RouteWord = Field(
        description="`cloudwatch`: CloudWatch Logs, then Firehose (0.50 USD per GB at first, plus storage). `firehose`: straight "
        "to Firehose (0.25 USD per GB at first; nothing kept, no filter, no queries). `s3`: files in a bucket (0.25 USD per GB at "
        "first, plus storage; about ten minutes late). `lambda`: the same, and a function posts each new file to `s3.forward_to`.",
    )


class FormerRoute(Route):
    """
    One way that records took before a change. What it leaves out is what a flow log has when nothing is said, whatever the
    flow log or `defaults` say now; only `retention_days` left out is theirs.
    """

    tag_field_specifications: TagFieldSpecifications | None = Field(
        None, description="Tag keys whose values the fields instance-tag, interface-tag and asg-tag held."
    )


def _as_route(value: Any) -> Any:
    """Take a mapping, or a word, which becomes the mapping that says just that."""
    if isinstance(value, str) and value not in ROUTES:
        raise fail("FL206", f"there is no route {describe(value)}", nearest(value.lower(), ROUTES) or _USE)
    if not isinstance(value, str | dict | Route):
        raise fail("FL203", f"a route cannot be {describe(value)}", _USE)
    return {"to": value} if isinstance(value, str) else value


Routes = Annotated[list[Annotated[Route, BeforeValidator(_as_route)]], *one_or_more(RouteWord | Route)]
FormerRoutes = Annotated[
    list[Annotated[FormerRoute, BeforeValidator(_as_route)]], *one_or_more(RouteWord | FormerRoute)
]


class Routed(Choices):
    """What can stand both in `defaults` and in a flow log."""

    route: Routes | None = Field(
        None,
        description="How records travel: `cloudwatch` (left out: this), `firehose`, `s3` or `lambda`, each a way of its own "
        "with its own flow logs, so that a list of several is billed several times. See docs/routes.md. A mapping says more: "
        "`[s3, {to: cloudwatch, traffic_type: REJECT}]` keeps everything in the bucket and forwards what was rejected.",
    )
