"""Plans for the tests of the aggregator's values."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flowlog_config.plan import Plan, plan_file

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def plan() -> Plan:
    """Give the plan of the file the project comes with."""
    return plan_file(ROOT / "flowlogs.yaml").plan


@pytest.fixture(scope="session")
def several() -> Plan:
    """Give a plan with generated and existing secrets in two accounts and three regions."""
    return plan_file(Path(__file__).parent / "several-targets.yaml").plan


@pytest.fixture(scope="session")
def for_vector() -> Plan:
    """Give a plan for Vector's chart: three formats, two targets, two routes."""
    return plan_file(Path(__file__).parent / "vector.yaml").plan


@pytest.fixture(scope="session")
def for_collector() -> Plan:
    """Give a plan for the OpenTelemetry Collector's chart: two formats of one target."""
    return plan_file(Path(__file__).parent / "otel-collector.yaml").plan


@pytest.fixture(scope="session")
def with_aggregator() -> Callable[..., Plan]:
    """Change the aggregator of a plan, past the checks of the file."""

    def change(plan: Plan, **values: Any) -> Plan:
        return replace(plan, aggregator=plan.aggregator.model_copy(update=values))

    return change


@pytest.fixture(scope="session")
def with_targets() -> Callable[..., Plan]:
    """Give a plan the targets with these names and secrets, made from its first one."""

    def change(plan: Plan, *named: tuple[str, str | None]) -> Plan:
        first = plan.targets[0]
        targets = [
            replace(first, target=replace(first.target, name=name), access_key_secret=secret, stack_name=f"x-{i}")
            for i, (name, secret) in enumerate(named)
        ]
        return replace(plan, targets=tuple(targets))

    return change
