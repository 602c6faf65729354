"""The lines that carry the access keys from Secrets Manager into the Kubernetes secret."""

import shlex
from collections.abc import Sequence

from flowlog_config.aggregator.access_keys import AccessKey, access_keys
from flowlog_config.aggregator.files import Drawn, drawn
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

    While keys are being replaced, the next key is the secret's version AWSPENDING, or the present one if there is none.

    The lines need the aws, python3 and kubectl commands (kubectl 1.22 or later, for ``apply --server-side``).
    """
    keys, facts = access_keys(plan), drawn(plan, queues=plan.aggregator.dialect == "vector")
    names = [*(name for key in keys for name in key.names), *(one.name for one in facts)]
    if not names:
        return []
    read = [*(line for key in keys for line in _read(key)), *map(_look, facts)]
    return ["(set -eo pipefail", *read, f"{_apply(plan, names)})"]


def _read(key: AccessKey) -> list[str]:
    target = key.targets[0].target
    aws = f'aws ${{PROFILE_{target.account_id}:+"--profile=$PROFILE_{target.account_id}"}} --region {target.region}'
    secret = shlex.quote(key.secret) if key.secret else f'"$({aws} {_describe(key.targets[0].stack_name)})"'
    fetch = f"{aws} secretsmanager get-secret-value --secret-id {secret} --query SecretString --output text"
    lines = [f'{name}="$({fetch} | {_PICK_KEY})"' for name in key.names[:1]]
    pending = f"{{ {fetch} --version-stage AWSPENDING 2> /dev/null || {fetch}; }}"
    return lines + [f'{name}="$({pending} | {_PICK_KEY})"' for name in key.names[1:]]


def _look(fact: Drawn) -> str:
    target = fact.target.target
    aws = f'aws ${{PROFILE_{target.account_id}:+"--profile=$PROFILE_{target.account_id}"}} --region {target.region}'
    return f'{fact.name}="$({aws} {_describe(fact.target.stack_name, fact.output)})"'


def _describe(stack: str, output: str = SECRET_OUTPUT) -> str:
    query = f"\"Stacks[0].Outputs[?OutputKey=='{output}'].OutputValue\""
    return f"cloudformation describe-stacks --stack-name {shlex.quote(stack)} --query {query} --output text"


def _apply(plan: Plan, names: Sequence[str]) -> str:
    where = plan.aggregator.kubernetes_secret
    namespace = f"--namespace {shlex.quote(where.namespace)}"
    guards = " ".join(f'"${{{name}:?no key was read}}"' for name in names)
    lines = " ".join(f'"{name}=${name}"' for name in names)
    return (
        f": {guards} && printf '%s\\n' {lines}"
        f" | kubectl create secret generic {shlex.quote(where.name)} {namespace}"
        " --from-env-file=/dev/stdin --dry-run=client --output yaml"
        f" | kubectl apply {namespace} --server-side --filename -"
    )
