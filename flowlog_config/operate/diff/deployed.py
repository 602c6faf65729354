"""The states CloudFormation has: the templates of a project's stacks. Every call only reads."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flowlog_config.discovery.failures import UNDERSTOOD, in_words
from flowlog_config.discovery.sessions import Session, SessionError, check_account, client_config
from flowlog_config.operate.diff.from_template import state_of
from flowlog_config.operate.diff.state import Place, StackState
from flowlog_config.plan.model import Target

DESCRIBE, GET = "cloudformation:DescribeStacks", "cloudformation:GetTemplate"
PERMISSIONS = (DESCRIBE, GET, "sts:GetCallerIdentity")
"""
All that the credentials or role of a target need for ``flowlog diff``.
Source: Service Authorization Reference, AWS CloudFormation (checked 2026-11).
"""
_NAME_TAG = "flowlog:name"
_NOT_THERE = {"REVIEW_IN_PROGRESS", "DELETE_COMPLETE"}
_THREADS = 8

SessionFor = Callable[[Target], Session]
Found = Mapping[str, StackState] | str
"""Stacks by name, or why they could not be read."""


def read_stacks(targets: Sequence[Target], *, project: str, session_for: SessionFor) -> dict[Place, Found]:
    """
    Read the stacks of a project in all targets, several at once.

    Args:
        targets: Where.
        project: Value of the tag ``flowlog:name``.
        session_for: Gives a target's session or raises ``SessionError``; called from several threads.
    """

    def one(target: Target) -> Found:
        try:
            session = session_for(target)
            check_account(session, target)
        except SessionError as error:
            return str(error)
        return _stacks(session.client("cloudformation", config=client_config()), target.region, project)

    with ThreadPoolExecutor(_THREADS, thread_name_prefix="flowlog-diff") as pool:
        found = pool.map(one, targets)
    return dict(zip(((t.account_id, t.region) for t in targets), found, strict=True))


def _stacks(client: Any, region: str, project: str) -> Found:
    action = DESCRIBE
    try:
        pages = client.get_paginator("describe_stacks").paginate()
        stacks = [one for page in pages for one in page["Stacks"] if _is_ours(one, project)]
        action = GET
        read = {one["StackName"]: client.get_template(StackName=one["StackName"])["TemplateBody"] for one in stacks}
    except UNDERSTOOD as error:
        return f"{action}: {in_words(error, action=action, region=region)}"
    return {name: state_of(name, body, project=project) for name, body in read.items() if isinstance(body, dict)}


def _is_ours(stack: Mapping[str, Any], project: str) -> bool:
    tags = {one["Key"]: one["Value"] for one in stack.get("Tags") or ()}
    return tags.get(_NAME_TAG) == project and stack.get("StackStatus") not in _NOT_THERE
