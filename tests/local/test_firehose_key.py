"""The access key of a stream: read through its role, and shown nowhere."""

import gzip
import json
from dataclasses import replace

import pytest
from deployed_pipeline import BUCKET, ERROR_GROUP, KEY, STREAM_ARN, deploy
from local_fakes import LINE, NOW, dice, envelope

from flowlog_config.local.carrier.line import StreamLine, Surroundings
from flowlog_config.local.carrier.report import Kind
from flowlog_config.local.carrier.state import CarrierState
from flowlog_config.local.firehose.failure import DeliveryError
from flowlog_config.local.firehose.key import AccessKey
from flowlog_config.local.firehose.response import Answer
from flowlog_config.local.firehose.stream import load_stream
from flowlog_config.local.subscription.records import Record


class Repeating:
    """An endpoint that repeats the access key in its answer."""

    def __init__(self, status):
        self.status = status

    def send(self, _url, request, **_):
        """Answer with the key, as a refusal or beside the rest of a good answer."""
        text = request.headers["X-Amz-Firehose-Access-Key"]
        body = json.dumps({"requestId": request.request_id, "timestamp": 1, "errorMessage": f"{text} is not it"})
        return Answer(self.status, {"content-type": "application/json", "content-length": "1"}, body.encode())


@pytest.fixture
def deliver(clients, clock):
    """Deliver one record to an endpoint that repeats the key with a status; gives what was reported."""

    def act(status):
        happened = []
        stream = replace(load_stream(clients.firehose, STREAM_ARN), retry_seconds=0)
        with CarrierState(":memory:") as state:
            line = StreamLine(stream, Surroundings(clients, state, Repeating(status), clock, dice(1), happened.append))
            line.put(stream, [Record(envelope(LINE), "one", (("1", 1),), NOW)])
            line.flush()
        return happened

    return act


def test_a_key_that_the_endpoint_repeats_is_not_shown(clients, deliver):
    """Neither on the terminal, nor in the error log and the backup."""
    deploy(clients)
    told = [one.text for one in deliver(401)]
    logged = clients.logs.get_log_events(logGroupName=ERROR_GROUP, logStreamName="errors")["events"]
    (key,) = (one["Key"] for one in clients.s3.list_objects_v2(Bucket=BUCKET)["Contents"])
    backup = gzip.decompress(clients.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()).decode()
    shown = [*told, *(one["message"] for one in logged), backup]
    assert len(shown) == 4
    assert all("*** is not it" in one and KEY not in one for one in shown)


def test_a_key_that_stands_in_an_answer_by_chance_hinders_nothing(clients, deliver):
    """A short one may be a part of the request's id, or of a word of the protocol."""
    deploy(clients, secret=json.dumps({"api_key": "e"}))
    assert [one.kind for one in deliver(200)] == [Kind.DELIVERED]


@pytest.mark.parametrize("key", ["no-header-holds-me\n", "no-header-holds-m€"])
def test_a_key_that_no_header_holds_is_told_and_not_shown(clients, deliver, key):
    """A line end behind a key is a slip that is easily made, and the library that refuses it quotes it."""
    deploy(clients, secret=json.dumps({"api_key": key}))
    happened = deliver(200)
    assert [one.kind for one in happened] == [Kind.RETRY, Kind.BACKED_UP]
    assert all("printable ASCII" in one.text and "no-header" not in one.text for one in happened)


def test_an_encrypted_secret_needs_the_key_too(clients, clock):
    """With a key of its own the secret is unreadable without kms:Decrypt, by the role and by the key's policy."""
    deploy(clients)
    key = clients.kms.create_key()["KeyMetadata"]["Arn"]
    secret = clients.secretsmanager.create_secret(Name="other", SecretString='{"api_key":"x"}', KmsKeyId=key)["ARN"]
    stream = replace(load_stream(clients.firehose, STREAM_ARN), secret_arn=secret)
    statement = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": secret}

    def allow(*statements):
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        clients.iam.put_role_policy(RoleName="firehose", PolicyName="more", PolicyDocument=document)

    allow(statement)
    with pytest.raises(DeliveryError, match="kms:Decrypt"):
        AccessKey(clients, clock).get(stream)
    allow(statement, {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key})
    assert AccessKey(clients, clock).get(stream) == "x"
    nobody = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999999999999:root"}, "Action": "kms:*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [nobody | {"Resource": "*"}]})
    clients.kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    with pytest.raises(DeliveryError, match="key policy"):
        AccessKey(clients, clock).get(stream)
    clients.kms.disable_key(KeyId=key)
    with pytest.raises(DeliveryError, match="is Disabled"):
        AccessKey(clients, clock).get(stream)
