"""Objects, secrets and settings that are not as they should be."""

import gzip
import json

import pytest
from aws_double import AwsDouble, s3_error
from flow_log_file import KEY, SECRET, notification, packed, tail, text


@pytest.fixture
def double():
    """Make doubles of a service; all end with the test."""
    started = []

    def make(respond):
        started.append(AwsDouble(respond))
        return started[-1].url

    yield make
    for one in started:
        one.stop()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PAR1\x15\x04\x15", "is Parquet; the forwarder reads plain text"),
        (b'{"Records": [{"eventVersion": "1.08"}]}', "the first line does not name fields of flow logs"),
        (b"the version is action\n1 2 3 4\n", "the first line does not name fields of flow logs"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "the first line does not name fields of flow logs"),
        (tail(0, 3), "the first line does not name fields of flow logs"),
        (gzip.compress(b"\x00" * 10_000_000), "has a line of 65536 bytes or more"),
        (b"\x1f\x8bnot gzip at all", "is damaged"),
    ],
    ids=["parquet", "cloudtrail", "prose", "png", "no header", "bomb", "no gzip"],
)
def test_what_is_no_flow_log_goes_to_the_dead_letters(aws, endpoint, function, content, reason):
    """At once and with the reason, since trying again would not help; the message can be moved back from there."""
    message = aws.put(content)
    sandbox = function()
    assert sandbox.invoke(message) == []
    ((body, told),) = aws.messages(aws.dead)
    assert reason in told
    assert (
        json.loads(body)["Records"][0]["s3"]["object"]["key"]
        == json.loads(message)["Records"][0]["s3"]["object"]["key"]
    )
    assert endpoint.requests == []


@pytest.mark.parametrize("body", ["", "hello", "[]", "{}", '{"Records": [{}]}', '{"Records": 5}', "null"])
def test_a_message_that_is_not_from_s3_goes_to_the_dead_letters(aws, function, body):
    """As it is, and nothing else fails."""
    assert function().invoke(body or " ") == []
    ((kept, told),) = aws.messages(aws.dead)
    assert kept == (body or " ")
    assert "not an S3 event notification" in told


