"""
Stands in for aws and kubectl in the tests of the secret's commands.

It is copied under those names, answers from ``FAKE_CLOUD`` (a JSON file) and appends what it was started with to
``FAKE_LOG``, so that a test can look for a key in arguments and environment.
"""

import base64
import json
import os
import sys
from pathlib import Path

name, arguments = Path(sys.argv[0]).name, sys.argv[1:]
cloud = json.loads(Path(os.environ["FAKE_CLOUD"]).read_text())
with Path(os.environ["FAKE_LOG"]).open("a") as log:
    log.write(json.dumps({"name": name, "arguments": arguments, "environment": dict(os.environ)}) + "\n")


def option(flag):
    """Give the value of an option written as two words or with an equals sign."""
    for i, word in enumerate(arguments):
        if word == flag:
            return arguments[i + 1]
        if word.startswith(f"{flag}="):
            return word.split("=", 1)[1]
    return None


def aws():
    """Answer like the AWS CLI for one account at a time, chosen by profile."""
    account = cloud.get(f"{option('--profile') or 'default'}/{option('--region')}", {"stacks": {}, "secrets": {}})
    if "describe-stacks" in arguments:
        start, output, end = option("--query").split("'")
        outputs = account["stacks"].get(option("--stack-name"))
        asked = (start, end) == ("Stacks[0].Outputs[?OutputKey==", "].OutputValue")
        answer = outputs.get(output, "") if asked and outputs is not None else None
    else:
        stage = option("--version-stage")
        wanted = f"{option('--secret-id')} {stage}" if stage else option("--secret-id")
        answer = account["secrets"].get(wanted) if option("--query") == "SecretString" else None
    if answer is None or option("--output") != "text":
        sys.exit("An error occurred (ResourceNotFoundException)")
    sys.stdout.write(f"{answer}\n")
    if cloud.get("breaks") in arguments:
        sys.exit("connection lost")


def kubectl():
    """Make a secret's manifest from standard input, or keep the manifest that comes in."""
    text = sys.stdin.read()
    if arguments[:3] == ["create", "secret", "generic"]:
        if option("--from-env-file") != "/dev/stdin" or option("--dry-run") != "client":
            sys.exit("this would read something else, or write to the cluster")
        pairs = dict(line.split("=", 1) for line in text.splitlines())
        data = {key: base64.b64encode(value.encode()).decode() for key, value in pairs.items()}
        sys.stdout.write(json.dumps({"name": arguments[3], "namespace": option("--namespace"), "data": data}))
        if cloud.get("breaks") == "create":
            sys.exit("connection lost")
    elif arguments[0] == "apply" and option("--filename") == "-" and "--server-side" in arguments:
        if not text or option("--namespace") != json.loads(text)["namespace"] or cloud.get("breaks") == "apply":
            sys.exit("error: no objects passed to apply, or not allowed")
        Path(os.environ["FAKE_CLUSTER"]).write_text(text)
    else:
        sys.exit(f"not expected: {arguments}")


{"aws": aws, "kubectl": kubectl}[name]()
