"""``flowlog diff`` against what is really deployed, to the embedded engine, and then what the deployment really does."""

import json
from pathlib import Path

import pytest
import yaml
from botocore.exceptions import WaiterError
from click.testing import CliRunner

from flowlog_config.operate.drift_command import drift
from stacks.commands import diff

VPC = "vpc-0ed6e0000000000a1"
HERE = {"account": "111122223333", "region": "eu-west-1"}
DELETING = {"flowlog:allow-deletion": "true"}


def write(entry, **more):
    """Write the file."""
    head = {"version": 1, "aggregator": {"endpoint": "https://flowlogs.example.com/", "cluster_name": "test"}}
    data = head | {"targets": [HERE], "flow_logs": [{"name": "one", "select": VPC} | entry]} | more
    Path("flowlogs.yaml").write_text(json.dumps(data))


def told(*arguments, code=0):
    """Give the only target's difference."""
    ran = CliRunner().invoke(diff, [*arguments, "--json"], catch_exceptions=False)
    assert ran.exit_code == code, ran.output
    return json.loads(ran.stdout)["targets"][0]


def test_a_deployed_file_changes_nothing_and_a_former_way_is_kept_as_printed(engine, deploy):
    """What it says to add keeps log group, retention and filter, while the flow log is another one."""
    former = {"traffic_type": "REJECT", "log_group": "Mine-2", "retention_days": 30, "forward": {"dstport": 22}}
    write(former, tags={"owner": "me"})
    deploy()
    assert (told()["kept"], told()["changes"], told()["log_groups"]) == (1, [], [])

    logs = engine.client("logs")
    (group,) = logs.describe_log_groups(logGroupNamePrefix="flowlog-111122223333-eu-west-1-LogGroup")["logGroups"]
    write({"format": "security"}, tags={"owner": "me"})
    (item,) = told()["retiring"]["one"]
    write({"format": "security", "retiring": [yaml.safe_load(item)]}, tags={"owner": "me"})
    assert told()["ended"] == []
    deploy()
    (still,) = logs.describe_log_groups(logGroupNamePrefix=group["logGroupName"])["logGroups"]
    assert still["retentionInDays"] == 30
    (filtered,) = logs.describe_subscription_filters(logGroupName=group["logGroupName"])["subscriptionFilters"]
    assert "dstport = 22" in filtered["filterPattern"]
    (flow_log,) = engine.client("ec2").describe_flow_logs()["FlowLogs"]
    assert flow_log["LogGroupName"] != group["logGroupName"]
    assert told()["changes"] == []

    write({"format": "security", "route": "s3"}, tags={"owner": "me"})
    (lost,) = told("--check", code=1)["changes"]
    assert (lost["kind"], lost["lost_by"]) == ("replaced", ["aggregator"])


def test_what_it_says_will_be_deleted_is_deleted(engine, deploy):
    """By what was deployed last, not by what the file says now."""
    write({}, on_delete="delete")
    deploy(context=DELETING)
    logs = engine.client("logs")
    (group,) = logs.describe_log_groups(logGroupNamePrefix="flowlog-111122223333-eu-west-1-LogGroup")["logGroups"]
    write({"format": "security"})
    (name,) = told("--check", code=1)["deleted"]
    assert group["logGroupName"].startswith(name.removesuffix("…"))
    deploy()
    assert logs.describe_log_groups(logGroupNamePrefix=group["logGroupName"])["logGroups"] == []
    write({"format": "cost"})
    assert told("--check")["deleted"] == []


def test_a_renamed_target_fails_as_said_and_renamed_with_its_file_loses_nothing(engine, deploy):
    """What docs/operations.md says of renaming; drift does not take the former stack for the new one."""
    former, renamed = [HERE | {"name": "production"}], [HERE | {"name": "prod"}]
    write({}, targets=former)
    deploy()
    formation, ec2 = engine.client("cloudformation"), engine.client("ec2")
    write({}, targets=renamed)
    (said,) = told("--check", code=1)["taken"]
    assert "flowlog-prod cannot be deployed: stack flowlog-production has stream flowlog-vpc-" in said
    ran = CliRunner().invoke(drift, ["--json"], catch_exceptions=False)
    assert "missing-stack" in {one["kind"] for one in json.loads(ran.stdout)["targets"][0]["findings"]}
    with pytest.raises(WaiterError):
        deploy()
    assert [one["LogGroupName"].split("-")[1] for one in ec2.describe_flow_logs()["FlowLogs"]] == ["production"]

    (stack,) = formation.describe_stacks(StackName="flowlog-production")["Stacks"]
    (secret,) = [one["OutputValue"] for one in stack["Outputs"] if one["OutputKey"] == "AccessKeySecretArn"]
    write({}, targets=[renamed[0] | {"access_key_secret": secret}], name="company")
    (beside,) = told("--check")["beside"]
    assert "stack flowlog-production, of a file named flowlog, stays and logs 1 of the same resources" in beside
    deploy()
    assert len(ec2.describe_flow_logs()["FlowLogs"]) == 2
    formation.delete_stack(StackName="flowlog-production")
    formation.get_waiter("stack_delete_complete").wait(StackName="flowlog-production", WaiterConfig={"Delay": 1})
    assert told()["kept"] == len(ec2.describe_flow_logs()["FlowLogs"]) == 1
    assert "api_key" in engine.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
