"""A file of several targets, and the accounts of an engine: what flow logs write there, where it is carried, and what is left."""

from local_fakes import dice

from flowlog_config.local.carrier.carrier import Carrier
from flowlog_config.local.carrier.line import Surroundings
from flowlog_config.local.carrier.run import run_once
from flowlog_config.local.carrier.state import CarrierState
from flowlog_config.local.clients import connect
from flowlog_config.local.clock import HurriedClock
from flowlog_config.local.firehose.http import Sender
from flowlog_config.local.receiver.keys import key_from_secret
from flowlog_config.local.traffic.records import window_at
from flowlog_config.local.traffic.writer import write_traffic

_SECRET = "AccessKeySecretArn"  # noqa: S105 - name of an output

REGION, OTHER_REGION = "eu-west-1", "us-east-1"
CENTRAL, WORKLOAD = "999988887777", "111122223333"
HERE, THERE = (WORKLOAD, REGION), (CENTRAL, REGION)
FILE = """
version: 1
name: company
aggregator: {{endpoint: "https://logs.example.com/", cluster_name: production}}
targets:
  - {{name: workload, account: "111122223333", region: eu-west-1, deliver_to: logging}}
  - {{name: logging, account: "999988887777", region: eu-west-1, kms_key: create}}
  {more_targets}
flow_logs:
  - {{name: all, targets: workload, select: [vpc-0ed6e0000000000a1, tgw-0ab1e0000000000d1], route: {route}}}
  {more_flow_logs}
{s3}
"""


def file_of(route, *, s3="", more_targets="", more_flow_logs=""):
    """Write a file in which one account delivers to another by a route."""
    return FILE.format(route=route, s3=s3, more_targets=more_targets, more_flow_logs=more_flow_logs)


class Accounts:
    """
    The accounts and regions of one engine.

    Args:
        engine: With the sample network in its own account and region.
        cdk: The command line on that engine.
        work: Folder for files.
    """

    def __init__(self, engine, cdk, work):
        self.engine, self.cdk, self.work = engine, cdk, work
        settings = engine.settings
        self.clients = connect(engine.endpoint_url, account_id=settings.account_id, region=settings.region)

    def network(self, account, region):
        """Make a small network in another place; gives the id of its VPC."""
        ec2 = self.engine.client("ec2", account_id=account, region=region)
        vpc = ec2.create_vpc(CidrBlock="10.77.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.77.1.0/24")["Subnet"]["SubnetId"]
        for _ in range(3):
            ec2.create_network_interface(SubnetId=subnet)
        return vpc

    def write(self, account, region):
        """Let every flow log of a place write some minutes of traffic; gives what it wrote."""
        from time import time  # noqa: PLC0415 - records are of now, since log groups take none that are old

        windows = [window_at(int(time()) - 60 * back) for back in (4, 3, 2)]
        clients = self.clients.at(account, region)
        return list(write_traffic(clients, windows=windows, conversations=30, seed="accounts"))

    def written(self, account, region):
        """Let every flow log of a place write, and make sure that each could."""
        found = self.write(account, region)
        assert not [one.problem for one in found if one.problem]
        assert sum(one.records for one in found) > 0
        return found

    def keys(self, outputs):
        """Read the access keys that stacks made."""
        arns = dict.fromkeys(stack[_SECRET] for stack in outputs.values() if _SECRET in stack)
        return tuple(key_from_secret(self.clients, arn) for arn in arns)

    def carry(self, *places, receiver, ca_file, host):
        """Carry all there is in these places to a receiver; gives what happened."""
        said = []
        for place in places:
            with CarrierState(":memory:") as state:
                around = Surroundings(
                    clients=self.clients.at(*place),
                    state=state,
                    sender=Sender({host: ("127.0.0.1", receiver.port)}, ca_file),
                    clock=HurriedClock(120),
                    random=dice(1),
                    report=said.append,
                )
                run_once(Carrier(around))
        return said

    def left(self, account, region):
        """List what costs or lets somebody in, by kind, in one place; nothing of a kind that has none."""
        at = {"account_id": account, "region": region}
        logs, iam = self.engine.client("logs", **at), self.engine.client("iam", **at)
        buckets = self.engine.client("s3", **at).list_buckets()["Buckets"]
        found = {
            "flow logs": [one["FlowLogId"] for one in self.engine.client("ec2", **at).describe_flow_logs()["FlowLogs"]],
            "destinations": [one["arn"] for one in logs.describe_destinations()["destinations"]],
            "log groups": [one["logGroupName"] for one in logs.describe_log_groups()["logGroups"]],
            "streams": self.engine.client("firehose", **at).list_delivery_streams()["DeliveryStreamNames"],
            "roles": [one["RoleName"] for one in iam.list_roles()["Roles"]],
            "functions": [
                one["FunctionName"] for one in self.engine.client("lambda", **at).list_functions()["Functions"]
            ],
            "queues": self.engine.client("sqs", **at).list_queues().get("QueueUrls", []),
            "buckets": [one["Name"] for one in buckets if not one["Name"].startswith("cdk-")],
            "keys": self._keys(at),
            "secrets": [one["ARN"] for one in self.engine.client("secretsmanager", **at).list_secrets()["SecretList"]],
        }
        return {kind: names for kind, names in found.items() if names}

    def _keys(self, at):
        kms = self.engine.client("kms", **at)
        keys = [kms.describe_key(KeyId=one["KeyId"])["KeyMetadata"] for one in kms.list_keys()["Keys"]]
        return [one["KeyId"] for one in keys if one["KeyState"] == "Enabled"]
