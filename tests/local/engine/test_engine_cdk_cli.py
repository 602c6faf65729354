"""The real CDK command line against an engine in a process of its own."""

import json
import subprocess
from pathlib import Path

import pytest
from pipeline_template import ACCOUNT, REGION, pipeline

from flowlog_config.local.engine import start

_CDK = Path(__file__).parents[3] / "node_modules" / ".bin" / "cdk"
_LONGER = "${version} ${interface-id} ${srcaddr} ${dstaddr} ${action}"


@pytest.fixture(scope="module")
def network():
    """An engine of its own with the sample network."""
    with start(sample_network=True) as engine:
        yield engine


@pytest.fixture
def cdk(network, tmp_path):
    """Run the CDK command line on a template, as a cloud assembly written by hand."""

    def run(template, *arguments):
        assembly = tmp_path / "assembly"
        assembly.mkdir(exist_ok=True)
        (assembly / "Pipeline.template.json").write_text(json.dumps(template))
        (assembly / "manifest.json").write_text(json.dumps(_manifest()))
        return subprocess.run(  # noqa: S603 - our own node_modules
            [str(_CDK), *arguments, "--app", str(assembly), "--no-notices", "--progress", "events"],
            env=network.environment(tmp_path / "cdk-home"),
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def _manifest():
    role_free = {"templateFile": "Pipeline.template.json", "validateOnSynth": False}
    return {
        "version": "36.0.0",
        "artifacts": {
            "Pipeline": {
                "type": "aws:cloudformation:stack",
                "environment": f"aws://{ACCOUNT}/{REGION}",
                "properties": role_free,
                "displayName": "Pipeline",
            }
        },
    }


def test_deploy_change_destroy_and_deploy_again_with_kept_groups(network, cdk):
    """A format change replaces the flow log, destroy keeps the records, and the group can be taken back."""
    ec2, logs = network.client("ec2"), network.client("logs")
    deploy = ("deploy", "Pipeline", "--require-approval", "never")
    _succeeds(cdk(pipeline(), *deploy))
    first = _flow_log(ec2)

    _succeeds(cdk(pipeline(FlowLog={"LogFormat": _LONGER}), *deploy))
    second = _flow_log(ec2)
    assert second["LogFormat"] == _LONGER
    assert second["FlowLogId"] != first["FlowLogId"]

    _succeeds(cdk(pipeline(), "destroy", "Pipeline", "--force"))
    assert ec2.describe_flow_logs()["FlowLogs"] == []
    assert _groups(logs) == ["/flowlog/production"]

    refused = cdk(pipeline(), *deploy)
    assert refused.returncode != 0
    assert "already exists" in refused.stdout + refused.stderr
    _succeeds(cdk(pipeline(), "destroy", "Pipeline", "--force"))
    _succeeds(cdk(pipeline(), *deploy, "--import-existing-resources"))
    assert _flow_log(ec2)["DeliverLogsStatus"] == "SUCCESS"


def _succeeds(result):
    assert result.returncode == 0, result.stdout + result.stderr


def _flow_log(ec2):
    return ec2.describe_flow_logs(Filter=[{"Name": "traffic-type", "Values": ["ALL"]}])["FlowLogs"][0]


def _groups(logs):
    return [each["logGroupName"] for each in logs.describe_log_groups()["logGroups"]]
