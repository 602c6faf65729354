"""Wires the parts together: ``cdk`` runs it, and so can you. Another file: ``npx cdk synth -c file=examples/x.yaml``."""

# ruff: noqa: E402 - what speeds up and quietens the imports has to come before them

import gc
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

# A short process that keeps almost all it makes: collecting garbage finds none and takes a tenth of the time.
gc.disable()
# jsii prints a banner in each process while Node.js 20, which still works, is what many machines have.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")
os.environ.setdefault("CDK_OUTDIR", "cdk.out")

# The CDK takes half a second to start in another process, which jsii begins; meanwhile this one plans, and yields at once.
import_module("jsii")
sys.setswitchinterval(0.0005)
_started = ThreadPoolExecutor(1).submit(lambda: import_module("stacks.app").make_app())

from flowlog_config.aggregator import RenderError, write_values
from flowlog_config.plan import plan_file
from flowlog_config.schema import InvalidConfigError, render
from stacks.context import file_name
from stacks.prepared import prepared


def main() -> int:
    """
    Synthesise the stacks of a file, and write the aggregator's values beside the templates.

    Returns:
        0; 1 when the file or what ``cdk -c`` said has problems; 2 when the fault is ours.
    """
    path = Path(file_name())
    try:
        planned = plan_file(path)
        _say(f"Reading {path}\n{render(planned.warnings, str(path), planned.document)}".rstrip())
        filled, app = prepared(planned.plan), _started.result()
        import_module("stacks.application").add_stacks(app, planned.plan, filled)
        write_values(planned.plan, Path(app.synth().directory))
        gc.freeze()  # at its end Python would look for garbage in all of it
    except InvalidConfigError as error:
        _say(render(error.problems, str(path), error.document))
        return 1
    except RenderError as error:
        _say(str(error))
        return 2
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 - standard output is cdk's


if __name__ == "__main__":
    sys.exit(main())
