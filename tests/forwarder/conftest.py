"""The function in a process of its own, between an embedded S3, SQS and Secrets Manager and an endpoint under our control."""

import json
import os
import shutil
from pathlib import Path

import pytest
from flow_log_file import BUCKET, KEY, SECRET, notification, packed
from http_endpoint import HttpEndpoint
from lambda_process import LambdaProcess, Sandbox

from flowlog_config.local.engine import start
from flowlog_config.local.receiver.tls import server_context

CODE = Path(__file__).parents[2] / "constructs/flowlog_constructs/forwarder"


@pytest.fixture(scope="session")
def code(tmp_path_factory):
    """Copy the function's folder to a place of its own, without this project around it."""
    folder = tmp_path_factory.mktemp("code")
    shutil.copytree(CODE, folder / "forwarder", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture(scope="session")
def running_engine():
    """An engine, started once."""
    with start() as engine:
        yield engine


@pytest.fixture
def aws(running_engine, tmp_path):
    """An account with an empty bucket, two queues and a secret."""
    running_engine.reset()
    return Account(running_engine, tmp_path)


class Account:
    """What the function finds in AWS, and how a test looks into it."""

    def __init__(self, engine, folder):
        self._engine, self._folder = engine, folder
        self.s3, self.sqs = engine.client("s3"), engine.client("sqs")
        self.secrets = engine.client("secretsmanager")
        where = {"LocationConstraint": engine.settings.region}
        self.s3.create_bucket(
            Bucket=BUCKET,
            **({} if where["LocationConstraint"] == "us-east-1" else {"CreateBucketConfiguration": where}),
        )
        self.queue = self.sqs.create_queue(QueueName="queue")["QueueUrl"]
        self.dead = self.sqs.create_queue(QueueName="dead")["QueueUrl"]
        self.secret = self.secrets.create_secret(Name="key", SecretString=json.dumps({"api_key": SECRET}))["ARN"]

    def put(self, content=None, key=KEY):
        """Put an object and give the message S3 would send."""
        etag = self.s3.put_object(Bucket=BUCKET, Key=key, Body=packed(100) if content is None else content)["ETag"]
        return notification(key, etag.strip('"'))

    def messages(self, queue):
        """Take every message that can be seen out of a queue: bodies and reasons."""
        found = []
        while True:
            got = self.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
            for one in got.get("Messages", []):
                self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=one["ReceiptHandle"])
                found.append((one["Body"], one.get("MessageAttributes", {}).get("reason", {}).get("StringValue", "")))
            if not got.get("Messages"):
                return found

    def environment(self, url, **more):
        """Give the environment of the function and nothing else of this process's; lower-case names are of Forwarding."""
        forwarding = {
            "url": url,
            "body_format": "json-array",
            "headers": {"signoz-ingestion-key": "{api_key}", "x-team": "network"},
            "max_batch_records": 10,
            "request_seconds": 30,
            "retry_seconds": 30,
            **{name: value for name, value in more.items() if name.islower()},
        }
        return {
            "PATH": os.environ["PATH"],
            **self._engine.environment(self._folder / "cdk"),
            "FORWARDING": json.dumps(forwarding),
            "SECRET_ARN": self.secret,
            "QUEUE_URL": self.queue,
            "DEAD_LETTER_QUEUE_URL": self.dead,
            **{name: value for name, value in more.items() if name.isupper()},
        }


@pytest.fixture(scope="session")
def tls(tmp_path_factory):
    """A server context for localhost and the file of its authority."""
    ca_file = tmp_path_factory.mktemp("tls") / "ca.pem"
    return server_context(["localhost"], ca_file), ca_file


@pytest.fixture
def endpoint(tls):
    """An endpoint that answers 200 until it is told otherwise."""
    running = HttpEndpoint(tls[0])
    yield running
    running.stop()


@pytest.fixture(scope="session")
def process(code):
    """A process that stands in for Lambda, started once."""
    running = LambdaProcess(code, {"PATH": os.environ["PATH"]})
    yield running
    running.stop()


@pytest.fixture
def function(aws, endpoint, process, tls):
    """Make a new sandbox of the function for the endpoint; give more of its environment as arguments."""

    def make(**more):
        return Sandbox(
            process, aws.environment(more.pop("url", endpoint.url), **{"SSL_CERT_FILE": str(tls[1]), **more})
        )

    return make
