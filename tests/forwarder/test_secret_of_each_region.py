"""One file with ``route: lambda`` in two regions, deployed: each function signs in with the secret of its own region."""

import json
import time
from pathlib import Path

from flowlog_config.local.clients import connect
from flowlog_config.local.demo.deploy import deploy
from flowlog_config.local.engine import start
from flowlog_config.local.traffic.records import window_at
from flowlog_config.local.traffic.writer import write_traffic

PROJECT = Path(__file__).parents[2]
ACCOUNT, NEAR, FAR = "111122223333", "eu-west-1", "us-east-1"
FILE = """
version: 1
aggregator: {{endpoint: https://flowlogs.example.com/, cluster_name: test}}
targets:
  - {{name: near, account: "111122223333", region: eu-west-1}}
  - {{name: far, account: "111122223333", region: us-east-1}}
defaults: {{route: lambda}}
s3:
  forward_to:
    endpoint: "{url}"
    headers: {{signoz-ingestion-key: "{{api_key}}"}}
    access_key_secret: {secrets}
flow_logs:
  - {{name: near, targets: near, select: vpc-0ed6e0000000000a1}}
  - {{name: far, targets: far, select: {vpc}}}
"""
LONGEST_WAIT_SECONDS = 60


def test_each_function_signs_in_with_the_secret_of_its_own_region(endpoint, tls, tmp_path):
    """The records of a region come with its key and no other; the roles let no function read another one's secret."""
    seen = {}

    def note(headers, body):
        for record in json.loads(body):
            seen.setdefault(record["message"].split()[2], set()).add(headers["signoz-ingestion-key"])

    endpoint.rule = note
    with start(sample_network=True) as engine:
        home = connect(engine.endpoint_url, account_id=ACCOUNT, region=NEAR)
        clients = {region: home.at(ACCOUNT, region) for region in (NEAR, FAR)}
        ec2 = engine.client("ec2", account_id=ACCOUNT, region=FAR)
        vpc = ec2.create_vpc(CidrBlock="10.77.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.77.1.0/24")["Subnet"]["SubnetId"]
        far = {
            ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"] for _ in range(3)
        }
        secrets = []
        for region in (FAR, NEAR):
            at = {"account_id": ACCOUNT, "region": region}
            text = json.dumps({"api_key": f"key-of-{region}"})
            made = engine.client("secretsmanager", **at).create_secret(Name="key", SecretString=text)
            secrets.append(made["ARN"])
        file = tmp_path / "flowlogs.yaml"
        file.write_text(FILE.format(url=endpoint.url, secrets=json.dumps(secrets), vpc=vpc), encoding="utf-8")
        outputs = deploy(PROJECT, tmp_path, file, engine.environment(tmp_path / "cdk-home"), lambda _: None)
        for name, region in (("flowlog-near", NEAR), ("flowlog-far", FAR)):
            _trust(engine.client("lambda", account_id=ACCOUNT, region=region), outputs[name], tls[1])
        windows = [window_at(int(time.time()) - 60 * back) for back in (3, 2)]
        written = [
            one
            for there in clients.values()
            for one in write_traffic(there, windows=windows, conversations=30, seed="posted")
        ]
        assert not any(one.problem for one in written)
        wanted, end = sum(one.records for one in written), time.monotonic() + LONGEST_WAIT_SECONDS
        while len(endpoint.records) < wanted and time.monotonic() < end:
            time.sleep(0.2)
    assert len(endpoint.records) == wanted
    assert far < seen.keys()
    assert seen == {id_: {f"key-of-{FAR if id_ in far else NEAR}"} for id_ in seen}


def _trust(functions, outputs, authority):
    """Let a function trust the endpoint's throwaway authority."""
    name = outputs["ForwarderFunctionName"]
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    environment = {"Variables": {**variables, "SSL_CERT_FILE": str(authority)}}
    functions.update_function_configuration(FunctionName=name, Environment=environment)
