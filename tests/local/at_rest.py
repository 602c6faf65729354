"""Waiting for a stack, by the clock: the engine makes its resources in threads of their own."""

import time

_LONGEST_SECONDS = 120


def at_rest(formation, name):
    """Wait until a stack is no longer being made, changed or deleted; gives it. One that is gone is found by its id only."""
    end = time.monotonic() + _LONGEST_SECONDS
    while time.monotonic() < end:
        (found,) = formation.describe_stacks(StackName=name)["Stacks"]
        if not found["StackStatus"].endswith("IN_PROGRESS"):
            return found
        time.sleep(0.01)
    raise AssertionError(f"{name} did not come to rest")
