"""What a query cost: what it scanned, at a price that is stated with its place and date."""

from flowlog_config.operate.cost.prices import GB, INSIGHTS_SCAN, PRICE_DATE, REGION

_LEAST_USD, _CENTS_FROM_USD = 0.0001, 0.1


def scan_usd(bytes_scanned: float, region: str) -> float | None:
    """Price what was scanned, in USD; None where the price is not known."""
    return _usd(bytes_scanned) if region == REGION else None


def cost_words(bytes_scanned: float, region: str) -> str:
    """Say what a scan cost; elsewhere than where the price is known, what it would have cost there."""
    words = f"{amount(_usd(bytes_scanned))} at {INSIGHTS_SCAN.first[0]} USD per GB ({REGION}, {PRICE_DATE})"
    return words if region == REGION else f"price in {region} not known; {words}"


def _usd(bytes_scanned: float) -> float:
    gb = bytes_scanned / GB
    return INSIGHTS_SCAN.usd((gb, gb))[0]


def amount(usd: float) -> str:
    """Write an amount with as many digits as say something."""
    if usd < _LEAST_USD:
        return f"less than {_LEAST_USD} USD"
    return f"about {usd:.2f} USD" if usd >= _CENTS_FROM_USD else f"about {usd:.4f} USD"


def size(bytes_: float) -> str:
    """Write a number of bytes for people."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if bytes_ < 1000:  # noqa: PLR2004 - decimal units, as AWS bills
            return f"{bytes_:,.0f} {unit}" if unit == "bytes" else f"{bytes_:.1f} {unit}"
        bytes_ /= 1000
    return f"{bytes_:,.1f} TB"
