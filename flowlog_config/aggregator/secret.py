"""The lines that carry the access keys from Secrets Manager into the Kubernetes secret."""

import shlex

from flowlog_config.aggregator.access_keys import AccessKey, access_keys
from flowlog_config.plan import Plan

SECRET_OUTPUT = "AccessKeySecretArn"  # noqa: S105 - name of a stack output, no secret
"""Output of a stack that holds the ARN of the secret it generated."""

_PICK_KEY = "python3 -c 'import json, sys; sys.stdout.write(json.load(sys.stdin)[\"api_key\"])'"


def secret_commands(plan: Plan) -> list[str]:
    """
    Give lines for bash or zsh: one a key that reads it, and one that makes or updates the secret.

    The whole is a subshell, which forgets the keys and fails when any part does; then the secret stays as it was. A key
    is never in an argument of a process, in the shell's history or in a file: it goes from pipe to shell variable to
    pipe. Each account's profile can be named by a variable, ``PROFILE_`` and the account id; left out, the AWS CLI's
    own choice holds.

    The lines need the aws, python3 and kubectl commands (kubectl 1.22 or later, for ``apply --server-side``).
    """
    keys = access_keys(plan)
    return ["(set -eo pipefail", *map(_read, keys), f"{_apply(plan, keys)})"]


def _read(key: AccessKey) -> str:
    target = key.targets[0].target
    aws = f'aws ${{PROFILE_{target.account_id}:+"--profile=$PROFILE_{target.account_id}"}} --region {target.region}'
    secret = shlex.quote(key.secret) if key.secret else f'"$({aws} {_describe(key.targets[0].stack_name)})"'
    fetch = f"{aws} secretsmanager get-secret-value --secret-id {secret} --query SecretString --output text"
    return f'{key.name}="$({fetch} | {_PICK_KEY})"'


def _describe(stack: str) -> str:
    query = f"\"Stacks[0].Outputs[?OutputKey=='{SECRET_OUTPUT}'].OutputValue\""
    return f"cloudformation describe-stacks --stack-name {shlex.quote(stack)} --query {query} --output text"


def _apply(plan: Plan, keys: tuple[AccessKey, ...]) -> str:
    where = plan.aggregator.kubernetes_secret
    namespace = f"--namespace {shlex.quote(where.namespace)}"
    guards = " ".join(f'"${{{key.name}:?no key was read}}"' for key in keys)
    lines = " ".join(f'"{key.name}=${key.name}"' for key in keys)
    return (
        f": {guards} && printf '%s\\n' {lines}"
        f" | kubectl create secret generic {shlex.quote(where.name)} {namespace}"
        " --from-env-file=/dev/stdin --dry-run=client --output yaml"
        f" | kubectl apply {namespace} --server-side --filename -"
    )
