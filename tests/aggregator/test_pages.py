"""What the pages of the aggregators show is what works."""

import re
from pathlib import Path

import pytest
import yaml
from rendered import merged

from flowlog_config.aggregator import values
from flowlog_config.plan.make import make_plan
from flowlog_config.schema.load import load

PAGES = Path(__file__).parents[2] / "docs" / "aggregators"
REST = """
version: 1
targets: [{account: "111122223333", region: eu-west-1}]
flow_logs: [{name: one, select: vpc-0c0de0000000000b1}]
"""


def blocks(name):
    """Give the YAML a page shows, in order."""
    return re.findall(r"```yaml\n(.*?)```", (PAGES / f"{name}.md").read_text(encoding="utf-8"), re.DOTALL)


def shown(name):
    """Give the values for the file that a page shows, together with the user's own that it shows."""
    file, mine = blocks(name)
    return merged(values(make_plan(load(f"{name}.md", file + REST)).plan), yaml.safe_load(mine))


def test_vector_starts_with_what_the_page_shows():
    """Every sink has a type and inputs that exist."""
    config = shown("vector")["customConfig"]
    outputs = set(config["transforms"]) | {f"{name}.dropped" for name in config["transforms"]}
    assert {"records", "dropped"} == set(config["sinks"])
    for sink in config["sinks"].values():
        assert sink["type"]
        assert set(sink["inputs"]) <= outputs


def test_collector_starts_with_what_the_page_shows():
    """The pipeline has an exporter, and it is there."""
    config = shown("otel-collector")["alternateConfig"]
    exporters = config["service"]["pipelines"]["logs"]["exporters"]
    assert exporters
    assert set(exporters) == set(config["exporters"])


@pytest.mark.parametrize("name", ["kubesense", "vector", "otel-collector"])
def test_every_page_says_what_was_not_verified(name):
    """A person knows what to try before relying on it."""
    assert "## Verified, and not known" in (PAGES / f"{name}.md").read_text(encoding="utf-8")
