"""
The file's rules for the function are the function's own, which stands alone and imports nothing of the file's.

The file refuses more beside these: hosts that Lambda does not reach, and secrets in clear.
"""

import json

import pytest
from pydantic import ValidationError

from flowlog_config.schema.check_forwarding import environment_bytes
from flowlog_config.schema.forwarder import API_KEY, Forwarder
from flowlog_constructs.forwarder import settings
from flowlog_constructs.forwarder.body_format import BodyFormat
from flowlog_constructs.forwarder.settings import Forwarding

URL = "https://logs.example.com/in?a=b"
URLS = [
    *(URL, "https://logs.example.com", "https://logs.example.com:8443/x", "https://[2606:4700::1]/x"),
    *(
        "http://logs.example.com/",
        "https://",
        "https://a b/",
        "https://a/ü",
        "https://a/\n",
        "https://a:0/",
        "https://a:x/",
    ),
    *("https://a:99999/", "https://me@a/", "https://me:pw@a/", "https://@a/", "https://a/#part", "a", ""),
]
NAMES = [
    *("x-team", "X-Team", "a" * 128, "a" * 129, "", "x team", "x:team", "xü", "x\n", "!#$%&'*+.^_`|~-"),
    *(
        "Connection",
        "Content-Encoding",
        "content-length",
        "Content-Type",
        "Host",
        "Idempotency-Key",
        "Transfer-Encoding",
    ),
]
VALUES = ["network", "a b", "", "ü", "a\nb", "a\tb", "\x7f", f"Bearer {API_KEY}"]


def _schema_takes(url=URL, headers=None):
    try:
        Forwarder.model_validate({"endpoint": url, "headers": headers or {}})
    except ValidationError:
        return False
    return True


def _function_takes(url=URL, headers=None):
    try:
        Forwarding(url=url, body_format=BodyFormat.NDJSON, headers=headers or {})
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("url", URLS)
def test_both_take_the_same_urls(url):
    """What the file takes, synthesis must not refuse with a traceback; what it refuses, nobody may deploy."""
    assert _schema_takes(url=url) == _function_takes(url=url)


@pytest.mark.parametrize("name", NAMES)
def test_both_take_the_same_names_of_headers(name):
    """Also those that the function sets itself."""
    assert _schema_takes(headers={name: API_KEY}) == _function_takes(headers={name: API_KEY})


@pytest.mark.parametrize("value", VALUES)
def test_both_take_the_same_values_of_headers(value):
    """Printable ASCII."""
    assert _schema_takes(headers={"x-team": value}) == _function_takes(headers={"x-team": value})


def test_both_have_the_same_word_for_the_secret_and_the_same_ways_to_write():
    """One is in the file and the other in the function."""
    assert settings.API_KEY == API_KEY
    (choices,) = [Forwarder.model_fields["body_format"].annotation.__args__]
    assert set(choices) == set(BodyFormat)


@pytest.mark.parametrize(
    "headers", [{}, {"a": "b"}, {f"x-{n}": '"\\' * 20 for n in range(30)}, {"authorization": f"Bearer {API_KEY}"}]
)
@pytest.mark.parametrize(
    "secret", [None, "arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:signoz-AbCdEf"]
)
@pytest.mark.parametrize("body_format", list(BodyFormat))
def test_the_size_of_the_environment_is_never_more_than_was_foretold(headers, secret, body_format):
    """Lambda measures it as JSON; queues have names of at most 80 characters, in any region."""
    secrets = {"access_key_secret": secret} if secret else {}
    section = Forwarder.model_validate({"endpoint": URL, "headers": headers, "body_format": body_format, **secrets})
    queue = f"https://sqs.ap-southeast-1.amazonaws.com.cn/111122223333/{'q' * 80}"
    environment = {
        "FORWARDING": Forwarding(url=URL, body_format=body_format, headers=headers).write(),
        "QUEUE_URL": queue,
        "DEAD_LETTER_QUEUE_URL": queue,
        "SECRET_ARN": secret or "",
    }
    size = len(json.dumps(environment))
    assert size <= environment_bytes(section) <= size + 100
