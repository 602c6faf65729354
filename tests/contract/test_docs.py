"""What is written about the project agrees with what it does."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from flowlog_config.schema.reference import references

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "flowlogs.yaml", *sorted((ROOT / "examples").rglob("*.yaml"))]


@pytest.mark.parametrize("name", references())
def test_generated_references_are_fresh(name):
    """A changed model, problem or field needs `make docs`."""
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == references()[name]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_json_schema_accepts_every_example(path):
    """Editors must not mark what the tool takes."""
    schema = json.loads((ROOT / "docs/flowlogs.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema, cls=jsonschema.Draft7Validator)


@pytest.mark.parametrize(
    ("page", "key"),
    [("config.md", "select"), ("config.md", "exclude"), ("selectors.md", "in_vpc"), ("selectors.md", "not")],
)
def test_reference_says_which_keys_take_selectors(page, key):
    """They take a mapping, too, and not text alone."""
    assert f"| `{key}` | a [selection](selectors.md) |" in references()[page]


ONLY_ORGANIZATION = {
    key: value
    for key, value in yaml.safe_load((ROOT / "examples/organization.yaml").read_text(encoding="utf-8")).items()
    if key not in ("targets", "flow_logs")
}


@pytest.mark.parametrize(
    ("more", "without", "right"),
    [
        ({}, "", True),
        ({}, "organization", False),
        ({"targets": [{"account": "111122223333", "region": "eu-west-1"}]}, "", False),
        ({"flow_logs": [{"name": "a", "select": "everything"}]}, "", False),
    ],
)
def test_json_schema_knows_what_a_file_needs(more, without, right):
    """An organization alone, or targets and flow logs together."""
    schema = json.loads((ROOT / "docs/flowlogs.schema.json").read_text(encoding="utf-8"))
    file = {key: value for key, value in {**ONLY_ORGANIZATION, **more}.items() if key != without}
    assert jsonschema.Draft7Validator(schema).is_valid(file) is right


@pytest.mark.parametrize("key", ["regions", "organizational_units", "rules"])
def test_json_schema_refuses_an_empty_list_as_the_tool_does(key):
    """It would log nothing, and an editor can say so while it is written."""
    schema = json.loads((ROOT / "docs/flowlogs.schema.json").read_text(encoding="utf-8"))
    file = {**ONLY_ORGANIZATION, "organization": {**ONLY_ORGANIZATION["organization"], key: []}}
    assert not jsonschema.Draft7Validator(schema).is_valid(file)
