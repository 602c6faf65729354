"""``route: lambda`` from the file to the endpoint: deployed by the real CDK command line, fed by flow logs, read and posted."""

import json
import time

import pytest
from cdk_command import Cdk

from flowlog_config.local.clients import connect
from flowlog_config.local.engine import start
from flowlog_config.local.traffic.records import window_at
from flowlog_config.local.traffic.writer import write_traffic

ACCOUNT, REGION, SECRET = "111122223333", "eu-west-1", "the-Key/1+2"
FILE = """
version: 1
aggregator: {{endpoint: https://flowlogs.example.com/, cluster_name: test}}
targets: [{{account: "111122223333", region: eu-west-1, kms_key: create}}]
s3:
  forward_to:
    endpoint: "{url}"
    headers: {{signoz-ingestion-key: "{{api_key}}"}}
    access_key_secret: {secret}
flow_logs:
  - name: posted
    select: [vpc-0ed6e0000000000a1, tgw-0ab1e0000000000d1]
    route: lambda
  - name: archived
    select: vpc-0c0de0000000000b1
    route: s3
"""
LONGEST_WAIT_SECONDS = 60


@pytest.fixture
def deployed(endpoint, tls, tmp_path):
    """Deploy the file to an engine with the sample network; the function learns which authority to trust."""
    with start(sample_network=True) as engine:
        clients = connect(engine.endpoint_url, account_id=ACCOUNT, region=REGION)
        secret = clients.secretsmanager.create_secret(Name="key", SecretString=json.dumps({"api_key": SECRET}))["ARN"]
        cdk = Cdk(engine, tmp_path)
        (outputs,) = cdk.deploy(FILE.format(url=endpoint.url, secret=secret)).values()
        functions = engine.client("lambda")
        name = outputs["ForwarderFunctionName"]
        variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        functions.update_function_configuration(
            FunctionName=name, Environment={"Variables": {**variables, "SSL_CERT_FILE": str(tls[1])}}
        )
        yield clients, outputs
        cdk.destroy()
        assert clients.ec2.describe_flow_logs()["FlowLogs"] == []


def test_every_record_of_the_route_and_no_other_is_posted(deployed, endpoint):
    """Once each, with the header that holds the key; files of the other route stay where they are."""
    clients, _ = deployed
    windows = [window_at(int(time.time()) - 60 * back) for back in (3, 2, 1)]
    traffic = write_traffic(clients, windows=windows, conversations=30, seed="posted")
    written = {one.flow_log.resource_id: one for one in traffic}
    assert not any(one.problem for one in written.values())
    assert len(written) == 3
    wanted = sum(one.records for one in written.values() if one.flow_log.folder.startswith("forwarded/"))
    end = time.monotonic() + LONGEST_WAIT_SECONDS
    while len(endpoint.records) < wanted and time.monotonic() < end:
        time.sleep(0.2)
    assert len(endpoint.records) == wanted > 50
    assert {one["signoz-ingestion-key"] for one in endpoint.requests} == {SECRET}
