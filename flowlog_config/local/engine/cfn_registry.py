"""
How a resource type of ours joins ministack's CloudFormation engine.

Replacement is left to that engine: it creates the new resource first and deletes the old one in the cleanup phase.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.errors import AwsError

Properties = Mapping[str, Any]
Result = TypeVar("Result")

_HANDLER_CODES = {
    "FlowLogAlreadyExists": "AlreadyExists",
    "ResourceAlreadyExistsException": "AlreadyExists",
    "FlowLogsLimitExceeded": "ServiceLimitExceeded",
    "LimitExceededException": "ServiceLimitExceeded",
    "ResourceNotFoundException": "NotFound",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceType:
    """
    One resource type.

    Attributes:
        name: Such as ``AWS::EC2::FlowLog``.
        create: Makes the resource from its resolved properties and gives its physical id, what ``Ref`` returns.
        delete: Deletes it; nothing happens when it is gone.
        attributes: What ``Fn::GetAtt`` can read, by physical id.
        replacing: Properties whose change replaces the resource.
        set_tags: Gives the resource these tags and no others; ``None`` when the type has none.
        update: Applies changed properties in place; without it only tags can change so.
    """

    name: str
    create: Callable[[Properties, str, str], str]
    delete: Callable[[str, Properties], None]
    attributes: Callable[[str], dict[str, Any]]
    replacing: tuple[str, ...]
    set_tags: Callable[[str, list[dict[str, str]]], None] | None = None
    update: Callable[[str, Properties, Properties], None] | None = None


def register(kind: ResourceType, **more: Any) -> None:
    """Make ministack's engine create, update and delete resources of this type; ``more`` joins the handler as is."""
    provisioners = seams.provisioners
    provisioners.RESOURCE_HANDLERS[kind.name] = {
        "create": lambda logical_id, props, stack: _create(kind, logical_id, props, stack),
        "update": lambda physical_id, old, new, _stack: _update(kind, physical_id, old, new),
        "delete": lambda physical_id, props: _worded(lambda: kind.delete(physical_id, props)),
        **more,
    }
    provisioners.REPLACING_PROPERTIES[kind.name] = kind.replacing
    if kind.set_tags:
        provisioners.STACK_TAG_PROPERTY[kind.name] = ("Tags", "list")


def _create(kind: ResourceType, logical_id: str, props: Properties, stack: str) -> tuple[str, dict[str, Any]]:
    physical_id = _worded(lambda: kind.create(props, stack, logical_id))
    if kind.set_tags:
        kind.set_tags(physical_id, list(props.get("Tags") or []))
    return physical_id, kind.attributes(physical_id)


def _update(kind: ResourceType, physical_id: str, old: Properties, new: Properties) -> tuple[str, dict[str, Any]]:
    changed = sorted(key for key in old.keys() | new.keys() if key != "Tags" and old.get(key) != new.get(key))
    update = kind.update
    if changed and update is None:
        raise ValueError(f"{kind.name}: the local engine cannot change {', '.join(changed)} in place")
    if changed and update is not None:
        _worded(lambda: update(physical_id, old, new))
    if kind.set_tags:
        kind.set_tags(physical_id, list(new.get("Tags") or []))
    return physical_id, kind.attributes(physical_id)


def _worded(action: Callable[[], Result]) -> Result:
    """Say an error of the service as CloudFormation's resource handlers say it."""
    try:
        return action()
    except AwsError as error:
        code = _HANDLER_CODES.get(error.code) or ("NotFound" if "NotFound" in error.code else "InvalidRequest")
        text = f'Resource handler returned message: "{error.message}" (HandlerErrorCode: {code})'
        raise ValueError(text) from error


def call(operation: seams.Operation, request: Mapping[str, Any]) -> Any:
    """
    Call an operation of a service with a JSON protocol, and give its answer.

    Raises:
        AwsError: What the service answers, if it refuses.
    """
    status, _, body = operation(request)
    answer = json.loads(body) if body else {}
    if status >= 400:  # noqa: PLR2004 - HTTP's first error status
        raise AwsError(answer.get("__type", "InvalidRequest"), answer.get("message", ""))
    return answer
