"""What AWS counts on the way of the records, route by route, and what a stack has whether records come or not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flowlog_config.operate.cost import assumed, prices
from flowlog_config.operate.cost.prices import GB, Price
from flowlog_config.operate.cost.range import Range, times
from flowlog_config.operate.cost.written import Written
from flowlog_config.plan.model import (
    BucketDestination,
    ForwardedDestination,
    LogDestination,
    Plan,
    StreamDestination,
    Target,
)
from flowlog_config.schema.s3 import CREATE, S3


@dataclass(frozen=True, slots=True)
class Charge:
    """
    Something AWS counts, in a month.

    Attributes:
        price: What for.
        quantity: In the price's unit.
        place: Account and region that pay.
        written: Whose records; None for what a stack has anyway.
    """

    price: Price
    quantity: Range
    place: Target
    written: Written | None = None


def charges(found: Iterable[Written], plan: Plan) -> Iterator[Charge]:
    """Give every charge of a plan, without those of no quantity. Where records are written, the sender pays; then the holder."""
    for one in found:
        yield from (charge for charge in _of(one, plan) if charge.quantity[1])
    yield from _standing(plan)


def _of(one: Written, plan: Plan) -> Iterator[Charge]:
    match one.destination:
        case LogDestination():
            yield from _cloudwatch(one, one.destination, plan)
        case StreamDestination():
            yield from _firehose(one, plan)
        case ForwardedDestination():
            yield from _bucket(one, one.destination, plan.s3)
            yield from _posted(one)
        case BucketDestination():
            yield from _bucket(one, one.destination, plan.s3)


def _cloudwatch(one: Written, to: LogDestination, plan: Plan) -> Iterator[Charge]:
    written = _gb(one.records, one.bytes_per_record, assumed.CLOUDWATCH_EVENT)
    yield Charge(prices.VENDED_TO_CLOUDWATCH, written, one.sender, one)
    kept = times(times(one.gb, assumed.CLOUDWATCH_SIZE), to.retention_days / assumed.DAYS_PER_MONTH)
    yield Charge(prices.CLOUDWATCH_STORAGE, kept, one.sender, one)
    forwarded, size = one.records, assumed.IN_ENVELOPE
    if to.filter_pattern:
        forwarded, size = times(one.records, assumed.FORWARDED), assumed.IN_FILTERED_ENVELOPE
    low, high = _gb(forwarded, 0, size)
    batches = min(forwarded[1], one.interfaces * assumed.MINUTES_PER_MONTH)
    yield Charge(prices.FIREHOSE, (low, max(high, batches * assumed.ROUNDED_BYTES / GB)), one.holder, one)
    sent = times((low, high), 1 if _compressed(plan) else assumed.BASE64)
    yield Charge(prices.TRANSFER_OUT, sent, one.holder, one)


def _firehose(one: Written, plan: Plan) -> Iterator[Charge]:
    arriving = _gb(one.records, one.bytes_per_record, assumed.FIREHOSE_EVENT)
    yield Charge(prices.VENDED_TO_FIREHOSE, arriving, one.sender, one)
    yield Charge(prices.FIREHOSE_VENDED, arriving, one.holder, one)
    plain = (one.bytes_per_record + assumed.FIREHOSE_EVENT[1]) * assumed.BASE64 + assumed.REQUEST_RECORD
    size = assumed.STRAIGHT_IN_REQUEST if _compressed(plan) else (plain, plain)
    yield Charge(prices.TRANSFER_OUT, _gb(one.records, 0, size), one.holder, one)


def _bucket(one: Written, to: BucketDestination, s3: S3) -> Iterator[Charge]:
    yield Charge(prices.VENDED_TO_S3, one.gb, one.sender, one)
    kept = _gb(one.records, 0, assumed.IN_FILE)
    if to.file_format == "parquet":
        yield Charge(prices.PARQUET, one.gb, one.sender, one)
        kept = times(kept, assumed.PARQUET_SIZE)
    files = _files(one)
    yield Charge(prices.S3_PUT, files, one.holder, one)
    in_s3, in_glacier = _months(s3)
    yield Charge(prices.S3_STORAGE, times(kept, in_s3), one.holder, one)
    yield Charge(prices.GLACIER_STORAGE[s3.glacier_class], times(kept, in_glacier), one.holder, one)
    if in_glacier:
        large = times(kept, GB / assumed.MOVED_BYTES)
        moved = min(files[0], large[0]), min(files[1], large[1])
        yield Charge(prices.GLACIER_MOVES[s3.glacier_class], moved, one.holder, one)
        shortest = (
            prices.GLACIER_SHORTEST_DAYS[s3.glacier_class] / assumed.DAYS_PER_MONTH if s3.expire_after_days else 0
        )
        early = kept[1] * max(0, shortest - in_glacier)  # none, at least: what is too small was never moved
        yield Charge(prices.GLACIER_EARLY[s3.glacier_class], (0, early), one.holder, one)


def _posted(one: Written) -> Iterator[Charge]:
    files = _files(one)
    yield Charge(prices.SQS, times(files, assumed.REQUESTS_A_FILE), one.holder, one)
    yield Charge(prices.LAMBDA_RUNS, files, one.holder, one)
    waiting, working = times(files, assumed.SECONDS_A_FILE), times(one.records, assumed.SECONDS_A_RECORD)
    seconds = waiting[0] + working[0], waiting[1] + working[1]
    yield Charge(prices.LAMBDA_TIME, times(seconds, assumed.FUNCTION_GB), one.holder, one)
    yield Charge(prices.TRANSFER_OUT, _gb(one.records, 0, assumed.POSTED), one.holder, one)


def _standing(plan: Plan) -> Iterator[Charge]:
    for target in plan.senders:
        if target.uses_firehose and target.access_key_secret is None:
            yield Charge(prices.SECRET, (1, 1), target.target)
        if target.kms_key == CREATE:
            yield Charge(prices.KEY, (1, 1), target.target)


def _files(one: Written) -> Range:
    """Count files: at least one a flow log and five minutes, at most one an interface; how many AWS writes is not established."""
    a_month = assumed.MINUTES_PER_MONTH / assumed.FILE_MINUTES
    least, most = one.flow_logs * a_month, max(one.interfaces, one.flow_logs) * a_month
    return min(least, one.records[0]), min(most, one.records[1])


def _months(s3: S3) -> tuple[float, float]:
    """Give how long files are kept in S3, and then in Glacier; of a bucket that exists already the file says neither."""
    days = s3.expire_after_days or assumed.KEPT_DAYS
    before = min(s3.glacier_after_days or days, days)
    return before / assumed.DAYS_PER_MONTH, (days - before) / assumed.DAYS_PER_MONTH


def _gb(records: Range, each: float, more: Range) -> Range:
    return times(records, ((each + more[0]) / GB, (each + more[1]) / GB))


def _compressed(plan: Plan) -> bool:
    return plan.delivery.content_encoding == "GZIP"
