"""
Destinations of CloudWatch Logs in templates.

Source: CloudFormation reference AWS::Logs::Destination; its schema, createOnlyProperties (checked 2026-11).
"""

from flowlog_config.local.engine import log_destinations, seams
from flowlog_config.local.engine.cfn_registry import Properties, ResourceType, call, register
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.state import own_arn


def install() -> None:
    """Register the type."""
    register(DESTINATION)


def _create(props: Properties, _stack: str, _logical_id: str) -> str:
    name = str(props["DestinationName"])
    if name in seams.logs.destinations:
        text = f"Resource of type 'AWS::Logs::Destination' with identifier '{name}' already exists."
        raise AwsError("ResourceAlreadyExistsException", text)
    _put(name, props)
    return name


def _put(name: str, props: Properties) -> None:
    policy = props.get("DestinationPolicy")
    if policy:
        log_destinations.check_policy(policy)
    request = {"destinationName": name, "targetArn": props["TargetArn"], "roleArn": props["RoleArn"]}
    call(seams.logs.put_destination, request)
    if policy:
        call(seams.logs.put_destination_policy, {"destinationName": name, "accessPolicy": policy})


def _delete(name: str, _props: Properties) -> None:
    if name in seams.logs.destinations:
        call(seams.logs.delete_destination, {"destinationName": name})


DESTINATION = ResourceType(
    name="AWS::Logs::Destination",
    create=_create,
    delete=_delete,
    attributes=lambda name: {"Arn": own_arn("logs", f"destination:{name}")},
    replacing=("DestinationName",),
    update=lambda name, _old, new: _put(name, new),
)
