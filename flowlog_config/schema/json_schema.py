"""The file's JSON Schema, generated from the model. Draft 7, which editors understand."""

import json
from typing import Any

from flowlog_config.schema.model import Config

DRAFT = "http://json-schema.org/draft-07/schema#"


def json_schema() -> dict[str, Any]:
    """Give the schema as data: what the model takes, key by key. Rules between values are `flowlog check`'s."""
    generated = Config.model_json_schema(ref_template="#/definitions/{model}")
    definitions = generated.pop("$defs")
    schema = {"$schema": DRAFT, "title": "flowlogs.yaml", **_plain(generated), "definitions": _plain(definitions)}
    schema.pop("description", None)
    return schema


def json_schema_text() -> str:
    """Give the schema as the text of ``docs/flowlogs.schema.json``."""
    return json.dumps(json_schema(), indent=2) + "\n"


def _plain(node: Any) -> Any:
    """Drop generated titles, and the null of keys that may be left out: an editor should not offer it."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: _plain(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}
    options = node.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        kept = [option for option in options if option != {"type": "null"}]
        rest = {key: value for key, value in node.items() if key not in ("anyOf", "default")}
        node = {**kept[0], **rest} if len(kept) == 1 and "$ref" not in kept[0] else {**rest, "anyOf": kept}
    if "$ref" in node and len(node) > 1:  # draft 7 ignores what stands beside a $ref
        node = {"allOf": [{"$ref": node.pop("$ref")}], **node}
    return node
