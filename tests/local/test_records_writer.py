"""Records into the deployed log groups, only through the deployed roles."""

import json
import time

import pytest
from deployed_pipeline import GROUP, add_flow_log, deploy, flow_log_role

from flowlog_config.formats import DEFAULT_FORMATS, Family, log_format
from flowlog_config.local.traffic.flow_logs import find_flow_logs
from flowlog_config.local.traffic.records import window_at
from flowlog_config.local.traffic.writer import put_events, write_traffic

WINDOW = window_at(1_795_000_000)


def test_writes_what_the_deployed_flow_logs_would_see(clients):
    """Each deployed flow log gets records in its format, in streams of its own interfaces."""
    deploy(clients)
    role = flow_log_role(clients)
    add_flow_log(clients, role, resource_type="VPC", resource_id="vpc-0c0de0000000000b1", TrafficType="ALL")
    gateway = log_format(DEFAULT_FORMATS[Family.TRANSIT_GATEWAY])
    add_flow_log(clients, role, resource_type="TransitGateway", resource_id="tgw-0ab1e0000000000d1", log_format=gateway)
    window = window_at(int(time.time()) - 120)
    results = list(write_traffic(clients, windows=[window], conversations=60, seed="s"))
    assert [result.problem for result in results] == ["", ""]
    events = clients.logs.get_paginator("filter_log_events").paginate(logGroupName=GROUP)
    found = [event for page in events for event in page["events"]]
    assert len(found) == sum(result.records for result in results)
    assert {event["timestamp"] for event in found} == {window.start * 1000}
    assert {len(event["message"].split()) for event in found} == {14, 36}


@pytest.mark.parametrize("action", ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"])
def test_writes_nothing_the_role_does_not_allow(clients, action):
    """Each of the three permissions is needed, and the missing one is named."""
    deploy(clients)
    role = flow_log_role(clients)
    add_flow_log(clients, role, resource_type="VPC", resource_id="vpc-0c0de0000000000b1", TrafficType="ALL")
    (statement,) = clients.iam.get_role_policy(RoleName="flow-logs", PolicyName="inline")["PolicyDocument"]["Statement"]
    statement["Action"].remove(action)
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    clients.iam.put_role_policy(RoleName="flow-logs", PolicyName="inline", PolicyDocument=document)
    (result,) = write_traffic(clients, windows=[WINDOW], conversations=5, seed="s")
    assert action in result.problem
    assert clients.logs.describe_log_streams(logGroupName=GROUP)["logStreams"] == []
    assert [one.id for one in find_flow_logs(clients)] == [result.flow_log.id]


def test_puts_more_events_than_one_call_takes(clients):
    """Limits of a call cut the events, none is left out."""
    deploy(clients)
    now = time.time_ns() // 1_000_000
    put_events(clients.logs, GROUP, "many", [{"timestamp": now, "message": f"line {n}"} for n in range(10_050)])
    pages = clients.logs.get_paginator("filter_log_events").paginate(logGroupName=GROUP)
    assert len({event["message"] for page in pages for event in page["events"]}) == 10_050
