"""A flow log's own tags: whatever EC2 takes, and on flow logs only."""

import json

from flowlog_config.plan import make_plan
from flowlog_config.schema import load
from stacks.templates import templates_of

TAGS = {
    "cost#center": "R&D (network), 24/7!",
    "Team": "a",
    "team": "b",
    "FlowLog:x": '<"\\>',
    "empty": "",
    "k" * 128: "v" * 256,
    "aws": "aws:it",
    "🙂‍↕️": "本",
}


def test_takes_every_tag_that_ec2_takes():
    """Signs, capitals, lengths and an empty value; they reach the template as they are."""
    file = {
        "version": 1,
        "aggregator": {"endpoint": "https://flowlogs.example.com/", "cluster_name": "test"},
        "targets": [{"account": "111122223333", "region": "eu-west-1"}],
        "flow_logs": [{"name": "a", "select": "vpc-0ed6e0000000000a1", "tags": TAGS}],
    }
    (templates,) = templates_of(make_plan(load("flowlogs.yaml", json.dumps(file, ensure_ascii=False))).plan).values()
    resources = [one for template in templates.values() for one in template["Resources"].values()]
    tagged = {one["Type"]: one["Properties"].get("Tags", []) for one in resources}
    tags = {one["Key"]: one["Value"] for one in tagged.pop("AWS::EC2::FlowLog")}
    assert {key: tags.get(key) for key in TAGS} == TAGS
    assert not any(one["Key"] in TAGS for ones in tagged.values() for one in ones)
