"""What stands where an access key can stand is never repeated: not in reports, JSON, exceptions or warnings."""

import string
import traceback
import warnings

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError, as_json, load, render
from flowlog_config.schema.hidden import hidden_in, hides, shown

HEAD = "version: 1\naggregator:\n  endpoint: https://flowlogs.example.com/\n  cluster_name: production\n"
TARGETS = 'targets:\n- {account: "111122223333", region: eu-west-1}\n'
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:signoz-AbCdEf"
LOGS = "flow_logs:\n- {name: all, select: vpc-0ed6e0000000000a1}\n"

PLACES = {
    "access_key_secret": f"{HEAD}  access_key_secret: %s\n{TARGETS}{LOGS}",
    "access_key_secret of a target": f"{HEAD}targets:\n- {{access_key_secret: %s, account: x, region: x}}\n{LOGS}",
    "access_key": f"{HEAD}  access_key: %s\n{TARGETS}{LOGS}",
    "api_key, flow style": f"version: 1\naggregator: {{api_key: %s, cluster_name: 5}}\n{TARGETS}{LOGS}",
    "apiKey in quotes": f'version: 1\naggregator: {{"apiKey": %s, "endpoint": 5}}\n{TARGETS}{LOGS}',
    "token at the top": f"token: %s\n{HEAD}{TARGETS}{LOGS}",
    "misspelt": f"{HEAD}  acess_kee: %s\n{TARGETS}{LOGS}",
    "kubernetes_secret": f"{HEAD}  kubernetes_secret: %s\n{TARGETS}{LOGS}",
    "nested under a key that is not there": f"{HEAD}  auth:\n    value:\n    - %s\n{TARGETS}{LOGS}",
    "in a list": f"{HEAD}  access_key_secret: [%s]\n{TARGETS}{LOGS}",
    "in a list of secrets": f"{HEAD}{TARGETS}{LOGS}s3:\n  forward_to:\n    access_key_secret:\n    - {ARN}\n    - %s\n",
    "in a mapping of a list": f"{HEAD}{TARGETS}{LOGS}s3:\n  forward_to:\n    access_key_secret:\n    - {{value: %s}}\n",
    "in a mapping": f"{HEAD}  access_key_secret: {{value: %s}}\n{TARGETS}{LOGS}",
    "with a tag": f"{HEAD}  access_key_secret: !!str %s\n{TARGETS}{LOGS}",
    "with an anchor": f"{HEAD}  access_key_secret: &key %s\n{TARGETS}{LOGS}",
    "given twice": f"{HEAD}  access_key: %s\n  access_key: again\n{TARGETS}{LOGS}",
    "on a line of its own": f"{HEAD}  access_key_secret:\n    %s\n{TARGETS}{LOGS}",
    "block text": f"{HEAD}  access_key_secret: |\n    %s\n  cluster_name: 5\n{TARGETS}{LOGS}",
    "secret tag key": f"{HEAD}{TARGETS}tags: {{api_key: %s, aws:x: y}}\n{LOGS}",
    "user of the URL": f"version: 1\naggregator: {{endpoint: 'https://u:%s@a.example.com/', cluster_name: 5}}\n{TARGETS}{LOGS}",
    "user alone": f"version: 1\naggregator: {{endpoint: 'https://%s@a.example.com/'}}\n{TARGETS}{LOGS}",
    "port of the URL": f"version: 1\naggregator: {{endpoint: 'https://user:%s/'}}\n{TARGETS}{LOGS}",
    "query of the URL": f"version: 1\naggregator: {{endpoint: 'http://a.example.com/?key=%s'}}\n{TARGETS}{LOGS}",
    "broken line": f"{HEAD}  access_key_secret: %s: x: y\n{TARGETS}{LOGS}",
    "quote not closed": f'{HEAD}  access_key_secret: "%s\n{TARGETS}{LOGS}',
    "no colon": f"{HEAD}  access_key_secret %s\n  x: y\n{TARGETS}{LOGS}",
    "equals sign": f"{HEAD}  access_key_secret = %s\n  x: y\n{TARGETS}{LOGS}",
    "after a broken bracket": f"{HEAD}  x: [\n  access_key: %s\n{TARGETS}{LOGS}",
    "next line of a broken key": f"{HEAD}  access_key\n   %s: x\n{TARGETS}{LOGS}",
    "comment beside a fault": f"version: 2 # access key: %s\n{HEAD}{TARGETS}{LOGS}",
    "tab before": f"{HEAD}\taccess_key: %s\n{TARGETS}{LOGS}",
}
ALPHABET = string.ascii_letters + string.digits + "+/=_-."


