"""What an estimate rests on, and what it leaves out: only what matters to the file."""

from collections.abc import Iterator, Mapping, Sequence

from flowlog_config.operate.cost import assumed, prices
from flowlog_config.operate.cost.assumed import SHARES, Assumed
from flowlog_config.operate.cost.measured import EVERYTHING, Measured
from flowlog_config.operate.cost.range import Range
from flowlog_config.operate.cost.written import Written
from flowlog_config.plan.make import Planned
from flowlog_config.plan.model import BucketDestination, ForwardedDestination, LogDestination, Plan, StreamDestination
from flowlog_config.schema.s3 import CREATE

_OVERLAP = "FL320"
_TWICE = "Some records are written, and billed, more than once: flowlog check says which."
_OF_ORGANIZATION = "all that rules of `organization` write, send and keep, alarms in its accounts, "
NOT_COUNTED = (
    "Not counted: {}free tiers, records that fail, reading and queries, requests to KMS, what polls a queue, the aggregator, "
    "taxes."
)


def notes(found: Sequence[Written], planned: Planned, assumed_: Assumed, measured: Mapping[str, Measured]) -> list[str]:
    """Give the sentences, each by itself."""
    return [
        *_traffic(found, assumed_, measured),
        *([_TWICE] if any(one.kind.id == _OVERLAP for one in planned.warnings) else ()),
        *_prices(found, planned.plan),
        *(_files(planned.plan) if any(isinstance(one.destination, BucketDestination) for one in found) else ()),
        NOT_COUNTED.format(_OF_ORGANIZATION if planned.plan.organization else ""),
    ]


def _traffic(found: Sequence[Written], assumed_: Assumed, measured: Mapping[str, Measured]) -> Iterator[str]:
    guessed = [one for one in found if not {EVERYTHING, one.entry} & measured.keys()]
    if guessed:
        yield (
            f"An interface or attachment is taken to write {assumed_.few:,} to {assumed_.many:,} records an hour: not measured. "
            "NAT and transit gateways write more than most."
        )
    for traffic_type in sorted({one.traffic_type for one in guessed} - {"ALL"}):
        yield f"{traffic_type} is taken to be {_percent(SHARES[traffic_type])} of all records."
    if any(one.interval > assumed.SHORT_INTERVAL for one in guessed):
        yield (
            f"An interval of 600 seconds is taken to write {_percent(assumed.LONG_INTERVAL)} of the records: on Nitro instances "
            "AWS uses 60 whatever is asked."
        )
    if any(isinstance(one.destination, LogDestination) and one.destination.filter_pattern for one in found):
        yield f"A filter (forward) is taken to let {_percent(assumed.FORWARDED)} of the records pass."


def _prices(found: Sequence[Written], plan: Plan) -> Iterator[str]:
    regions = sorted({one.target.region for one in plan.targets} - {prices.REGION})
    differ = f"; those of {', '.join(regions)} differ and are not known here" if regions else ""
    yield f"Prices are those of {prices.REGION}, {prices.PRICE_DATE}{differ}."
    if any(isinstance(one.destination, StreamDestination) for one in found):
        low, high = prices.FIREHOSE_VENDED.first
        yield f"What Firehose takes for records straight from flow logs is not established: {low} to {high} USD per GB."
    if any(not _stays(one) for one in found):
        yield "Requests with the records are priced as sent to the internet, without the free 100 GB of an account."
    if any(one.sender != one.holder for one in found):
        yield (
            "With deliver_to, writing is taken to be billed to the account that logs, and the rest to the one delivered to: not "
            "established."
        )


def _files(plan: Plan) -> Iterator[str]:
    yield (
        "Files: at least one a flow log, at most one an interface, every 5 minutes; how many AWS writes is not established."
    )
    s3 = plan.s3
    if s3.bucket != CREATE:
        yield "Files in a bucket that exists are taken to be kept a year; its owner decides."
    elif not s3.expire_after_days:
        yield "Nothing deletes the files (s3.expire_after_days): this is the first year's last month, and it grows for ever."
    if s3.bucket == CREATE and s3.glacier_after_days:
        yield "Files below 128 KiB stay in S3 at its price; how many are so small is not known."
    shortest = prices.GLACIER_SHORTEST_DAYS[s3.glacier_class]
    if s3.glacier_after_days and s3.expire_after_days and s3.expire_after_days - s3.glacier_after_days < shortest:
        yield f"{s3.glacier_class} bills each file for {shortest} days at least, also when it is deleted before."


def _stays(one: Written) -> bool:
    """Whether records stay in a bucket."""
    return isinstance(one.destination, BucketDestination) and not isinstance(one.destination, ForwardedDestination)


def _percent(share: Range) -> str:
    return f"{share[0] * 100:.0f} to {share[1] * 100:.0f} %"
