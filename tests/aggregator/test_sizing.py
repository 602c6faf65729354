"""The number of copies, from the rate the file expects."""

from dataclasses import replace

import pytest
import yaml

from flowlog_config.aggregator import notes, render_values
from flowlog_config.aggregator.edge import body_size_mib


@pytest.mark.parametrize(("name", "copies"), [("for_vector", "replicas"), ("for_collector", "replicaCount")])
@pytest.mark.parametrize(("rate", "number"), [(1, 2), (40_000, 2), (40_001, 3), (1_000_000, 50)])
def test_a_copy_for_each_share_of_the_rate_and_never_fewer_than_two(request, name, copies, rate, number):
    """One of two can be replaced while Firehose goes on sending."""
    plan = request.getfixturevalue(name)
    sized = replace(plan, aggregator=plan.aggregator.model_copy(update={"expected_records_per_second": rate}))
    data = yaml.safe_load(render_values(sized))
    assert data[copies] == number
    assert data["resources"]["requests"] == {"cpu": "1", "memory": "1Gi"}
    assert any(f"Sized for {rate:,} records a second" in line for line in notes(sized))


@pytest.mark.parametrize("name", ["for_vector", "for_collector"])
def test_without_a_rate_the_chart_decides(request, name):
    """No number is made up."""
    data = yaml.safe_load(render_values(request.getfixturevalue(name)))
    assert not {"replicas", "replicaCount", "resources"} & data.keys()


@pytest.mark.parametrize(("buffer", "body"), [(1, 2), (4, 6), (5, 8), (42, 63), (43, 64), (64, 64)])
def test_what_is_in_front_takes_the_largest_request_and_asks_for_no_more(buffer, body):
    """Base64 and JSON make half as much again; beyond 64 MiB Firehose sends nothing."""
    assert body_size_mib(buffer) == body
