"""A large plan takes a moment, so it is made once."""

import pytest
from many_interfaces import plan_of


@pytest.fixture(scope="session")
def many():
    """Plan 1,200 interfaces."""
    return plan_of(range(1200))
