"""What a stack tells after a deployment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowlog_constructs.batch import Batch

if TYPE_CHECKING:
    from flowlog_constructs.resource import Scope


def add_output(scope: Scope, logical_id: str, value: str, description: str) -> None:
    """
    Add an output. Never a secret: outputs can be read by whoever may describe the stack.

    Args:
        scope: The stack, or its batch.
        logical_id: Its name.
        value: What it tells; may hold references.
        description: At most 1024 bytes.
    """
    described = {"Description": description, "Value": value}
    if isinstance(scope, Batch):
        scope.add_output(logical_id, described)
    else:
        from flowlog_constructs.typed import make_output  # noqa: PLC0415 - brings the CDK

        make_output(scope, logical_id, described)
