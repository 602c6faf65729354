"""The whole way: the real template of a file, deployed to the embedded engine, records in its log groups, and questions."""

import csv
import io
import json
import os
import time

import pytest
from click.testing import CliRunner
from small_network import HEAD

from flowlog_config.discovery.commands import discover
from flowlog_config.operate.query_command import query
from flowlog_config.plan.file import plan_file
from stacks.app import make_app
from stacks.application import add_stacks

ACCOUNT, REGION = "111122223333", "eu-west-1"
FILE = HEAD + "flow_logs: [{name: edge, select: [edge, {type: transit-gateway}]}]"


@pytest.fixture(scope="module")
def deployed(engine, tmp_path_factory):
    """A folder with a file whose stack is deployed, in an environment that reaches only the engine."""
    folder = tmp_path_factory.mktemp("deployed")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in engine.environment(folder / "home").items():
            patch.setenv(name, value)
        patch.chdir(folder)
        (folder / "flowlogs.yaml").write_text(FILE)
        assert CliRunner().invoke(discover, []).exit_code == 0
        app = make_app(outdir=str(folder / "cdk.out"))
        (stack,) = add_stacks(app, plan_file(folder / "flowlogs.yaml").plan)
        app.synth()
        formation, template = engine.client("cloudformation"), folder / "cdk.out" / stack.template_file
        capabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]
        formation.create_stack(StackName=stack.stack_name, TemplateBody=template.read_text(), Capabilities=capabilities)
        formation.get_waiter("stack_create_complete").wait(StackName=stack.stack_name, WaiterConfig={"Delay": 1})
        _write_records(engine.client("logs"), folder)
        yield engine


def _write_records(logs, folder):
    """Put three records of VPCs and one of transit gateways into the log groups."""
    plan = plan_file(folder / "flowlogs.yaml").plan
    for destination in plan.targets[0].destinations:
        (group,) = logs.describe_log_groups(logGroupNamePrefix=destination.log_group_prefix)["logGroups"]
        name = {"logGroupName": group["logGroupName"], "logStreamName": "eni-0a-all"}
        logs.create_log_stream(**name)
        now = int(time.time()) - 300
        usual = {
            "version": "2",
            "start": str(now),
            "end": str(now + 60),
            "log-status": "OK",
            "protocol": "6",
            "action": "ACCEPT",
        }
        nat = {"srcaddr": _nat_address(folder), "dstaddr": "198.51.100.77", "srcport": "40000", "dstport": "443"}
        given = [{**usual, **nat, "bytes": str(size), "packets": "1"} for size in (1000, 200)]
        given.append({**usual, "log-status": "NODATA"})
        lines = [" ".join(one.get(field, "-") for field in destination.fields) for one in given]
        logs.put_log_events(**name, logEvents=[{"timestamp": now * 1000, "message": line} for line in lines])


def _nat_address(folder):
    """A private address of a NAT gateway's interface."""
    data = json.loads((folder / "flowlogs.inventory.json").read_text())
    found = [
        address
        for target in data["targets"]
        for one in target["resources"]
        if one.get("kind") == "nat-gateway" and one["type"] == "network-interface"
        for address in one["addresses"]
        if address.startswith("10.")
    ]
    return found[0]


@pytest.fixture
def ask(deployed):
    """Run the command beside the deployed file."""
    del deployed
    return lambda *arguments: CliRunner().invoke(query, arguments, catch_exceptions=False)


def test_answers_from_every_log_group_and_names_the_owners(ask):
    """One answer for each format; what AWS bills is said."""
    ran = ask("top-bytes", "--json")
    assert ran.exit_code == 0, ran.output
    data = json.loads(ran.stdout)
    assert data["ok"] is True
    assert len(data["answers"]) == 2
    for answer in data["answers"]:
        (row,) = answer["rows"]
        assert (row["total_bytes"], row["records"]) == (1200, 2)
        assert row["srcaddr_owner"].startswith("nat-gateway ")
        assert row["dstaddr_owner"] == "public"
        assert answer["records_scanned"] == 3
        assert answer["bytes_scanned"] > 0


def test_a_table_says_what_it_cost(ask):
    """And until when it looked."""
    ran = ask("internet-egress", "--since", "1h")
    assert ran.exit_code == 0, ran.output
    assert "Traffic to the internet" in ran.stdout
    assert "198.51.100.77" in ran.stdout
    assert "price in eu-west-1 not known" in ran.stdout


def test_csv_has_a_row_for_each_group(ask):
    """With account and region, which the tables have as headings."""
    rows = list(csv.DictReader(io.StringIO(ask("top-packets", "--csv").stdout)))
    assert [row["total_packets"] for row in rows] == ["2", "2"]
    assert {row["account"] for row in rows} == {ACCOUNT}
    assert {row["srcaddr_owner"].split()[0] for row in rows} == {"nat-gateway"}


def test_a_time_without_records_has_an_empty_answer(ask):
    """That is an answer: exit code 0."""
    ran = ask("top-bytes", "--since", "3h", "--window", "1h")
    assert ran.exit_code == 0
    assert "no such records" in ran.stdout


def test_saved_queries_are_deployed_and_answer_too(deployed):
    """The text in the console is the one that was tried here, in its folder, for its log group."""
    logs = deployed.client("logs")
    saved = logs.describe_query_definitions(queryDefinitionNamePrefix="flowlog/")["queryDefinitions"]
    (top,) = [one for one in saved if one["name"].startswith("flowlog/vpc-") and one["name"].endswith("/top-bytes")]
    now = int(time.time())
    started = logs.start_query(
        logGroupNames=top["logGroupNames"], queryString=top["queryString"], startTime=now - 3600, endTime=now
    )
    logs.get_query_results(queryId=started["queryId"])
    found = logs.get_query_results(queryId=started["queryId"])
    assert found["status"] == "Complete"
    assert {one["field"]: one["value"] for one in found["results"][0]}["total_bytes"] == "1200"
    (parameter,) = next(one["parameters"] for one in saved if one["name"].endswith("/conversations"))
    assert parameter["name"] == "interface"
