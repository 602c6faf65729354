"""What records cost to write, from assumptions that are stated: nobody knows an account's traffic before it is logged."""

from dataclasses import dataclass

HOURS_PER_MONTH = 730
GB = 10**9
_TIERS = ((10_000, 0.50), (20_000, 0.25), (20_000, 0.10), (float("inf"), 0.05))
"""
GB a month and USD per GB: vended logs into CloudWatch Logs (class Standard) in us-east-1; other regions differ.
Source: AWS price list, CloudWatch, effective 2025-09-01 (checked 2026-11).
"""
PRICE_DATE = "September 2025"
"""Of the prices; AWS publishes the current ones on its CloudWatch pricing page."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """
    How much an interface is taken to write.

    Attributes:
        bytes_per_record: Of one record; about 115 in AWS's default format.
        few: Records an interface writes in an hour, at the low end.
        many: The same at the high end.

    Source: EC2 API, CreateFlowLogs: a Nitro instance's interface writes a record for each connection, direction and
    minute, whatever interval is asked (checked 2026-11). 1,200 records an hour are 10 connections, 60,000 are 500.
    """

    bytes_per_record: int = 115
    few: int = 1_200
    many: int = 60_000


@dataclass(frozen=True, slots=True)
class Cost:
    """
    A range, for a month.

    Attributes:
        interfaces: Interfaces and regional NAT gateways that write records.
        gb: GB written, low and high.
        usd: USD for writing them, low and high.
    """

    interfaces: int
    gb: tuple[float, float]
    usd: tuple[float, float]


def monthly_usd(gb: float) -> float:
    """Price what is written in a month, in the tiers of one account and region."""
    usd = 0.0
    for size, price in _TIERS:
        part = min(gb, size)
        usd += part * price
        gb -= part
    return usd


def estimate(interfaces: int, assumed: Assumptions) -> Cost:
    """Give the range for a number of interfaces, all in one account and region."""
    low, high = (
        interfaces * records * HOURS_PER_MONTH * assumed.bytes_per_record / GB
        for records in (assumed.few, assumed.many)
    )
    return Cost(interfaces, (low, high), (monthly_usd(low), monthly_usd(high)))


def formula(assumed: Assumptions) -> str:
    """Say how an estimate is made."""
    return (
        f"interfaces x {assumed.few:,} to {assumed.many:,} records an hour x {HOURS_PER_MONTH} hours x "
        f"{assumed.bytes_per_record} bytes x 0.50 USD per GB (0.25 above 10 TB, 0.10 above 30 TB, 0.05 above 50 TB)"
    )
