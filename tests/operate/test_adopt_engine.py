"""
The whole way with the real CDK command line: deployed, destroyed, adopted, imported, deployed again.

Longer than 200 lines because every way of losing a thing, and of having it back, is gone through from its beginning.
"""

import json
import shlex

import pytest
from cdk_command import Cdk
from click.testing import CliRunner

from flowlog_config.local.demo.deploy import DeployError
from flowlog_config.operate.adopt_command import adopt
from flowlog_config.operate.drift_command import drift
from flowlog_config.plan.file import plan_file

STACK = "flowlog-111122223333-eu-west-1"
VPC, GATEWAY = "vpc-0ed6e0000000000a1", "tgw-0ab1e0000000000d1"
FILE = """
version: 1
aggregator: {{endpoint: https://flowlogs.example.com/, cluster_name: test}}
targets: [{{account: "111122223333", region: eu-west-1, kms_key: create}}]
flow_logs:
  - {{name: all, select: [{select}], route: {route}}}
"""


class AdoptingCdk(Cdk):
    """Deploys the file, and runs what the command says to run."""

    def deploy(self, select=f"{VPC}, {GATEWAY}", route="cloudwatch"):
        """Deploy it with some of it said otherwise; gives the outputs of its stack."""
        (outputs,) = super().deploy(FILE.format(select=select, route=route)).values()
        return outputs

    def import_(self, command):
        """Run the command as it is printed: it has the file and the mapping, though the CDK runs in another folder."""
        assert command.startswith("npx cdk import ")
        return self.follow(command)

    def follow(self, command):
        """Run a command as it is printed, and let it do what it would ask for."""
        _, _, *said = shlex.split(command)
        approval = ["--require-approval", "never"] if said[0] == "deploy" else []
        return self.run(*said, *approval, "--output", self.file.with_name("cdk.out"))


@pytest.fixture
def cdk(engine_account, tmp_path):
    """The CDK command line, and ours beside it, where only the engine is reached."""
    return AdoptingCdk(engine_account, tmp_path)


def adopted(code=0):
    """Run the command; gives what it says of the stack, and what to run."""
    (stack,), commands = adopted_all(code=code)
    return stack, commands


def adopted_all(*arguments, code=0):
    """Run the command; gives what it says of every stack, and what to run."""
    ran = CliRunner().invoke(adopt, ["--json", *arguments], catch_exceptions=False)
    assert ran.exit_code == code, ran.output
    data = json.loads(ran.stdout)
    return [stack for target in data["targets"] for stack in target["stacks"]], data["commands"]


def test_the_next_stack_goes_on_with_what_the_last_one_left(engine, cdk):
    """The same log groups with the records of before, the same access key, bucket and encryption key; and no drift."""
    first = cdk.deploy()
    group = first["LogGroupNameVpc8f306327"]
    key = _secret(engine, first)
    _write(engine, group, "before")
    assert adopted()[0]["mapping"] == {}
    cdk.destroy()

    stack, commands = adopted()
    assert stack["exists"] is False
    assert len(stack["mapping"]) == 7
    cdk.import_(commands[0])
    again = cdk.deploy()
    assert again == first
    assert _secret(engine, again) == key
    assert _messages(engine, group) == ["before"]
    assert _group(engine, group)["kmsKeyId"].endswith(stack["mapping"]["EncryptionKey"]["KeyId"])
    assert CliRunner().invoke(drift, ["--ignore", "new-resource"]).exit_code == 0
    assert adopted()[0]["mapping"] == {}


CENTRAL = """
version: 1
aggregator: {endpoint: https://flowlogs.example.com/, cluster_name: test}
targets:
  - {name: work, account: "111122223333", region: eu-west-1, deliver_to: logs}
  - {name: logs, account: "222233334444", region: eu-west-1}
flow_logs: [{name: all, select: vpc-0ed6e0000000000a1, targets: work, route: [cloudwatch, s3]}]
"""


def test_what_others_deliver_to_comes_back_before_them(engine, cdk):
    """Whatever the order of the file: a sender's deployment brings along its receiver, which would be made anew."""
    first = Cdk.deploy(cdk, CENTRAL)
    cdk.destroy()
    for account in ("111122223333", "222233334444"):
        engine.client("iam", account_id=account).create_role(RoleName="reader", AssumeRolePolicyDocument=_TRUST)
    stacks, commands = adopted_all("--role-name", "reader")
    assert [one["stack"] for one in stacks] == ["flowlog-work", "flowlog-logs"]
    _, of_sender = adopted_all("--role-name", "reader", "--target", "work")
    assert of_sender[1].startswith("npx cdk deploy --exclusively flowlog-work ")
    for command in commands:
        cdk.follow(command)
    stacks, _ = adopted_all("--role-name", "reader")
    assert [one["left"] for one in stacks] == [[], []]
    assert Cdk.deploy(cdk, CENTRAL) == first


