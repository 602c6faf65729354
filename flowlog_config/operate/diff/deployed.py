"""The states CloudFormation has: the templates of a project's stacks. Every call only reads."""

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from flowlog_config.discovery.failures import UNDERSTOOD, in_words
from flowlog_config.discovery.sessions import Session, SessionError, check_account, client_config
from flowlog_config.operate.diff.from_template import NAME_TAG, state_of
from flowlog_config.operate.diff.other_stacks import Others
from flowlog_config.operate.diff.state import Place, StackState, States
from flowlog_config.operate.existing_stacks import HOLD_NOTHING
from flowlog_config.plan.model import Target

DESCRIBE, GET = "cloudformation:DescribeStacks", "cloudformation:GetTemplate"
PERMISSIONS = (DESCRIBE, GET, "sts:GetCallerIdentity")
"""
All that the credentials or role of a target need for ``flowlog diff``.
Source: Service Authorization Reference, AWS CloudFormation (checked 2026-11).
"""
_OF_STACK_SET = re.compile(r"StackSet-.+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""
Names of stacks that a stack set makes: they are told by what it carries.
Source: AWS CLI Command Reference, cloudformation describe-stack-instance, examples (checked 2026-11).
"""
_THREADS = 8

SessionFor = Callable[[Target], Session]


@dataclass(frozen=True, slots=True)
class Deployed:
    """
    What one account and region has.

    Attributes:
        stacks: Those of the project by name.
        others: Those of files with another name; none where every planned stack is there.
    """

    stacks: Mapping[str, StackState]
    others: Others


Found = Deployed | str
"""What is there, or why it could not be read."""


class NotJsonError(Exception):
    """Somebody deployed the stack by other means than the CDK, and what it holds is not read."""


def read_stacks(
    targets: Sequence[Target], *, project: str, session_for: SessionFor, planned: States | None = None
) -> dict[Place, Found]:
    """
    Read the stacks of a project in all targets, several at once.

    Args:
        targets: Where.
        project: Value of the tag ``flowlog:name``.
        session_for: Gives a target's session or raises ``SessionError``; called from several threads.
        planned: Stacks that will be: where one of them is new, stacks of other files are looked at, too.
    """

    def one(target: Target) -> Found:
        try:
            session = session_for(target)
            check_account(session, target)
        except SessionError as error:
            return str(error)
        return _stacks(session.client("cloudformation", config=client_config()), target, project, planned or {})

    with ThreadPoolExecutor(_THREADS, thread_name_prefix="flowlog-diff") as pool:
        found = pool.map(one, targets)
    return dict(zip(((t.account_id, t.region) for t in targets), found, strict=True))


def _stacks(client: Any, target: Target, project: str, planned: States) -> Found:
    place, action = (target.account_id, target.region), DESCRIBE
    names = planned.get(place, {}).keys()
    try:
        pages = client.get_paginator("describe_stacks").paginate()
        stacks = [
            one for page in pages for one in page["Stacks"] if one["StackName"] in names or not _of_stack_set(one)
        ]
        named = {one["StackName"]: name for one in stacks if (name := _project_of(one))}
        status = {one["StackName"]: one["StackStatus"] for one in stacks}
        action = GET
        ours = _read(client, {stack: name for stack, name in named.items() if name == project}, place)
    except UNDERSTOOD as error:
        return f"{action}: {in_words(error, action=action, region=target.region)}"
    except NotJsonError as error:
        return str(error)
    ours = {name: replace(one, status=status[name]) for name, one in ours.items()}
    if not names - ours.keys():
        return Deployed(ours, Others())
    try:
        return Deployed(
            ours, Others(_read(client, {one: name for one, name in named.items() if name != project}, place))
        )
    except UNDERSTOOD as error:
        why = in_words(error, action=GET, region=target.region)
        return Deployed(ours, Others(unread=(f"not looked at: stacks of files with another name ({GET}: {why})",)))
    except NotJsonError as error:
        return Deployed(ours, Others(unread=(f"not looked at: stacks of files with another name ({error})",)))


def _read(client: Any, stacks: Mapping[str, str], place: Place) -> dict[str, StackState]:
    """Read templates; stacks are given with the value of their tag."""
    bodies = {name: client.get_template(StackName=name)["TemplateBody"] for name in stacks}
    for name, body in bodies.items():
        if not isinstance(body, dict):
            raise NotJsonError(
                f"the template of stack {name} is YAML, and this project writes JSON: deploy it with cdk first"
            )
    return {name: state_of(name, body, place=place, project=stacks[name]) for name, body in bodies.items()}


def _project_of(stack: Mapping[str, Any]) -> str:
    """Give the name of the file a stack is of; nothing for a stack that has nothing, or is of no file."""
    tags = {one["Key"]: one["Value"] for one in stack.get("Tags") or ()}
    return "" if stack.get("StackStatus") in HOLD_NOTHING else tags.get(NAME_TAG, "")


def _of_stack_set(stack: Mapping[str, Any]) -> bool:
    return _OF_STACK_SET.fullmatch(stack["StackName"]) is not None
