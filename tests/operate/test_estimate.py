"""What records cost to write."""

import pytest

from flowlog_config.operate.estimate import Assumptions, estimate, formula, monthly_usd


@pytest.mark.parametrize(
    ("gb", "usd"), [(0, 0), (100, 50), (10_000, 5000), (30_000, 10_000), (50_000, 12_000), (60_000, 12_500)]
)
def test_prices_in_tiers(gb, usd):
    """0.50, then 0.25, 0.10 and 0.05 USD per GB."""
    assert monthly_usd(gb) == pytest.approx(usd)


def test_the_estimate_is_what_its_formula_says():
    """Interfaces times records times hours times bytes."""
    cost = estimate(3, Assumptions(bytes_per_record=100, few=10, many=1000))
    assert cost.gb == (pytest.approx(3 * 10 * 730 * 100 / 1e9), pytest.approx(3 * 1000 * 730 * 100 / 1e9))
    assert cost.usd[1] == pytest.approx(cost.gb[1] * 0.5)
    assert "10 to 1,000 records an hour x 730 hours x 100 bytes" in formula(Assumptions(100, 10, 1000))
