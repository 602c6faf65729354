"""
Keeps the flow logs of one account and region as the rules say: makes those that are missing, deletes its own that are not wanted.

Runs when its stack is made, changed or deleted, after a resource is made, and every few minutes; every run does the same, so
that none depends on another. It touches only flow logs with its stack's tag. A new one is made before the old one is deleted,
and the old one stays when the new one cannot be made. A rule that cannot be read costs no other rule its work, and what it
may mean keeps its flow logs. SETTINGS is set behind the code, in the template, which takes one file and no more.
"""

import hashlib
import json
import logging
import time
import urllib.request
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

LOG = logging.getLogger()
SETTINGS: dict[str, Any] = {"stack": "", "rules": []}
STACK, FINGERPRINT = "flowlog:stack", "flowlog:settings"
BATCH = 25  # resources in a request: the most for transit gateways. Source: EC2 API, CreateFlowLogs (checked 2026-11)
WAITS = (5, 10, 20, 40, 60)  # seconds; a role that is new is not known everywhere at once
ANSWER_SECONDS = 10
FAILED = (BotoCoreError, ClientError)
TWICE, MISSING = "FlowLogAlreadyExists", "InvalidFlowLogId.NotFound"  # another run was quicker
FINDERS = {
    "VPC": ("describe_vpcs", "Vpcs", "VpcId", "OwnerId", "vpc"),
    "TransitGateway": ("describe_transit_gateways", "TransitGateways", "TransitGatewayId", "OwnerId", "tgw"),
    "TransitGatewayAttachment": (
        "describe_transit_gateway_attachments",
        "TransitGatewayAttachments",
        "TransitGatewayAttachmentId",
        "TransitGatewayOwnerId",
        "tgw-attach",
    ),
}
THERE = ("available", "modifying")  # takes a flow log
GONE = ("deleted", "failed", "rejected")  # for good; in all other states the flow log stays
SETTLED = timedelta(minutes=10)  # longer than a run of the code before this one can still last


def handler(event: dict[str, Any], context: Any) -> None:
    """
    Keep the flow logs, for whoever calls; a failure ends in an error, which the alarm counts.

    CloudFormation is told how it went, whatever happens; only it is made to wait, because no later run mends its stack.

    Raises:
        RuntimeError: Some flow logs could not be made or deleted; the reasons are in the text and the log.
    """
    account = context.invoked_function_arn.split(":")[4]
    request = event.get("RequestType")
    problems = ["not tried"]
    for wait in (0, *(WAITS if request else ())):
        time.sleep(wait)
        try:
            problems = delete_all() if request == "Delete" else keep(account)
        except Exception as error:
            # A mistake of ours is told, too: CloudFormation would wait for the end of a run that is over.
            LOG.exception("the run ended early")
            problems = [f"{type(error).__name__}: {error}"]
        if not problems:
            break
    if request:
        answer(event, problems)
    if problems:
        raise RuntimeError("; ".join(problems))


def keep(account: str) -> list[str]:
    """Make what is missing, delete what is no longer wanted, and give what went wrong."""
    ec2 = boto3.client("ec2")
    own: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in own_flow_logs(ec2):
        own.setdefault((one["ResourceId"], tags_of(one).get(FINGERPRINT, "")), []).append(one)
    wanted: set[tuple[str, str]] = set()
    without: set[str] = set()
    problems = []
    asked = False
    for rule in SETTINGS["rules"]:
        mark = fingerprint(rule)
        try:
            found = dict(resources(ec2, rule, account))
        except FAILED as error:
            problems.append(f"{rule['name']}: what it selects cannot be read: {error}")
            without.update(id_ for id_, _ in own if id_.rpartition("-")[0] == FINDERS[rule["type"]][4])
            continue
        missing = [id_ for id_ in found if (id_, mark) not in own and (id_, mark) not in wanted]
        without.update(id_ for id_ in missing if found[id_] not in THERE)
        for resource, reason in create(ec2, rule, [id_ for id_ in missing if found[id_] in THERE]):
            problems.append(f"{rule['name']}: {resource}: {reason}")
            without.add(resource)
        asked |= bool(missing)
        wanted.update((id_, mark) for id_ in found)
    problems += delete(ec2, list(unwanted(own, wanted, without)))
    if asked and ending():  # whoever deletes all may have looked before these were made
        problems += delete(ec2, [one["FlowLogId"] for one in own_flow_logs(ec2)])
    return problems


def unwanted(
    own: Mapping[tuple[str, str], list[dict[str, Any]]], wanted: set[tuple[str, str]], without: set[str]
) -> Iterator[str]:
    """
    Give the ids to delete: all but the oldest of the same settings, and what is not wanted, but for resources without.

    Runs of two versions of this code may overlap, and neither must delete what the other just made. So what is not wanted
    goes only when a wanted one of its resource is newer, or when it is older than any run that can still last.
    """
    now = datetime.now(UTC)
    newest: dict[str, datetime] = {}
    for resource, mark in wanted:
        made = own[resource, mark][0]["CreationTime"] if (resource, mark) in own else now
        newest[resource] = max(made, newest.get(resource, now - SETTLED))
    for (resource, mark), ones in own.items():
        if (resource, mark) in wanted:
            yield from (one["FlowLogId"] for one in ones[1:])
        elif resource not in without:
            before = newest.get(resource, now - SETTLED)
            yield from (one["FlowLogId"] for one in ones if one["CreationTime"] < before)