def test_a_stack_whose_creation_failed_has_to_go_first(engine, cdk):
    """The name of a bucket that is kept was taken: an import would find nothing new in what failed, and do nothing."""
    first = Cdk.deploy(cdk, CENTRAL)["flowlog-logs"]
    cdk.destroy()
    with pytest.raises(DeployError, match="ROLLBACK_COMPLETE"):
        Cdk.deploy(cdk, CENTRAL)
    engine.client("iam", account_id="222233334444").create_role(RoleName="reader", AssumeRolePolicyDocument=_TRUST)
    arguments = "--role-name", "reader", "--target", "logs"
    (stack,), commands = adopted_all(*arguments, code=1)
    (left,) = stack["left"]
    delete = "aws cloudformation delete-stack --region eu-west-1 --stack-name flowlog-logs"
    assert left["use"].startswith(delete)
    assert "skipping import" in cdk.follow(commands[0])
    engine.client("cloudformation", account_id="222233334444").delete_stack(StackName="flowlog-logs")
    assert "skipping import" not in cdk.follow(commands[0])
    (now,), _ = adopted_all(*arguments)
    assert now["exists"]
    assert now["mapping"] == {}
    formation = engine.client("cloudformation", account_id="222233334444")
    held = formation.describe_stack_resource(StackName="flowlog-logs", LogicalResourceId="FlowLogBucket")
    assert held["StackResourceDetail"]["PhysicalResourceId"] == first["FlowLogBucketName"]


def test_a_key_added_since_comes_after_the_import(engine, cdk, monkeypatch):
    """As adopt advises: what was kept comes back as it was, and is encrypted by the deployment after."""
    with_key = FILE
    monkeypatch.setitem(globals(), "FILE", with_key.replace(", kms_key: create", ""))
    group = cdk.deploy()["LogGroupNameVpc8f306327"]
    cdk.destroy()
    cdk.file.write_text(with_key.format(select=f"{VPC}, {GATEWAY}", route="cloudwatch"), encoding="utf-8")
    assert any("take `kms_key: create` out" in one["use"] for one in adopted()[0]["left"])

    cdk.file.write_text(FILE.format(select=f"{VPC}, {GATEWAY}", route="cloudwatch"), encoding="utf-8")
    cdk.import_(adopted()[1][0])
    assert cdk.deploy()["LogGroupNameVpc8f306327"] == group
    monkeypatch.setitem(globals(), "FILE", with_key)
    assert cdk.deploy()["LogGroupNameVpc8f306327"] == group
    assert _group(engine, group)["kmsKeyId"]


def test_a_bucket_that_tells_a_queue_comes_back_as_advised(cdk):
    """Without the queue first, by a mapping of then."""
    reading = FILE.replace("cluster_name", "dialect: vector, cluster_name") + "s3: {{aggregator_reads: true}}\n"
    reading = reading.format(select=VPC, route="[cloudwatch, s3]")
    (first,) = Cdk.deploy(cdk, reading).values()
    cdk.destroy()
    assert "`aggregator_reads: false`" in " ".join(one["use"] for one in adopted()[0]["left"])

    without = reading.replace("aggregator_reads: true", "aggregator_reads: false")
    cdk.file.write_text(without, encoding="utf-8")
    cdk.import_(adopted()[1][0])
    Cdk.deploy(cdk, without)
    assert Cdk.deploy(cdk, reading) == {STACK: first}


def test_an_entry_put_back_goes_on_with_its_log_group(cdk):
    """The stack is there and lacks it: what else would change is left for the deployment."""
    first = cdk.deploy()
    cdk.deploy(select=VPC)
    cdk.file.write_text(FILE.format(select=f"{VPC}, {GATEWAY}", route="cloudwatch"), encoding="utf-8")
    stack, commands = adopted()
    (name,) = stack["mapping"]
    assert stack["exists"] is True
    assert name.startswith("LogGroupTgw")
    assert "--force" in commands[0]
    cdk.import_(commands[0])
    assert cdk.deploy() == first


