"""The lines that carry the access keys from Secrets Manager into the Kubernetes secret."""

import shlex
from collections.abc import Mapping
from pathlib import Path

from flowlog_config.aggregator.access_keys import AccessKey, access_keys
from flowlog_config.aggregator.files import drawn
from flowlog_config.aggregator.install import namespace as namespace_of
from flowlog_config.plan import Plan, TargetPlan
from flowlog_config.schema.commands import DEFAULT, for_file

SECRET_OUTPUT = "AccessKeySecretArn"  # noqa: S105 - name of a stack output, no secret
"""Output of a stack that holds the ARN of the secret it generated."""

_GENERATED = "FLOWLOG_GENERATED_SECRET"
"""Variable with the ARN of the secret that a stack generated, while its key is read."""

_PICK_KEY = "python3 -c 'import json, sys; sys.stdout.write(json.load(sys.stdin)[\"api_key\"])' 2> /dev/null"


def secret_commands(plan: Plan, path: Path = DEFAULT) -> list[str]:
    """
    Give lines for bash or zsh: one a key that reads it, after one that finds a generated secret, and one that makes or
    updates the Kubernetes secret.

    The whole is a subshell, which forgets the keys, fails when any part does, and says which; then the secret stays as it was. A
    key is never in an argument of a process, in the shell's history or in a file: it goes from pipe to shell variable to
    pipe. Each account's profile can be named by a variable, ``PROFILE_`` and the account id; left out, the AWS CLI's
    own choice holds.

    While keys are being replaced, the next key is the secret's version AWSPENDING, or the present one if there is none.

    The lines need the aws, python3 and kubectl commands (kubectl 1.22 or later, for ``apply --server-side``).

    Args:
        plan: What will exist.
        path: The file it is of, which a command in what is said of a failure names.
    """
    keys, facts = access_keys(plan), drawn(plan, queues=plan.aggregator.dialect == "vector")
    missing = {name: "no key was read" for key in keys for name in key.names}
    missing |= {one.name: f"the stack {one.target.stack_name} has no output {one.output}" for one in facts}
    if not missing:
        return []
    read = [
        *(line for key in keys for line in _read(key, path)),
        *(_from_stack(one.name, one.target, one.output, path) for one in facts),
    ]
    return ["(set -eo pipefail", *read, f"{_apply(plan, missing)})"]


def _read(key: AccessKey, path: Path) -> list[str]:
    target = key.targets[0]
    aws = _aws(target)
    lines, secret = [], shlex.quote(key.secret or "")
    if not key.secret:
        lines, secret = [_from_stack(_GENERATED, target, SECRET_OUTPUT, path)], f'"${_GENERATED}"'
    fetch = f"{aws} secretsmanager get-secret-value --secret-id {secret} --query SecretString --output text"
    of = key.secret or f"the secret of the stack {target.stack_name}"
    fails = _or_say(f'no access key was read: {of} cannot be read, or does not hold {{"api_key": "..."}}')
    lines += [f'{name}="$({fetch} | {_PICK_KEY})" {fails}' for name in key.names[:1]]
    pending = f"{{ {fetch} --version-stage AWSPENDING 2> /dev/null || {fetch}; }}"
    return lines + [f'{name}="$({pending} | {_PICK_KEY})" {fails}' for name in key.names[1:]]


def _aws(target: TargetPlan) -> str:
    account = target.target.account_id
    return f'aws ${{PROFILE_{account}:+"--profile=$PROFILE_{account}"}} --region {target.target.region}'


def _from_stack(name: str, target: TargetPlan, output: str, path: Path) -> str:
    """Give the line that puts an output of a stack into a variable, and says so when there is no such stack yet."""
    where = f"account {target.target.account_id}, region {target.target.region}"
    fails = _or_say(
        f"the stack {target.stack_name} cannot be read in {where}: "
        f"deploy it first ({for_file('npx cdk deploy --all', path)}), and give credentials of that account"
    )
    return f'{name}="$({_aws(target)} {_describe(target.stack_name, output)})" {fails}'


def _or_say(message: str) -> str:
    return f"|| {{ echo {shlex.quote(f'flowlog: {message}')} >&2; exit 1; }}"


def _describe(stack: str, output: str) -> str:
    query = f"\"Stacks[0].Outputs[?OutputKey=='{output}'].OutputValue\""
    return f"cloudformation describe-stacks --stack-name {shlex.quote(stack)} --query {query} --output text"


def _apply(plan: Plan, missing: Mapping[str, str]) -> str:
    """Give the last line; ``missing`` has what to say of each name that has come to nothing."""
    where = plan.aggregator.kubernetes_secret
    namespace = f"--namespace {shlex.quote(namespace_of(plan))}"
    guards = " ".join(f'"${{{name}:?{said}}}"' for name, said in missing.items())
    lines = " ".join(f'"{name}=${name}"' for name in missing)
    return (
        f": {guards} && printf '%s\\n' {lines}"
        f" | kubectl create secret generic {shlex.quote(where.name)} {namespace}"
        " --from-env-file=/dev/stdin --dry-run=client --output yaml"
        f" | kubectl apply {namespace} --server-side --filename -"
    )