def delete_all() -> list[str]:
    """Delete every flow log of this stack, and give what went wrong: also that there were any, so that a further look follows."""
    ec2 = boto3.client("ec2")
    ids = [one["FlowLogId"] for one in own_flow_logs(ec2)]
    return delete(ec2, ids) or [f"{id_} was still there" for id_ in ids]


def ending() -> bool:
    """
    Tell whether the stack is being deleted, or its creation taken back: then nothing may be made any more.

    A run that was called before can still begin after the flow logs are deleted, and CloudFormation would know nothing of
    what it makes. Where the stack cannot be read, flow logs matter more.
    """
    try:
        (stack,) = boto3.client("cloudformation").describe_stacks(StackName=SETTINGS["stack"])["Stacks"]
    except FAILED as error:
        LOG.warning("%s cannot be read: %s", SETTINGS["stack"], error)
        return False
    return str(stack["StackStatus"]).startswith(("DELETE", "ROLLBACK"))


def resources(ec2: Any, rule: Mapping[str, Any], account: str) -> Iterator[tuple[str, str]]:
    """Give id and state of what a rule selects and this account owns; attachments of type connect have no flow log."""
    operation, key, id_, owner, _ = FINDERS[rule["type"]]
    for page in ec2.get_paginator(operation).paginate():
        for one in page[key]:
            able = one[owner] == account and one["State"] not in GONE and one.get("ResourceType") != "connect"
            if able and chosen(tags_of(one), rule):
                yield one[id_], one["State"]


def chosen(tags: Mapping[str, str], rule: Mapping[str, Any]) -> bool:
    """Tell whether a resource with these tags is one that a rule means; * matches any characters, and nothing else does."""
    for key, values in rule["tags"].items():
        globs = [value.replace("[", "[[]").replace("?", "[?]") for value in values]
        if key not in tags or not any(fnmatchcase(tags[key], glob) for glob in globs):
            return False
    return not tags.keys() & {*rule["without_tags"]}


def create(ec2: Any, rule: Mapping[str, Any], ids: list[str]) -> Iterator[tuple[str, str]]:
    """Make a rule's flow log on each resource, and give those without one, with the reason; none while the stack ends."""
    tags = {**SETTINGS["tags"], **rule["own_tags"], STACK: SETTINGS["stack"], FINGERPRINT: fingerprint(rule)}
    said = [{"ResourceType": "vpc-flow-log", "Tags": [{"Key": key, "Value": tags[key]} for key in tags]}]
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        asked = {"ResourceType": rule["type"], "ResourceIds": some, "TagSpecifications": said, **rule["request"]}
        if ending():
            LOG.info("%s: the stack ends, so nothing is made on %s", rule["name"], some)
            continue
        try:
            made = ec2.create_flow_logs(**asked)
        except FAILED as error:
            if code_of(error) != TWICE or len(some) > 1:
                yield from ((id_, str(error)) for id_ in some)
            continue
        LOG.info("%s: made %s on %s", rule["name"], made["FlowLogIds"], some)
        for one in made.get("Unsuccessful", []):
            if one["Error"]["Code"] != TWICE:
                yield one["ResourceId"], one["Error"]["Message"]


def delete(ec2: Any, ids: list[str]) -> list[str]:
    """Delete flow logs, and give what went wrong."""
    wrong = []
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        LOG.info("deleting %s", some)
        try:
            refused = ec2.delete_flow_logs(FlowLogIds=some).get("Unsuccessful", [])
        except FAILED as error:
            if code_of(error) != MISSING:
                wrong.append(str(error))
            elif len(some) > 1:  # none was deleted
                wrong += [reason for id_ in some for reason in delete(ec2, [id_])]
            continue
        wrong += [f"{one['ResourceId']}: {one['Error']['Message']}" for one in refused]
    return wrong


def own_flow_logs(ec2: Any) -> list[dict[str, Any]]:
    """List the flow logs with this stack's tag, the oldest first."""
    ours = [{"Name": f"tag:{STACK}", "Values": [SETTINGS["stack"]]}]
    pages = ec2.get_paginator("describe_flow_logs").paginate(Filter=ours)
    found = (one for page in pages for one in page["FlowLogs"])
    return sorted(found, key=lambda one: (one["CreationTime"], one["FlowLogId"]))


def fingerprint(rule: Mapping[str, Any]) -> str:
    """Tell settings apart: of the same ones, a resource has one flow log."""
    return hashlib.sha256(json.dumps([rule["type"], rule["request"]], sort_keys=True).encode()).hexdigest()[:16]


def code_of(error: Exception) -> str:
    """Give AWS's word for an error; empty for one that is not AWS's."""
    return str(getattr(error, "response", {}).get("Error", {}).get("Code", ""))


def tags_of(one: Mapping[str, Any]) -> dict[str, str]:
    """Give tags as a mapping."""
    return {tag["Key"]: tag["Value"] for tag in one.get("Tags", [])}


def answer(event: Mapping[str, Any], problems: list[str]) -> None:
    """Tell CloudFormation how it went. Source: CloudFormation User Guide, custom resource response objects (checked 2026-11)."""
    body = {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
    body |= {
        "PhysicalResourceId": f"{SETTINGS['stack']}/flow-logs",
        "Status": "FAILED" if problems else "SUCCESS",
        "Reason": "; ".join(problems)[:1000] or "as the rules say",
    }
    data = json.dumps(body).encode()
    request = urllib.request.Request(event["ResponseURL"], data, {"Content-Type": ""}, method="PUT")  # noqa: S310 - theirs
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS):  # noqa: S310 - CloudFormation gives the address
        pass
