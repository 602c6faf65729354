"""From log group to endpoint through what is deployed: delivered when all is right, visible when any part is wrong."""

import base64
import gzip
import json
from unittest.mock import Mock

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from deployed_pipeline import (
    ACCOUNT,
    BUCKET,
    ERROR_GROUP,
    GROUP,
    KEY,
    REGION,
    STREAM_ARN,
    deploy,
    put_role,
    trust,
)
from local_fakes import LINE, NOW

from flowlog_config.local.carrier.report import TROUBLE, Kind
from flowlog_config.local.envelope.envelope import unpack
from flowlog_config.local.receiver.faults import Fault, FaultPlan
from flowlog_config.local.traffic.writer import put_events

REJECTED = LINE.replace("ACCEPT", "REJECT")


def put(clients, *lines, stream="eni-0a1b-all"):
    """Put lines into the log group."""
    put_events(clients.logs, GROUP, stream, [{"timestamp": NOW, "message": line} for line in lines])


def kinds(happened):
    """Return the kinds of what happened, in order, without repetition."""
    return list(dict.fromkeys(happening.kind for happening in happened))


def backup_objects(clients):
    """Return the objects in the bucket as (key, lines read as JSON)."""
    found = clients.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    bodies = [(one["Key"], clients.s3.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read()) for one in found]
    return [(key, [json.loads(line) for line in gzip.decompress(body).splitlines()]) for key, body in bodies]


def test_delivers_every_line_with_its_origin(clients, carry, endpoint):
    """Group, stream, account and common attributes arrive beside each line; a second look delivers nothing twice."""
    deploy(clients)
    put(clients, LINE, REJECTED)
    put(clients, LINE, stream="eni-0ffe-all")
    receiver = endpoint()
    happened = carry(receiver)
    assert Kind.DELIVERED in kinds(happened)
    seen = sorted((event.log_stream, event.line) for event in receiver.got)
    assert seen == [("eni-0a1b-all", LINE), ("eni-0a1b-all", REJECTED), ("eni-0ffe-all", LINE)]
    event = receiver.got[0]
    assert (event.owner, event.log_group, event.source_arn) == (ACCOUNT, GROUP, STREAM_ARN)
    assert event.common_attributes == {"flow": "production"}
    carry(receiver)
    assert len(receiver.got) == 3


def test_forwards_only_what_the_filter_takes(clients, carry, endpoint):
    """A deployed pattern decides, and its columns travel as extractedFields."""
    deploy(clients, pattern="[version, ..., action = REJECT, status]")
    put(clients, LINE, REJECTED)
    receiver = endpoint()
    carry(receiver)
    assert [event.line for event in receiver.got] == [REJECTED]


def test_backs_up_what_the_endpoint_refuses(clients, carry, endpoint, clock):
    """After the retry duration the records are in the bucket, in Firehose's format, and count as done."""
    deploy(clients)
    put(clients, LINE)
    happened = carry(endpoint(faults=FaultPlan(Fault.UNAVAILABLE)))
    assert Kind.BACKED_UP in kinds(happened)
    assert sum(clock.sleeps) == pytest.approx(60)
    ((key, records),) = backup_objects(clients)
    assert key.startswith("failed/http-endpoint-failed/20")
    assert key.endswith(".gz")
    data = next(record for record in records if unpack(base64.b64decode(record["rawData"])).log_group == GROUP)
    assert data["errorCode"] == "HttpEndpoint.DestinationException"
    assert data["attemptsMade"] == len(clock.sleeps) + 1
    assert set(data) == {
        "attemptsMade",
        "arrivalTimestamp",
        "errorCode",
        "errorMessage",
        "attemptEndingTimestamp",
        "rawData",
        "subsequenceNumber",
        "dataId",
    }
    assert unpack(base64.b64decode(data["rawData"])).events[0].message == LINE
    receiver = endpoint()
    carry(receiver)
    assert receiver.got == []


