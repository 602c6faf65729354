"""
An account of the engine whose file changes: each stack is deployed by itself, and records are carried after each.

The stacks are deployed as `cdk deploy --all` does it: in the order of their dependencies, one whose template is as before
not at all, and one without resources by deleting it.
"""

import json
from random import Random
from time import time

from stack_by_stack import apply, depth, has_something_to_deploy

from flowlog_config.inventory import Assignment, Inventory
from flowlog_config.local.carrier.carrier import Carrier
from flowlog_config.local.carrier.line import Surroundings
from flowlog_config.local.carrier.run import run_once
from flowlog_config.local.carrier.state import CarrierState
from flowlog_config.local.clients import connect
from flowlog_config.local.clock import HurriedClock
from flowlog_config.local.firehose.http import Sender
from flowlog_config.local.receiver.protocol import Rules
from flowlog_config.local.receiver.server import Receiver
from flowlog_config.local.traffic.flow_logs import S3
from flowlog_config.local.traffic.records import window_at
from flowlog_config.local.traffic.writer import write_traffic
from flowlog_config.plan import make_plan
from flowlog_config.schema import load
from stacks.app import make_app
from stacks.application import add_stacks

ACCOUNT, CENTRAL, REGION = "111122223333", "999988887777", "eu-west-1"
VPCS = ("vpc-0ed6e0000000000a1", "vpc-0c0de0000000000b1", "vpc-05e2f0000000000c1")
HOST = "logs.example.com"
_DESTINATION = "vpc-8f306327"


class ChangingAccount:
    """
    An account of the engine, and what is deployed in it.

    Attributes:
        assigned: Stacks of the flow logs, as recorded for the last deployment.
        carried: Records in files that each look at the deployed way wrote, beside those that came to the endpoint.
    """

    def __init__(self, engine, folder, tls):
        self._engine, self._folder, self._tls = engine, folder, tls
        self._templates, self._rounds = {}, 0
        self.assigned = {(ACCOUNT, REGION): Assignment(3, {(vpc, _DESTINATION): i for i, vpc in enumerate(VPCS, 1)})}
        self.clients = connect(engine.endpoint_url, account_id=ACCOUNT, region=REGION)
        self.state = CarrierState(":memory:")
        self.carried: list[int] = []
        self._yesterday = int(time()) - 86_400  # log groups take no record that is two weeks old

    def client(self, service, account=ACCOUNT):
        """Make a client of this account, or of another."""
        return self._engine.client(service, account_id=account, region=REGION)

    def deploy(self, text, *, context=None, last=""):
        """Deploy a file's text, the stacks of the last account after all others; gives those that had something to deploy."""
        self._rounds += 1
        planned = make_plan(load("flowlogs.yaml", text), Inventory({}, assigned=self.assigned), recording=True)
        self.assigned = planned.assigned
        outdir = self._folder / str(self._rounds)
        app = make_app(outdir=str(outdir), context=context)
        stacks = add_stacks(app, planned.plan)
        app.synth()
        done = []
        for stack in sorted(stacks, key=lambda one: (one.account == last, depth(one))):
            if self._apply(stack, json.loads((outdir / stack.template_file).read_text())):
                done.append(stack.stack_name)
                self.assert_every_record_arrives()
        return done

    def _apply(self, stack, template):
        formation, name = self.client("cloudformation", stack.account), stack.stack_name
        before = self._templates.get(name)
        if not has_something_to_deploy(template, before):
            return False
        status = apply(formation, name, template, before, TemplateBody=json.dumps(template))
        if "Resources" in template:
            assert status in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
            self._templates[name] = template
        else:
            assert status == "DELETE_COMPLETE"
            self._templates.pop(name)
        return True

    def assert_every_record_arrives(self):
        """Write what the flow logs of the moment would, and find it again where it belongs."""
        windows = [window_at(self._yesterday + 600 * len(self.carried))]
        written = list(write_traffic(self.clients, windows=windows, conversations=10, seed="a"))
        assert [one.problem for one in written if one.problem] == []
        got, troubles = [], []
        receiver = Receiver(Rules(self._keys()), got.extend, tls=self._tls[0]).start()
        try:
            sender = Sender({HOST: ("127.0.0.1", receiver.port)}, self._tls[1])
            clock = HurriedClock(1000.0)
            run_once(Carrier(Surroundings(self.clients, self.state, sender, clock, Random(1), troubles.append)))  # noqa: S311 - no secret
        finally:
            receiver.stop()
        own = [one for one in written if f":{CENTRAL}:" not in one.flow_log.destination]
        forwarded = sum(one.records for one in own if one.flow_log.destination_type != S3)
        assert len(got) == forwarded, troubles
        self.carried.append(sum(one.records for one in own) - forwarded)
        self._assert_what_is_referred_to_exists()

    def _keys(self):
        """Give every access key there is: of a secret that is deleted there is none."""
        secrets = self.client("secretsmanager")
        values = [secrets.get_secret_value(SecretId=one["ARN"]) for one in secrets.list_secrets()["SecretList"]]
        return tuple(json.loads(one["SecretString"])["api_key"] for one in values)

    def _assert_what_is_referred_to_exists(self):
        """Backup buckets, which no record in this test needs, and keys, which the engine does not encrypt with."""
        buckets = {one["Name"] for one in self.client("s3").list_buckets()["Buckets"]}
        for one in self._endpoints():
            assert one["S3DestinationDescription"]["BucketARN"].rpartition(":")[2] in buckets
        for group in self.client("logs").describe_log_groups()["logGroups"]:
            if key := group.get("kmsKeyId"):
                assert self.client("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"

    def logged(self):
        """Give how each VPC is logged."""
        found = self.client("ec2").describe_flow_logs()["FlowLogs"]
        return sorted((one["ResourceId"], one["LogDestinationType"]) for one in found)

    def _endpoints(self):
        firehose = self.client("firehose")
        for name in firehose.list_delivery_streams()["DeliveryStreamNames"]:
            described = firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]
            (destination,) = described["Destinations"]
            yield destination["HttpEndpointDestinationDescription"]

    def secrets(self):
        """Give the secrets that the streams of all stacks read."""
        return {one["SecretsManagerConfiguration"]["SecretARN"] for one in self._endpoints()}

    def outputs(self, stack):
        """Give the outputs of a stack."""
        (found,) = self.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
        return {one["OutputKey"]: one["OutputValue"] for one in found.get("Outputs", [])}
