"""Stands in for Lambda's runtime: a process that loads the code of a folder and calls it once for each line of stdin."""

import importlib
import json
import logging
import os
import re
import sys
import time
from pathlib import Path


class Context:
    """Knows when the invocation must end."""

    def __init__(self, seconds):
        self._end = time.monotonic() + seconds

    def get_remaining_time_in_millis(self):
        """Give what is left, as Lambda's own context does."""
        return int(1000 * (self._end - time.monotonic()))


def _load(environment):
    """Load the code anew, as a new environment of Lambda does; what it imports from elsewhere stays, which saves time."""
    os.environ.clear()
    os.environ.update(environment)
    for name in [name for name in sys.modules if name.split(".")[0] == "forwarder"]:
        del sys.modules[name]
    return importlib.import_module("forwarder.handler").handle


def _peak_mib():
    """Read the most memory the process had, 0 where the system does not say; getrusage would count its parent's, too."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0


def main(folder):
    """Answer each event with a line."""
    sys.path.insert(0, folder)
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(message)s")
    loaded, handle = None, None
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if (asked["environment"], asked["sandbox"]) != loaded:
                loaded, handle = (asked["environment"], asked["sandbox"]), _load(asked["environment"])
            answer = {"result": handle(asked["event"], Context(asked["seconds"]))}
        except Exception as error:  # noqa: BLE001 - Lambda reports whatever is raised
            answer = {"raised": f"{type(error).__name__}: {error}"}
        answer["peak_mib"] = _peak_mib()
        sys.stderr.flush()
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer


main(sys.argv[1])
