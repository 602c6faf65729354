"""The function in a process of its own, and the event source mapping's side of it."""

import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

_sandboxes = itertools.count()


class LambdaProcess:
    """A process that stands in for Lambda; it serves one sandbox after the other."""

    def __init__(self, folder, environment):
        self._log = tempfile.NamedTemporaryFile("w+", suffix=".log")  # noqa: SIM115 - lives as long as the process
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, str(Path(__file__).with_name("invoke.py")), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environment,
            text=True,
        )

    def ask(self, question):
        """Send a line and wait for the answer."""
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process died: {self.log}")
        return json.loads(answer)

    @property
    def log(self):
        """Everything that was logged."""
        return Path(self._log.name).read_text()

    def stop(self):
        """End it."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.terminate()
        self._process.wait(10)
        self._log.close()


class Sandbox:
    """
    An execution environment of the function: freshly loaded code, with the environment it is given and none else.

    Attributes:
        peak_mib: Most memory its process had so far.
    """

    def __init__(self, process, environment):
        self._process, self._environment, self._id = process, environment, next(_sandboxes)
        self._begin = len(process.log)
        self.peak_mib = 0.0

    def invoke(self, *bodies, seconds=60.0):
        """Call it with messages of these bodies, whose ids are 0, 1, 2 …; give the ids that failed."""
        event = {"Records": [{"messageId": str(at), "body": body} for at, body in enumerate(bodies)]}
        environment = {"environment": self._environment, "sandbox": self._id}
        answer = self._process.ask({"event": event, "seconds": seconds, **environment})
        self.peak_mib = answer["peak_mib"]
        if "raised" in answer:
            raise RuntimeError(answer["raised"])
        return [one["itemIdentifier"] for one in answer["result"]["batchItemFailures"]]

    @property
    def log(self):
        """What it wrote into its log."""
        return self._process.log[self._begin :]