def test_the_readable_part_of_a_damaged_object_is_delivered(aws, endpoint, function):
    """Records before the damage arrive, and the dead letter says where it goes on."""
    whole = gzip.compress(text(20_000), 1)
    assert function(max_batch_records=1000).invoke(aws.put(whole[: len(whole) // 2])) == []
    ((body, told),) = aws.messages(aws.dead)
    assert "is damaged" in told
    assert len(endpoint.records) == json.loads(body)["Records"][0]["flowlogRecordsDone"] > 5000


def test_an_object_that_is_gone_goes_to_the_dead_letters(aws, function):
    """S3 says so to those who may list the bucket."""
    assert function().invoke(notification("never-was")) == []
    assert "is gone" in aws.messages(aws.dead)[0][1]


def test_an_object_that_was_replaced_goes_to_the_dead_letters(aws, endpoint, function):
    """The message is about content that is no more; the new content has a message of its own."""
    message = aws.put(packed(3))
    aws.put(packed(4))
    assert function().invoke(message) == []
    assert "has other content now" in aws.messages(aws.dead)[0][1]
    assert endpoint.requests == []


@pytest.mark.parametrize(
    ("status", "error", "message", "told"),
    [
        (403, "AccessDenied", "not authorized to perform: kms:Decrypt", "not authorized to perform: kms:Decrypt"),
        (403, "AccessDenied", "Access Denied", "it may also be gone"),
        (400, "KMS.DisabledException", "arn:… is disabled.", "KMS.DisabledException"),
        (503, "SlowDown", "Please reduce your request rate.", "SlowDown"),
    ],
)
def test_an_object_that_may_be_readable_later_keeps_its_message(aws, function, double, status, error, message, told):
    """Somebody can put it right, and then it is delivered without more ado."""
    url = double(lambda *_: s3_error(status, error, message))
    sandbox = function(AWS_ENDPOINT_URL_S3=url)
    assert sandbox.invoke(notification()) == ["0"]
    assert told in sandbox.log
    assert aws.messages(aws.dead) == []


def test_a_connection_to_s3_that_breaks_is_not_the_end_of_the_object(aws, endpoint, function, double):
    """A stream that ends early is no damaged object: what is left is read again later."""
    content = packed(30_000)
    url = double(lambda *_: (200, content[: len(content) // 2], {"Content-Length": str(len(content))}))
    sandbox = function(AWS_ENDPOINT_URL_S3=url, max_batch_records=5000)
    assert sandbox.invoke(notification(KEY)) == []
    assert aws.messages(aws.dead) == []
    assert f"goes on after record {len(endpoint.records)}" in sandbox.log
    assert 0 < len(endpoint.records) < 30_000


def test_a_new_key_is_read_when_the_old_one_is_refused(aws, endpoint, function):
    """A rotation costs no message; while the key is right, the secret is read once."""
    sandbox = function()
    assert sandbox.invoke(aws.put()) == []
    aws.secrets.put_secret_value(SecretId=aws.secret, SecretString=json.dumps({"api_key": "new-key"}))
    assert sandbox.invoke(aws.put()) == []  # still the old one, from memory
    endpoint.rule = lambda headers, _: 401 if headers["signoz-ingestion-key"] != "new-key" else None
    assert sandbox.invoke(aws.put()) == []
    assert len(endpoint.records) == 300
    assert endpoint.requests[19]["signoz-ingestion-key"] == SECRET


@pytest.mark.parametrize(
    "value", ["plain", "{}", '{"api_key": ""}', '{"api_key": "two\\nlines"}', '{"api_key": 5}', "[1]"]
)
def test_a_secret_of_another_shape_keeps_the_message_and_is_not_shown(aws, endpoint, function, value):
    """The log says which shape it must have, and nothing of the value."""
    aws.secrets.put_secret_value(SecretId=aws.secret, SecretString=value)
    sandbox = function()
    assert sandbox.invoke(aws.put()) == ["0"]
    assert 'has not the shape {"api_key"' in sandbox.log
    assert "lines" not in sandbox.log
    assert endpoint.requests == []


def test_a_secret_that_cannot_be_read_keeps_the_message(aws, function):
    """The log says which secret, and what Secrets Manager said."""
    missing = f"{aws.secret}x"
    sandbox = function(SECRET_ARN=missing)
    assert sandbox.invoke(aws.put()) == ["0"]
    assert f"the secret {missing} cannot be read: ResourceNotFoundException" in sandbox.log


def test_a_key_in_the_endpoints_answer_does_not_reach_the_log(aws, endpoint, function):
    """Some endpoints repeat what they were sent."""
    endpoint.rule = lambda headers, _: (400, {}, f"bad request with {headers['signoz-ingestion-key']}")
    sandbox = function()
    assert sandbox.invoke(aws.put()) == ["0"]
    assert "bad request with ***" in sandbox.log
    assert SECRET not in sandbox.log


def test_a_key_in_what_is_no_answer_does_not_reach_the_log(aws, endpoint, function):
    """What breaks HTTP is quoted, too."""

    def repeat(handler):
        handler.wfile.write(f"you said {handler.headers['signoz-ingestion-key']}\r\n".encode())
        handler.close_connection = True

    endpoint.rule = lambda *_: repeat
    sandbox = function(retry_seconds=1)
    assert sandbox.invoke(aws.put()) == ["0"]
    assert "BadStatusLine: you said ***" in sandbox.log
    assert SECRET not in sandbox.log


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"url": "http://localhost/"}, "the endpoint is an https URL"),
        ({"url": "https://localhost/a b"}, "a character or a port that a URL cannot have"),
        ({"url": "https://localhost:99999/"}, "Port out of range"),
        ({"headers": {"content-length": "5"}}, "cannot be a header here"),
        ({"headers": {"a": "b\r\nc: d"}}, "printable ASCII"),
        ({"body_format": "xml"}, "'xml' is not a valid BodyFormat"),
        ({"max_batch_bytes": 0}, "max_batch_bytes is 0"),
        ({"timestamp_unit": "days"}, "it can be nanoseconds, milliseconds, seconds"),
    ],
)
def test_settings_that_cannot_work_fail_every_message(aws, function, change, told):
    """Lambda sees an error of the function, and no message is taken for done."""
    sandbox = function(**change)
    with pytest.raises(RuntimeError, match=told):
        sandbox.invoke(aws.put())
