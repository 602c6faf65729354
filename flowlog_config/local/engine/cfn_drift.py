"""
Drift-aware change sets, ``cdk deploy --revert-drift``: what was changed or deleted behind a stack's back is put right.

Stock ministack takes ``DeploymentMode`` and compares templates only. Here such a change set is compared with, and executed on, a
record of the stack as its resources are: without what is gone, and with what is otherwise. So creating what is missing, updating
in place, replacing what refers to it, and going back to what was there when that fails, are its ordinary work.

Source: CloudFormation User Guide "Using drift-aware change sets"; API CreateChangeSet, DeploymentMode (checked 2026-11).
"""

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

from flowlog_config.local.engine import seams

_MARK = "_flowlog_revert_drift"
"""In a change set: it was made to revert drift."""
_TAGS = frozenset({"Tags"})
_FILTER = frozenset({"FilterPattern", "DestinationArn", "RoleArn"})
_EXISTS: frozenset[str] = frozenset()

Request = Mapping[str, Any]
Handler = Callable[[Request], Any]


def install() -> None:
    """Read what our types have now, and let change sets revert what differs."""
    seams.drift.DRIFT_READERS.update(
        {
            "AWS::EC2::FlowLog": (_flow_log, _TAGS),
            "AWS::KinesisFirehose::DeliveryStream": (_stream, _TAGS),
            "AWS::Logs::SubscriptionFilter": (_filter, _FILTER),
            "AWS::S3::BucketPolicy": (_bucket_policy, _EXISTS),
            "AWS::SecretsManager::Secret": (_secret, _EXISTS),
        }
    )
    handlers = seams.cloudformation_handlers.ACTION_HANDLERS
    handlers["CreateChangeSet"] = _creating(handlers["CreateChangeSet"])
    handlers["ExecuteChangeSet"] = _executing(handlers["ExecuteChangeSet"])


def _flow_log(identifier: str, _props: Request) -> dict[str, Any] | None:
    there = identifier in seams.ec2.flow_logs
    return {"Tags": seams.ec2.tags.get(identifier, [])} if there else None


def _stream(identifier: str, _props: Request) -> dict[str, Any] | None:
    stream = seams.firehose.streams.get(identifier)
    return None if stream is None else {"Tags": stream["tags"]}


def _filter(identifier: str, props: Request) -> dict[str, Any] | None:
    group = seams.logs.log_groups.get(props.get("LogGroupName"))
    found = group["subscriptionFilters"].get(identifier) if group else None
    if found is None:
        return None
    return {key: found.get(key[0].lower() + key[1:], "") for key in _FILTER}


def _bucket_policy(_identifier: str, props: Request) -> dict[str, Any] | None:
    return {} if props.get("Bucket") in seams.s3.bucket_policies else None


def _secret(arn: str, _props: Request) -> dict[str, Any] | None:
    return {} if any(one["ARN"] == arn for one in seams.secretsmanager.secrets.values()) else None


def _creating(stock: Handler) -> Handler:
    def create(params: Request) -> Any:
        stack = _stack(_one(params, "StackName"))
        if _one(params, "DeploymentMode") != "REVERT_DRIFT" or stack is None:
            return stock(params)
        deployed = {key: stack[key] for key in ("_resources", "_template")}
        stack.update(_actual(stack))
        try:
            answer = stock(params)
        finally:
            stack.update(deployed)
        made = seams.changesets.find_change_set(_one(params, "ChangeSetName"), stack["StackName"])[1]
        if made is not None:
            made[_MARK] = True
        return answer

    return create


def _executing(stock: Handler) -> Handler:
    def execute(params: Request) -> Any:
        found = seams.changesets.find_change_set(_one(params, "ChangeSetName"), _one(params, "StackName"))[1]
        if found and found.get(_MARK) and found["ExecutionStatus"] == "AVAILABLE":
            stack = _stack(found["StackName"])
            if stack is not None:
                stack.update(_actual(stack))
        return stock(params)

    return execute


def _actual(stack: Mapping[str, Any]) -> dict[str, Any]:
    """Give resources and template of a stack as they are now: without what is gone, and with the values that are there."""
    records, template = copy.deepcopy(stack["_resources"]), copy.deepcopy(stack["_template"])
    for logical_id, record in stack["_resources"].items():
        if not seams.drift.supports_drift(record.get("ResourceType", "")):
            continue
        drift = seams.drift.detect_resource_drift(stack, logical_id, record, "")
        described = template.get("Resources", {})
        if drift["StackResourceDriftStatus"] == "DELETED":
            del records[logical_id]
            described.pop(logical_id, None)
        elif drift["StackResourceDriftStatus"] == "MODIFIED":
            now = json.loads(drift["ActualProperties"])
            changed = {one["PropertyPath"].split("/")[1] for one in drift["PropertyDifferences"]}
            for properties in (records[logical_id]["Properties"], described[logical_id].setdefault("Properties", {})):
                for key in changed:
                    properties.pop(key, None)
                properties.update({key: now[key] for key in changed if key in now})
    return {"_resources": records, "_template": template}


def _stack(name: str) -> dict[str, Any] | None:
    """Find a stack by name or id."""
    stacks = seams.cloudformation.stacks
    found = stacks.get(name) or next((one for one in stacks.values() if one["StackId"] == name), None)
    return None if found is None or "_template" not in found else found


def _one(params: Request, key: str) -> str:
    """Give a parameter of a request; empty when it is not given."""
    value = params.get(key, "")
    return str(value[0] if isinstance(value, list) and value else value or "")
