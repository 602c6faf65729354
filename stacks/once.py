"""What a target has once, though it may have several stacks: the first makes it, and the others import it."""

from flowlog_config.plan import TargetPlan
from flowlog_constructs.references import imported


class Once:
    """
    The outputs of a target's first stack that its other stacks use.

    Only what never changes and goes last is shared so: CloudFormation neither changes nor removes an export that is in use.

    Args:
        target: One stack of a target.
    """

    def __init__(self, target: TargetPlan) -> None:
        self._target = target

    def export(self, output: str) -> str:
        """Give the name under which this stack exports an output; empty when nobody imports it."""
        return self._name(output) if self._target.number == 1 and self._target.opened > 1 else ""

    def imported(self, output: str) -> str:
        """Stand for an output of the first stack; empty in the first, which makes the thing itself."""
        return imported(self._name(output)) if self._target.number > 1 else ""

    def _name(self, output: str) -> str:
        return f"{self._target.first_stack_name}-{output}"