def test_what_others_made_is_left_alone_and_said_when_it_is_in_the_way(engine, cdk):
    """A stream with a planned name fails a deployment; a log group that only looks like ours is not touched."""
    first = cdk.deploy(select=VPC)
    stream = first["StreamNameVpc8f306327"]
    cdk.destroy()
    bucket = "arn:aws:s3:::" + first["FailedRecordsBucketName"]
    backup = {"RoleARN": "arn:aws:iam::111122223333:role/theirs", "BucketARN": bucket}
    firehose, logs = engine.client("firehose"), engine.client("logs")
    firehose.create_delivery_stream(DeliveryStreamName=stream, S3DestinationConfiguration=backup)
    theirs = f"{STACK}-LogGroupVpc8f306327-byHand"
    logs.create_log_group(logGroupName=theirs)

    stack, _ = adopted(code=1)
    assert {(one["why"], one["name"]) for one in stack["left"]} == {("in-the-way", stream), ("not-ours", theirs)}
    assert stack["mapping"]["LogGroupVpc8f306327"] == {"LogGroupName": first["LogGroupNameVpc8f306327"]}
    with pytest.raises(Exception, match=stream):
        cdk.deploy(select=VPC)


def test_a_flow_log_into_the_bucket_comes_back_and_one_into_a_log_group_cannot(engine, cdk):
    """The second refers to a role that is gone, and an equal one cannot be made beside it: so it is in the way."""
    first = cdk.deploy(select=VPC, route="[cloudwatch, s3]")
    cdk.destroy()
    (to_group, to_bucket) = sorted(_planned(cdk.file), key=lambda one: one.destination.route)
    bucket = f"arn:aws:s3:::{first['FlowLogBucketName']}/{to_bucket.destination.folder}"
    kept = _log_by_hand(engine, to_bucket, LogDestinationType="s3", LogDestination=bucket)
    role = engine.client("iam").create_role(RoleName="byHand", AssumeRolePolicyDocument=_TRUST)["Role"]["Arn"]
    group = first["LogGroupNameVpc8f306327"]
    in_the_way = _log_by_hand(engine, to_group, LogGroupName=group, DeliverLogsPermissionArn=role)

    stack, commands = adopted(code=1)
    assert stack["mapping"][to_bucket.logical_id] == {"Id": kept}
    assert [one["name"].split()[0] for one in stack["left"]] == [in_the_way]
    engine.client("ec2").delete_flow_logs(FlowLogIds=[in_the_way])
    assert adopted()[0]["left"] == []
    cdk.import_(commands[0])
    assert cdk.deploy(select=VPC, route="[cloudwatch, s3]")["FlowLogBucketName"] == first["FlowLogBucketName"]
    assert kept in {one["FlowLogId"] for one in engine.client("ec2").describe_flow_logs()["FlowLogs"]}


_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "vpc-flow-logs.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)


def _planned(file):
    (target,) = plan_file(file).plan.targets
    return target.flow_logs


def _log_by_hand(engine, planned, **destination):
    tags = {"flowlog:name": "flowlog", "flowlog:entry": planned.entry}
    to = planned.destination
    if to.route == "s3":
        destination["DestinationOptions"] = {
            "FileFormat": to.file_format,
            "HiveCompatiblePartitions": to.hive_compatible_partitions,
            "PerHourPartition": to.per_hour_partition,
        }
    answer = engine.client("ec2").create_flow_logs(
        ResourceIds=[planned.source.id],
        ResourceType=planned.source.resource_type,
        TrafficType=planned.traffic_type,
        LogFormat=to.log_format,
        MaxAggregationInterval=planned.max_aggregation_interval,
        TagSpecifications=[
            {"ResourceType": "vpc-flow-log", "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
        ],
        **destination,
    )
    assert not answer["Unsuccessful"], answer["Unsuccessful"]
    return answer["FlowLogIds"][0]


def _secret(engine, outputs):
    return engine.client("secretsmanager").get_secret_value(SecretId=outputs["AccessKeySecretArn"])["SecretString"]


def _group(engine, name):
    (found,) = engine.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return found


def _write(engine, group, message):
    logs = engine.client("logs")
    logs.create_log_stream(logGroupName=group, logStreamName="by-hand")
    made = _group(engine, group)["creationTime"]
    events = [{"timestamp": made, "message": message}]
    logs.put_log_events(logGroupName=group, logStreamName="by-hand", logEvents=events)


def _messages(engine, group):
    return [one["message"] for one in engine.client("logs").filter_log_events(logGroupName=group)["events"]]
