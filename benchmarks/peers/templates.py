"""
The same flow logs without the CDK, as templates only: ``python templates.py json|troposphere COUNT OUTDIR``.

Neither knows of stacks, assets or deployment; they show what is left when the CDK is.
"""

import json
import sys
from pathlib import Path
from typing import Any

FIELDS = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
)
FORMAT = " ".join(f"${{{name}}}" for name in FIELDS.split())
TAGS = [("Name", "flowlog/a"), ("flowlog:entry", "a"), ("flowlog:name", "flowlog")]


def plain(numbers: range) -> str:
    """Write a template from plain data."""
    resources: dict[str, Any] = {"LogGroup": {"Type": "AWS::Logs::LogGroup"}}
    for number in numbers:
        properties = {
            "ResourceId": f"eni-{number:017x}",
            "ResourceType": "NetworkInterface",
            "TrafficType": "ALL",
            "LogGroupName": {"Ref": "LogGroup"},
            "DeliverLogsPermissionArn": {"Fn::GetAtt": ["Role", "Arn"]},
            "LogFormat": FORMAT,
            "MaxAggregationInterval": 60,
            "Tags": [{"Key": key, "Value": value} for key, value in TAGS],
        }
        resources[f"FlowLog{number}"] = {"Type": "AWS::EC2::FlowLog", "Properties": properties}
    return json.dumps({"Resources": resources})


def troposphere(numbers: range) -> str:
    """Write a template with troposphere."""
    from troposphere import GetAtt, Ref, Tags, Template, ec2, logs  # noqa: PLC0415 - a peer that may not be installed

    template = Template()
    group = template.add_resource(logs.LogGroup("LogGroup"))
    for number in numbers:
        template.add_resource(
            ec2.FlowLog(
                f"FlowLog{number}",
                ResourceId=f"eni-{number:017x}",
                ResourceType="NetworkInterface",
                TrafficType="ALL",
                LogGroupName=Ref(group),
                DeliverLogsPermissionArn=GetAtt("Role", "Arn"),
                LogFormat=FORMAT,
                MaxAggregationInterval=60,
                Tags=Tags(dict(TAGS)),
            )
        )
    return str(template.to_json(indent=None))


def main(kind: str, count: int, outdir: str) -> None:
    """Write all templates."""
    make = {"json": plain, "troposphere": troposphere}[kind]
    for first in range(0, count, 450):
        Path(outdir, f"{first}.json").write_text(make(range(first, min(count, first + 450))), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