def _secrets(alphabet):
    """Keys of which no five characters stand in any report by chance."""
    return st.lists(st.text(alphabet, min_size=3, max_size=3), min_size=4, max_size=20).map("Zq".join)


SECRETS = _secrets(ALPHABET)
ODD_SECRETS = _secrets(ALPHABET + ",{}[]:@#!% ")
DIGITS = "0777123407771234"


def said_about(text):
    """Collect everything that is said about a text, with all warnings and the whole traceback."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            loaded = load("flowlogs.yaml", text)
            make_plan(loaded)
        except InvalidConfigError as error:
            document = error.document
            said = [str(error), repr(error), *traceback.format_exception(error), repr(document)]
            said += [render(error.problems, "flowlogs.yaml", document)]
            said += [repr(error.problems), str(as_json(error.problems, "flowlogs.yaml", document))]
            return "\n".join([*said, *(str(one.message) for one in caught)])
    return ""


@pytest.mark.parametrize("place", PLACES)
@given(secret=SECRETS)
@example(DIGITS)
@settings(max_examples=40, deadline=None)
def test_never_repeats_what_stands_where_a_key_can(place, secret):
    """A key given in the wrong place, or in the right one, is never said again."""
    said = said_about(PLACES[place] % secret)
    assert "FL" in said
    assert secret not in said
    for piece in (secret[i : i + 8] for i in range(len(secret) - 7)):
        assert piece not in said


@pytest.mark.parametrize("place", ["access_key_secret", "access_key", "api_key, flow style", "token at the top"])
@given(secret=ODD_SECRETS)
@settings(max_examples=60, deadline=None)
def test_never_repeats_a_key_with_brackets_and_commas_in_quotes(place, secret):
    """Quotes, commas, brackets and @ inside a key end nothing."""
    assume(secret.strip())
    said = said_about(PLACES[place] % f"'{secret}'")
    for piece in (secret[i : i + 8] for i in range(len(secret) - 7)):
        assert not piece.strip() or piece not in said


def test_a_secret_is_hidden_in_a_line_that_breaks():
    """Where the structure is gone, words decide."""
    said = said_about(f"{HEAD}  api-token: 'S3CR3T, or' not: {{\n")
    assert "S3CR3T" not in said


@pytest.mark.parametrize(
    ("keys", "hidden"),
    [
        (("aggregator", "access_key_secret"), True),
        (("aggregator", "endpoint"), False),
        (("aggregator", "kubernetes_secret"), True),
        (("aggregator", "kubernetes_secret", "name"), False),
        (("targets", "kms_key"), False),
        (("flow_logs", "select", "in_vpc", "tags", "Stage"), False),
        (("flow_logs", "tags", "Password"), True),
        (("nowhere",), True),
        (("aggregator", "endpoint", "nested"), True),
    ],
)
def test_hides_by_the_way_of_keys(keys, hidden):
    """Keys that sound secret and keys the file does not have hide their values; all others do not."""
    assert hides(keys) is hidden


@pytest.mark.parametrize(
    "line",
    [
        "  access_key_secret: generate",
        "  access_key_secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:flow/log-a1B2c3",
        "  endpoint: https://flowlogs.example.com:8443/in",
        "  kms_key: arn:aws:kms:eu-west-1:111122223333:key/1",
        "  kubernetes_secret: {name: flowlog}",
    ],
)
def test_shows_what_gives_nothing_away(line):
    """A report that hides everything helps nobody."""
    assert hidden_in(line) == []


def test_shows_what_a_terminal_would_obey_as_its_code():
    """An escape sequence in the file does nothing to the reader's terminal."""
    said = said_about(HEAD + TARGETS + 'flow_logs:\n- {name: "a\\e[31m\\u202e", select: [x]}\n')
    assert "\x1b" not in said.replace("\\x1b", "")
    assert "\\u001b[31m\\u202e" in said
    assert shown("a\x00b") == "a\\u0000b"
