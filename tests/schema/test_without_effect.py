"""FL333 is said of keys that nothing reads, and of no other: a warning that is wrong is worse than none."""

import pytest
from organization_section import organization

from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError, load

SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:aggregator-AbCdEf"  # noqa: S105 - a name, no secret
AGGREGATOR = 'version: 1\naggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production%s}\n'
TARGET = 'targets: [{account: "111122223333", region: eu-west-1%s}]\n'
CENTRAL = """\
targets:
  - {account: "111122223333", region: eu-west-1, name: live, deliver_to: logs}
  - {account: "444455556666", region: eu-west-1, name: logs%s}
"""
LOGS = "flow_logs: [{name: all, select: vpc-0ed6e0000000000a1%s}]\n"
ORGANIZATION = organization()


def without_effect(text):
    """Give the place of every FL333 of a file."""
    try:
        problems = make_plan(load("test.yaml", text)).warnings
    except InvalidConfigError as error:
        problems = error.problems
    return [one.path for one in problems if one.kind.id == "FL333"]


def file(more="", *, aggregator="", target=TARGET % "", entry=""):
    """Write a file with one entry."""
    return AGGREGATOR % aggregator + target + more + LOGS % entry


@pytest.mark.parametrize(
    "text",
    [
        file("s3: {expire_after_days: 3}\n", entry=", retiring: s3"),
        file("defaults: {retention_days: 3}\n", entry=", route: s3, retiring: cloudwatch"),
        file("defaults: {retention_days: 3, route: s3}\n" + ORGANIZATION),
        file("delivery: {retry_seconds: 3}\n" + ORGANIZATION, entry=", route: s3"),
        file(
            "s3: {aggregator_reads: true}\n",
            aggregator=", dialect: vector, vector_version: '0.55'",
            entry=", route: s3",
        ),
        file("s3: {glacier_after_days: 30, glacier_class: GLACIER}\n", entry=", route: [cloudwatch, s3]"),
        file(aggregator=f', access_key_secret: "{SECRET}", rotating: true'),
        file(aggregator=f', access_key_secret: "{SECRET}"', target=TARGET % f', access_key_secret: "{SECRET}"'),
        file(target=TARGET % ", kms_key: create", entry=", route: s3"),
        file(target=CENTRAL % ", kms_key: create, access_key_secret: generate", entry=", targets: live"),
        file(target=CENTRAL % ", kms_key: create", entry=", targets: live, route: s3"),
        file("s3: {file_format: plain-text}\ndelivery: {content_encoding: GZIP}\n", entry=", route: cloudwatch"),
        file("s3: {}\ndelivery: {}\nselectors: {mine: edge}\n"),
        AGGREGATOR % "" + "defaults: {format: security, retention_days: 3}\n" + ORGANIZATION,
    ],
)
def test_says_nothing_of_what_has_an_effect(text):
    """Also by what is retiring, by targets that deliver here, or for an organization; and nothing of defaults."""
    assert without_effect(text) == []


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (file(target=CENTRAL % "", entry=", targets: logs"), [("targets", 0)]),
        (
            file(
                target=(CENTRAL % "").replace("logs}", "logs, kms_key: create}", 1),
                entry=", targets: live, route: firehose",
            ),
            [("targets", 0, "kms_key")],
        ),
        (
            file("s3: {aggregator_reads: true}\n", aggregator=", dialect: vector, rotating: true", entry=", route: s3"),
            [("aggregator", "rotating")],
        ),
        (file("s3: {expire_after_days: 3}\n" + ORGANIZATION), [("s3",)]),
        (file("defaults: {retention_days: 3, forward: {}}\n", entry=", route: [s3]"), [("defaults", "retention_days")]),
    ],
)
def test_says_what_has_none(text, paths):
    """Beside the files of the folder of bad ones."""
    assert without_effect(text) == paths


@pytest.mark.parametrize(
    "wrong",
    [
        file("s3: {expire_after_days: 3}\n", entry=", route: [s4]"),
        file("s3: {expire_after_days: 3}\n", entry=", rout: s3"),
        file("s3: {expire_after_days: 3}\ndefaults: {rout: s3}\n"),
        file("defaults: {retention_days: 3}\norganisation: {}\n", entry=", route: s3"),
        AGGREGATOR % "" + "s3: {expire_after_days: 3}\nflow_log: []\n" + ORGANIZATION,
        AGGREGATOR % "" + TARGET % "" + "s3: {expire_after_days: 3}\n",
        file(target=CENTRAL % "", entry=", targets: life"),
        file(target=(CENTRAL % "").replace("deliver_to: logs", "deliver_to: log"), entry=", targets: live"),
    ],
)
def test_says_nothing_while_what_would_read_it_is_wrong(wrong):
    """What is misspelt may be what gives the key its effect."""
    assert without_effect(wrong) == []
