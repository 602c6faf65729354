"""What a query cost: what it scanned, at a price that is stated with its place and date."""

from flowlog_config.operate.estimate import GB, PRICE_DATE

_USD_PER_GB = {"us-east-1": 0.005}
"""
Logs Insights, scanned data of class Standard. Other regions differ and are not known here.
Source: AWS price list, CloudWatch, effective 2025-09-01 (checked 2026-11).
"""
_KNOWN = "us-east-1"
_LEAST_USD, _CENTS_FROM_USD = 0.0001, 0.1


def scan_usd(bytes_scanned: float, region: str) -> float | None:
    """Price what was scanned, in USD; None where the price is not known."""
    price = _USD_PER_GB.get(region)
    return None if price is None else bytes_scanned / GB * price


def cost_words(bytes_scanned: float, region: str) -> str:
    """Say what a scan cost; elsewhere than where the price is known, what it would have cost there."""
    price = _USD_PER_GB[_KNOWN]
    words = f"{amount(bytes_scanned / GB * price)} at {price} USD per GB ({_KNOWN}, {PRICE_DATE})"
    return words if region in _USD_PER_GB else f"price in {region} not known; {words}"


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
