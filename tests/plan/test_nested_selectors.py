"""Selectors inside selectors, as deep as a file may be."""

import pytest

from flowlog_config.inventory.model import Resource, ResourceType, TargetInventory
from flowlog_config.plan.conditions import Compiler
from flowlog_config.schema.selectors import Selector

VPC = Resource(id="vpc-1", type=ResourceType.VPC)
TARGET = TargetInventory("111122223333", "eu-west-1", {VPC.id: VPC})
LEVELS = 20


@pytest.fixture
def compiled(monkeypatch):
    """Count what is compiled."""
    counted, choice = [], Compiler.choice
    monkeypatch.setattr(Compiler, "choice", lambda *a: counted.append(1) or choice(*a))
    return counted


@pytest.mark.parametrize("key", ["all", "any", "not", "in_vpc"])
def test_each_level_is_compiled_once(compiled, key):
    """Twice at each would be a million times at twenty."""
    selector = Selector(type="vpc")
    for _ in range(LEVELS):
        selector = Selector(**{key: [selector]})
    made = Compiler(TARGET, {}).choice(selector, ())
    assert len(compiled) == LEVELS + 1
    assert made.matches(VPC) is (key != "in_vpc")  # which a VPC is in none of


def test_a_named_selector_is_compiled_once(compiled):
    """However many others build on it, and however often."""
    selectors = {"s0": ((), [Selector(type="vpc")])}
    for i in range(1, LEVELS):
        selectors[f"s{i}"] = ((), [Selector(any=[f"s{i - 1}", f"s{i - 1}"])])
    compiler = Compiler(TARGET, selectors)
    assert compiler.choice(f"s{LEVELS - 1}", ("select", 0)).matches(VPC)
    assert compiler.choice("s0", ("select", 1)).path == ("select", 1)
    assert len(compiled) < 5 * LEVELS
