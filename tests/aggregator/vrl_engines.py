"""
Vector's own language (VRL), run by the engines that are installed: three releases of it, from that of Vector 0.38 on.

They come with the test dependencies: `pip install vrl-python pyvrl`, and `pip install vector-vrl` on Python 3.12 or later.
"""

import json
from importlib.util import find_spec

HOW = "no VRL engine is installed; to run this: pip install vrl-python pyvrl (Python 3.12 and later: vector-vrl)"
_LAST = "\n. = map_values(events)"


class DroppedError(Exception):
    """The program aborted or failed, so Vector sends the event to the dropped output as it came."""


def _vrl_0_15(program, event):
    from pyvrl import Transform  # noqa: PLC0415 - only where it is installed

    return Transform(program).remap(event)


def _vrl_0_27(program, event):
    from vrl_python import VRLRuntime  # noqa: PLC0415 - only where it is installed

    return VRLRuntime("UTC").execute(program, event).processed_event


def _vrl_0_35(program, event):
    from vector_vrl import execute_vrl  # noqa: PLC0415 - only where it is installed

    (found,) = execute_vrl(program, [json.dumps(event)])
    if "error" in found and "original" in found:
        raise ValueError(found["error"])
    return found


_KNOWN = {"pyvrl": _vrl_0_15, "vrl_python": _vrl_0_27, "vector_vrl": _vrl_0_35}
ENGINES = {name: run for name, run in _KNOWN.items() if find_spec(name)}


def run(engine, program, event):
    """
    Give the events a program makes of one, as JSON has them.

    The last statement gives the event a list, which Vector sends on one by one. Some engines show no such list, so it is
    read as text here. Raises `DroppedError` where Vector would drop the event.
    """
    assert program.count(_LAST) == 1
    shown = program.replace(_LAST, "\nrecords = map_values(events)") + '\n. = {"records": encode_json(records)}\n'
    try:
        return json.loads(ENGINES[engine](shown, dict(event))["records"])
    except (RuntimeError, ValueError) as error:
        raise DroppedError(str(error)) from error


def compiles(engine, program):
    """Tell what an engine has against a program as it is; empty when it compiles."""
    if engine == "vector_vrl":
        from vector_vrl import validate_vrl  # noqa: PLC0415 - only where it is installed

        return validate_vrl(program).error or ""
    try:
        ENGINES[engine](program, {"message": '{"messageType": "CONTROL_MESSAGE"}'})
    except (RuntimeError, ValueError) as error:
        return str(error)
    return ""
