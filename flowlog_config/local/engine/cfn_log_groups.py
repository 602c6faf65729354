"""
CloudWatch Logs in templates: groups that refuse a name already taken, filters that need their group, saved queries.

Stock ministack overwrites an existing group of the same name, events and all; real CloudFormation fails, which is
what happens when a stack whose groups were retained is deployed again without importing them.
"""

from typing import Any

from flowlog_config.local.engine import log_groups, query_definitions, seams
from flowlog_config.local.engine.cfn_registry import Properties, ResourceType, call, register
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.ids import drawn_name
from flowlog_config.local.engine.state import own_arn

_GROUP_PROPERTIES = {
    *("DeletionProtectionEnabled", "KmsKeyId", "LogGroupClass", "LogGroupName"),
    *("ResourcePolicyDocument", "RetentionInDays", "Tags"),
}
_QUERY_MEMBERS = {
    "Name": "name",
    "QueryString": "queryString",
    "LogGroupNames": "logGroupNames",
    "Parameters": "parameters",
}
_PARAMETER_MEMBERS = {"Name": "name", "DefaultValue": "defaultValue", "Description": "description"}


def install() -> None:
    """Register the types and make a filter on a missing group fail."""
    stock = seams.provisioners.RESOURCE_HANDLERS["AWS::Logs::LogGroup"]
    register(LOG_GROUP, **{"import": stock["import"]})
    register(QUERY_DEFINITION)
    _require_group_of_filter()


def _require_group_of_filter() -> None:
    handler = seams.provisioners.RESOURCE_HANDLERS["AWS::Logs::SubscriptionFilter"]
    stock = handler["create"]

    def create(logical_id: str, props: Properties, stack: str) -> Any:
        if props.get("LogGroupName") not in seams.logs.log_groups:
            text = f"The specified log group does not exist: {props.get('LogGroupName')}"
            raise ValueError(f'Resource handler returned message: "{text}" (HandlerErrorCode: NotFound)')
        return stock(logical_id, props, stack)

    handler["create"] = create


def _create_group(props: Properties, stack: str, logical_id: str) -> str:
    name = props.get("LogGroupName") or drawn_name(f"{stack}-{logical_id}")
    _check_group(props)
    if name in seams.logs.log_groups:
        identifier = '{"/properties/LogGroupName":"' + name + '"}'
        text = f"Resource of type 'AWS::Logs::LogGroup' with identifier '{identifier}' already exists."
        raise AwsError("ResourceAlreadyExistsException", text)
    request = {"logGroupName": name, "logGroupClass": props.get("LogGroupClass"), "kmsKeyId": props.get("KmsKeyId")}
    call(seams.logs.create_log_group, request)
    _set_retention(name, props)
    _protect(name, props)
    arn = seams.logs.log_groups[name]["arn"]
    seams.provisioners.cwlogs_sync_resource_policy(name, arn, props)
    return str(name)


def _check_group(props: Properties) -> None:
    unknown = props.keys() - _GROUP_PROPERTIES
    if unknown:
        raise AwsError("InvalidRequest", f"the local engine does not model {', '.join(sorted(unknown))}")


def _update_group(name: str, old: Properties, new: Properties) -> None:
    _check_group(new)
    group = seams.logs.log_groups[name]
    if old.get("LogGroupClass", "STANDARD") != new.get("LogGroupClass", "STANDARD"):
        raise AwsError("InvalidRequest", "LogGroupClass cannot be changed after a log group is created")
    if new.get("KmsKeyId"):
        log_groups.check_key(new["KmsKeyId"], name)
    group["kmsKeyId"] = new.get("KmsKeyId")
    group["retentionInDays"] = None
    _set_retention(name, new)
    _protect(name, new)
    seams.provisioners.cwlogs_sync_resource_policy(name, group["arn"], new, old)


def _set_retention(name: str, props: Properties) -> None:
    if props.get("RetentionInDays"):
        request = {"logGroupName": name, "retentionInDays": int(props["RetentionInDays"])}
        call(seams.logs.put_retention_policy, request)


def _protect(name: str, props: Properties) -> None:
    log_groups.protect(name, enabled=str(props.get("DeletionProtectionEnabled", False)).lower() == "true")


def _delete_group(name: str, _props: Properties) -> None:
    if name in seams.logs.log_groups:
        call(seams.logs.delete_log_group, {"logGroupName": name})


def _set_group_tags(name: str, tags: list[dict[str, str]]) -> None:
    seams.logs.log_groups[name]["tags"] = {pair["Key"]: str(pair.get("Value", "")) for pair in tags}


LOG_GROUP = ResourceType(
    name="AWS::Logs::LogGroup",
    create=_create_group,
    delete=_delete_group,
    attributes=lambda name: {"Arn": own_arn("logs", f"log-group:{name}:*")},
    replacing=("LogGroupName",),
    set_tags=_set_group_tags,
    update=_update_group,
)


def _query(props: Properties) -> dict[str, Any]:
    unknown = props.keys() - _QUERY_MEMBERS.keys()
    if unknown:
        raise AwsError("InvalidRequest", f"extraneous key [{', '.join(sorted(unknown))}] is not permitted")
    query = {_QUERY_MEMBERS[key]: value for key, value in props.items()}
    parameters = [{_PARAMETER_MEMBERS[key]: value for key, value in one.items()} for one in query.get("parameters", ())]
    return {**query, "parameters": parameters} if parameters else query


def _create_query(props: Properties, _stack: str, _logical_id: str) -> str:
    return str(query_definitions.put_query_definition(_query(props))["queryDefinitionId"])


def _update_query(identifier: str, _old: Properties, new: Properties) -> None:
    query_definitions.put_query_definition({**_query(new), "queryDefinitionId": identifier})


def _delete_query(identifier: str, _props: Properties) -> None:
    query_definitions.definitions().pop(identifier, None)


QUERY_DEFINITION = ResourceType(
    name="AWS::Logs::QueryDefinition",
    create=_create_query,
    delete=_delete_query,
    attributes=lambda identifier: {"QueryDefinitionId": identifier},
    replacing=(),
    update=_update_query,
)
