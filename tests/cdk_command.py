"""The CDK command line of this project, run on an engine as a person runs it on an account."""

import subprocess
from pathlib import Path

from flowlog_config.local.demo.deploy import deploy

PROJECT = Path(__file__).parents[1]


class Cdk:
    """
    Deploys a file's text to the accounts of an engine, and destroys it.

    Args:
        engine: Where it is deployed to.
        work: Folder for the file, its templates and the CDK's home.
    """

    def __init__(self, engine, work):
        self.file, self._work = work / "flowlogs.yaml", work
        self._environment = engine.environment(work / "cdk-home")

    def deploy(self, text):
        """Deploy all stacks; gives their outputs by stack."""
        self.file.write_text(text, encoding="utf-8")
        return deploy(PROJECT, self._work, self.file, self._environment, lambda _: None)

    def destroy(self, stacks="--all"):
        """Destroy one stack, or all, of what was deployed last."""
        self.run("destroy", stacks, "--force", "--app", self._work / "cdk.out")

    def run(self, *arguments):
        """Run any command of it; gives what it said."""
        ran = subprocess.run(  # noqa: S603 - the project's own
            [PROJECT / "node_modules/.bin/cdk", *arguments, "--no-notices", "--no-color"],
            cwd=PROJECT,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout + ran.stderr
