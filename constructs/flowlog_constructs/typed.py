"""From CloudFormation's words to the CDK's: a described resource as the L1 resource of its type."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

import aws_cdk
from aws_cdk import CfnDeletionPolicy, CfnResource, CfnTag, Fn, Token
from constructs import Construct

from flowlog_constructs.batch import Described
from flowlog_constructs.references import intrinsic, references_in

_STRUCT = re.compile(r"\b(Cfn\w+)\.(\w+Property)'")
_POLICIES = {
    "Delete": CfnDeletionPolicy.DELETE,
    "Retain": CfnDeletionPolicy.RETAIN,
    "RetainExceptOnCreate": CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE,
}


def make_typed(scope: Construct, construct_id: str, described: Described) -> CfnResource:
    """
    Make the L1 resource of a description.

    Raises:
        ValueError: The CDK's resource has no such property.
    """
    class_ = _class_of(described["Type"])
    made: CfnResource = class_(scope, construct_id, **_arguments(class_, class_, described["Properties"]))
    if "DeletionPolicy" in described:
        made.cfn_options.deletion_policy = _POLICIES[described["DeletionPolicy"]]
        made.cfn_options.update_replace_policy = _POLICIES[described["UpdateReplacePolicy"]]
    return made


def make_output(scope: Construct, logical_id: str, described: Described) -> None:
    """Make an output; its construct's id has ``Output`` in front, as a resource may have the same logical id."""
    made = aws_cdk.CfnOutput(
        scope,
        f"Output{logical_id}",
        value=with_tokens(described["Value"]),
        description=described["Description"],
    )
    made.override_logical_id(logical_id)


def with_tokens(value: Any) -> Any:
    """Put the CDK's tokens where references are, in texts however deep."""
    if isinstance(value, str):
        parts = references_in(value)
        return "".join(_token(part) if position % 2 else part for position, part in enumerate(parts))
    if isinstance(value, Mapping):
        return {key: with_tokens(one) for key, one in value.items()}
    return [with_tokens(one) for one in value] if isinstance(value, list) else value


@cache
def _token(name: str) -> str:
    function = intrinsic(name)
    if "Ref" in function:
        return Fn.ref(name)
    return Token.as_string(function)


@cache
def _class_of(type_: str) -> Any:
    """Give the L1 class of a type: ``aws_logs.CfnLogGroup`` for ``AWS::Logs::LogGroup``."""
    _, service, name = type_.split("::")
    return getattr(import_module(f"aws_cdk.aws_{service.lower()}"), f"Cfn{name}")


@cache
def _parameters(struct: Any) -> dict[str, tuple[str, str]]:
    """Give name and type of a struct's parameters, by their names without regard to case and underscores."""
    return {name.replace("_", ""): (name, str(type_)) for name, type_ in struct.__init__.__annotations__.items()}


def _arguments(class_: Any, struct: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    parameters = _parameters(struct)
    arguments = {}
    for key, value in properties.items():
        if key.lower() not in parameters:
            raise ValueError(f"{struct.__name__} has no property {key}")
        name, annotation = parameters[key.lower()]
        arguments[name] = _converted(class_, annotation, value)
    return arguments


def _converted(class_: Any, annotation: str, value: Any) -> Any:
    """Make structs of mappings where the CDK has a struct; a policy document, which it takes as it is, stays one."""
    struct = _STRUCT.search(annotation)
    made: Any = CfnTag if "CfnTag'" in annotation else getattr(class_, struct[2]) if struct else None
    if made is None:
        return with_tokens(value)
    if isinstance(value, list):
        return [_converted(class_, annotation, one) for one in value]
    return made(**_arguments(class_, made, value))
