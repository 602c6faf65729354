"""Charges priced: one line each, in the tiers of its account and region."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flowlog_config.operate.cost.charges import Charge
from flowlog_config.operate.cost.prices import Price
from flowlog_config.operate.cost.range import Range, total


@dataclass(frozen=True, slots=True)
class Line:
    """
    One line of a bill.

    Attributes:
        charge: What for.
        usd: For a month. Not always the lesser first: a part falls where the others of its tiers grow more.
    """

    charge: Charge
    usd: Range


def bill(charges: Iterable[Charge]) -> list[Line]:
    """
    Price charges. Those of one price and place share its tiers; each pays its part of their sum.

    The tiers fall, so each pays less per unit the more there is; the sum is what AWS bills.
    """
    pools: dict[tuple[Price, str, str], list[Charge]] = defaultdict(list)
    for one in charges:
        pools[one.price, one.place.account_id, one.place.region].append(one)
    return [line for (price, *_), ones in pools.items() for line in _shared(price, ones)]


def total_usd(lines: Iterable[Line]) -> Range:
    """Add up lines."""
    return total(one.usd for one in lines)


def _shared(price: Price, ones: Sequence[Charge]) -> list[Line]:
    together = total(one.quantity for one in ones)
    usd = price.usd(together)
    rate = tuple(part / whole if whole else 0 for part, whole in zip(usd, together, strict=True))
    return [Line(one, (one.quantity[0] * rate[0], one.quantity[1] * rate[1])) for one in ones]