def test_errors_stand_in_the_streams_error_log_without_the_key(clients, carry, endpoint):
    """The deployed error log group tells why deliveries fail."""
    deploy(clients)
    put(clients, LINE)
    carry(endpoint(faults=FaultPlan(Fault.FORBIDDEN, first=1)))
    (event,) = clients.logs.get_log_events(logGroupName=ERROR_GROUP, logStreamName="errors")["events"]
    found = json.loads(event["message"])
    assert found["deliveryStreamARN"] == STREAM_ARN
    assert found["errorCode"] == "HttpEndpoint.DestinationException"
    assert KEY not in event["message"]


def test_413_is_told_as_lost_and_carried_again_after_a_restart(clients, carry, endpoint):
    """Real Firehose drops it; here it stays in the log group, unmarked, and nothing is backed up."""
    deploy(clients)
    put(clients, LINE)
    happened = carry(endpoint(faults=FaultPlan(Fault.TOO_LARGE)))
    assert Kind.LOST in kinds(happened)
    assert backup_objects(clients) == []
    receiver = endpoint()
    carry(receiver)
    assert [event.line for event in receiver.got] == [LINE]


@pytest.mark.parametrize(
    "secret", ["", "plain", '{"apikey":"x"}', '{"api_key":"x","user":"y"}', '{"api_key":""}', '{"api_key":"wrong"}']
)
def test_a_secret_of_another_shape_or_value_delivers_nothing(clients, carry, endpoint, secret):
    """A wrong secret shows as failed deliveries and a backup, never as an event."""
    deploy(clients, secret=secret or " ")
    put(clients, LINE)
    receiver = endpoint()
    happened = carry(receiver)
    assert Kind.BACKED_UP in kinds(happened)
    assert receiver.got == []


@pytest.mark.parametrize(("url", "word"), [("https://logs.example.com:8443/x", "443"), ("https://other.test/x", "")])
def test_a_wrong_url_fails_visibly(clients, carry, endpoint, url, word):
    """Another port or host than the endpoint's is not quietly redirected."""
    deploy(clients, url=url)
    put(clients, LINE)
    receiver = endpoint()
    happened = carry(receiver)
    assert receiver.got == []
    assert any(word in happening.text for happening in happened if happening.kind is Kind.RETRY)


def test_waits_with_what_the_role_does_not_let_through_and_moves_it_when_fixed(clients, carry, endpoint):
    """Nothing is lost while a role is wrong."""
    deployed = deploy(clients)
    put(clients, LINE)
    clients.iam.delete_role_policy(RoleName="subscription", PolicyName="inline")
    receiver = endpoint()
    (happening,) = carry(receiver)
    assert happening.kind is Kind.REFUSED
    assert "no statement allows firehose:PutRecord" in happening.text
    assert receiver.got == []
    clients.iam.delete_role(RoleName="subscription")
    statement = {"Effect": "Allow", "Action": "firehose:Put*", "Resource": STREAM_ARN}
    role = put_role(
        clients, "subscription", trust("logs.amazonaws.com", f"arn:aws:logs:{REGION}:{ACCOUNT}:*"), statement
    )
    assert role == deployed.subscription_role
    carry(receiver)
    assert [event.line for event in receiver.got] == [LINE]


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("logs", "get_paginator"),
        ("firehose", "describe_delivery_stream"),
        ("firehose", "list_delivery_streams"),
    ],
)
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ClientError({"Error": {"Code": "Gone"}}, "Any"), "cannot be read now: Gone"),
        (EndpointConnectionError(endpoint_url="x"), "the engine does not answer"),
    ],
    ids=["refused", "no answer"],
)
def test_what_cannot_be_read_is_trouble_and_no_end(clients, carry, endpoint, monkeypatch, service, call, error, told):
    """A stack that is deleted meanwhile ends no carrier, and what was not looked at is not taken for delivered."""
    deploy(clients)
    put(clients, LINE)
    with monkeypatch.context() as patched:
        patched.setattr(getattr(clients, service), call, Mock(side_effect=error))
        assert any(one.kind in TROUBLE and told in one.text for one in carry(endpoint()))
    receiver = endpoint()
    assert not any(one.kind in TROUBLE for one in carry(receiver))
