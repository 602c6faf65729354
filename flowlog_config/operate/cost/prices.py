"""
Every price, once: what AWS charges in us-east-1, in tiers. Other regions differ, and are not known here.

Tiers count what one account takes in one region in a month. AWS adds up the accounts of an organization for some of them, which
can only cost less; which ones is not established.
"""

from dataclasses import dataclass

from flowlog_config.operate.cost.range import Range

GB = 10**9
REGION = "us-east-1"
PRICE_DATE = "September 2025"
"""Of the prices; AWS publishes the current ones on the pricing page of each service."""
_TB = 1_000
_REST = float("inf")
Tiers = tuple[tuple[float, float], ...]
"""Size of each tier, in units, and its price in USD for a unit; the last has no end."""


@dataclass(frozen=True, slots=True)
class Price:
    """
    What AWS charges for one thing.

    Attributes:
        what: The thing, as a line of a bill.
        unit: ``gb`` (10^9 bytes), ``gb_months``, ``gb_seconds``, ``requests`` or ``pieces`` (for a month).
        tiers: The price; the lowest it may be where that is not known.
        most: The highest it may be; None where it is known.
    """

    what: str
    unit: str
    tiers: Tiers
    most: Tiers | None = None

    @property
    def first(self) -> Range:
        """What a unit costs at first, in USD."""
        return self.tiers[0][1], (self.most or self.tiers)[0][1]

    def usd(self, quantity: Range) -> Range:
        """Price a quantity in units."""
        return _in_tiers(self.tiers, quantity[0]), _in_tiers(self.most or self.tiers, quantity[1])


def _in_tiers(tiers: Tiers, quantity: float) -> float:
    usd = 0.0
    for size, price in tiers:
        part = min(quantity, size)
        usd += part * price
        quantity -= part
    return usd


def _flat(usd: float) -> Tiers:
    return ((_REST, usd),)


def _vended(*prices: float) -> Tiers:
    return tuple(zip((10 * _TB, 20 * _TB, 20 * _TB, _REST), prices, strict=True))


# AWS price list, CloudWatch, effective 2025-09-01 (checked 2026-11).
VENDED_TO_CLOUDWATCH = Price("written to CloudWatch Logs", "gb", _vended(0.50, 0.25, 0.10, 0.05))
VENDED_TO_S3 = Price("written to S3", "gb", _vended(0.25, 0.15, 0.075, 0.05))
VENDED_TO_FIREHOSE = Price("written to Firehose", "gb", _vended(0.25, 0.15, 0.075, 0.05))
PARQUET = Price("converted to Parquet", "gb", _flat(0.03))
CLOUDWATCH_STORAGE = Price("kept in CloudWatch Logs, compressed", "gb_months", _flat(0.03))
INSIGHTS_SCAN = Price("scanned by Logs Insights", "gb", _flat(0.005))

# AWS price list, Firehose, effective 2025-09-01 (checked 2026-11); the streams of this project do not decompress.
_DIRECT_PUT: Tiers = ((500 * _TB, 0.029), (1_500 * _TB, 0.025), (_REST, 0.020))
FIREHOSE = Price("taken in by Firehose, compressed", "gb", _DIRECT_PUT)
# Firehose has a price of its own for vended logs, in tiers and without rounding (its pricing page, checked 2026-11). The number is
# not established: it is no less than that for other records, and 0.13 at first is second-hand.
FIREHOSE_VENDED = Price("taken in by Firehose, not compressed", "gb", _DIRECT_PUT, _flat(0.13))

# Commonly published prices of S3, EC2, Lambda, SQS, Secrets Manager and KMS; not checked against a price list (2026-11).
_S3: Tiers = ((50 * _TB, 0.023), (450 * _TB, 0.022), (_REST, 0.021))
S3_STORAGE = Price("kept in S3", "gb_months", _S3)
S3_PUT = Price("files put into S3", "requests", _flat(0.005 / 1_000))
# Files below 128 KiB stay in S3, at its price; how many are so small is not known.
GLACIER_STORAGE = {
    "GLACIER_IR": Price("kept in Glacier Instant Retrieval", "gb_months", _flat(0.004), _S3),
    "GLACIER": Price("kept in Glacier Flexible Retrieval", "gb_months", _flat(0.0036), _S3),
    "DEEP_ARCHIVE": Price("kept in Glacier Deep Archive", "gb_months", _flat(0.00099), _S3),
}
# A file deleted before its class's shortest time is billed for the rest of it. Source: S3 User Guide, storage classes (2026-11).
GLACIER_SHORTEST_DAYS = {"GLACIER_IR": 90, "GLACIER": 90, "DEEP_ARCHIVE": 180}
GLACIER_EARLY = {
    name: Price("deleted from Glacier before its shortest time", "gb_months", _flat(price.tiers[0][1]))
    for name, price in GLACIER_STORAGE.items()
}
GLACIER_MOVES = {
    "GLACIER_IR": Price("files moved to Glacier", "requests", _flat(0.02 / 1_000)),
    "GLACIER": Price("files moved to Glacier", "requests", _flat(0.03 / 1_000)),
    "DEEP_ARCHIVE": Price("files moved to Glacier", "requests", _flat(0.05 / 1_000)),
}
TRANSFER_OUT = Price(
    "sent to the internet",
    "gb",
    ((10 * _TB, 0.09), (40 * _TB, 0.085), (100 * _TB, 0.07), (_REST, 0.05)),
)
LAMBDA_RUNS = Price("runs of the function", "requests", _flat(0.20 / 1_000_000))
LAMBDA_TIME = Price("time of the function", "gb_seconds", _flat(0.0000133334))
SQS = Price("messages of new files", "requests", _flat(0.40 / 1_000_000))
SECRET = Price("secrets with an access key", "pieces", _flat(0.40))
# A key costs 1 USD, and 1 USD more after each of its first two yearly rotations.
KEY = Price("keys of KMS", "pieces", _flat(1.00), _flat(3.00))
