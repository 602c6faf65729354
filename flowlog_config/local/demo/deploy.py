"""Runs the real CDK command line against the engine."""

import json
import re
import subprocess
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

_EVENT = re.compile(r"\|\s*(\d+(?:/\d+)?)\s*\|.*\|\s*([A-Z_]+)\s*\|\s*(AWS::\S+|Custom::\S+)\s*\|\s*(\S+)")
_TAIL_LINES = 40


class DeployError(Exception):
    """The CDK command line failed; its last lines are in the text."""


def deploy(
    project: Path,
    work: Path,
    file: Path,
    environment: Mapping[str, str],
    on_event: Callable[[str], None],
) -> dict[str, dict[str, str]]:
    """
    Deploy all stacks of a file.

    Args:
        project: Folder with ``cdk.json`` and ``node_modules``.
        work: Folder for the synthesised templates and the outputs.
        file: Configuration file.
        environment: The engine's, for the child process.
        on_event: Told every resource event in a few words.

    Returns:
        Outputs by stack name.

    Raises:
        DeployError: When the command line is not installed or fails.
    """
    cdk = project / "node_modules" / ".bin" / "cdk"
    if not cdk.exists() or not (project / "cdk.json").exists():
        raise DeployError("the CDK command line is not here. Run `make setup` in the project's folder first")
    outputs = work / "outputs.json"
    options = ["--require-approval", "never", "--progress", "events", "--no-notices", "--no-color"]
    command = [str(cdk), "deploy", "--all", *options, "--output", str(work / "cdk.out")]
    command += ["--outputs-file", str(outputs), "--context", f"file={file}"]
    last: deque[str] = deque(maxlen=_TAIL_LINES)
    with subprocess.Popen(  # noqa: S603 - the project's own command line
        command, cwd=project, env=dict(environment), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            for line in process.stdout or ():
                last.append(line.rstrip())
                event = _EVENT.search(line)
                if event and not event[2].endswith("IN_PROGRESS"):
                    on_event(f"{event[2]} {event[3]} {event[4]}")
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise DeployError("cdk deploy failed:\n" + "\n".join(last))
    found: dict[str, dict[str, str]] = json.loads(outputs.read_text(encoding="utf-8"))
    return found
