"""
Secrets in templates: ``Ref`` gives the ARN, which an import tells a secret by, a name that the template leaves out is never
that of a secret that was kept, and a generated secret obeys every option of ``GenerateSecretString``.

Source: CloudFormation reference AWS::SecretsManager::Secret, "Return values" and "GenerateSecretString";
its schema, primaryIdentifier (checked 2026-11).
"""

import json
from collections.abc import Mapping
from typing import Any

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.cfn_registry import call
from flowlog_config.local.engine.ids import drawn_name

_TYPE = "AWS::SecretsManager::Secret"


def install() -> None:
    """Replace how the secret text is made, and what the physical id is."""
    seams.provisioners.sm_secret_string = secret_string
    handler = seams.provisioners.RESOURCE_HANDLERS[_TYPE]
    create, update, delete = handler["create"], handler["update"], handler["delete"]

    def create_secret(logical_id: str, props: Mapping[str, Any], stack: str) -> Any:
        name, attributes = create(logical_id, {"Name": drawn_name(logical_id), **props}, stack)
        return _arn(name), attributes

    def update_secret(arn: str, old: Mapping[str, Any], new: Mapping[str, Any], *more: Any) -> Any:
        kept = {"Name": _name(arn)}
        name, attributes = update(_name(arn), {**kept, **old}, {**kept, **new}, *more)
        return _arn(name), attributes

    def delete_secret(arn: str, props: Mapping[str, Any]) -> None:
        delete(_name(arn), props)

    def import_secret(identifier: Mapping[str, str]) -> Any:
        arn = identifier["Id"]
        if _name(arn) == arn:
            raise ValueError(f"Resource of type '{_TYPE}' with identifier '{arn}' was not found.")
        return arn, {"Id": arn, "Arn": arn}

    handler.update({"create": create_secret, "update": update_secret, "delete": delete_secret, "import": import_secret})


def secret_string(props: Mapping[str, Any]) -> str:
    """
    Give the text a secret starts with.

    Raises:
        ValueError: When the options of ``GenerateSecretString`` leave nothing to draw from, or its template is not
            a JSON object.
    """
    options = props.get("GenerateSecretString")
    if not options:
        return str(props.get("SecretString", ""))
    password = call(seams.secretsmanager.get_random_password, options)["RandomPassword"]
    template = options.get("SecretStringTemplate")
    if not template:
        return str(password)
    return json.dumps({**json.loads(template), options["GenerateStringKey"]: password})


def _arn(name: str) -> str:
    return str(seams.secretsmanager.secrets[name]["ARN"])


def _name(arn: str) -> str:
    names = (name for name, secret in seams.secretsmanager.secrets.items() if secret["ARN"] == arn)
    return next(names, arn)
