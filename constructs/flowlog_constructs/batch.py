"""Resources of one stack as plain data, for stacks whose resources are too many to be a construct each."""

from collections.abc import Iterator, Mapping
from typing import Any

Described = Mapping[str, Any]
"""What a template says of a resource: ``Type``, ``Properties`` and so on, with references as texts."""


class Like(Mapping[str, Any]):
    """
    A resource as in a template that is like others but for one property, so that the rest need be written but once.

    Args:
        common: What it shares with the others, without the property.
        own: Name of the property.
        value: Of the property.
    """

    __slots__ = ("common", "own", "value")

    def __init__(self, common: Described, own: str, value: str) -> None:
        self.common = common
        self.own = own
        self.value = value

    def __getitem__(self, key: str) -> Any:
        """Give a part of the resource."""
        return {self.own: self.value, **self.common[key]} if key == "Properties" else self.common[key]

    def __iter__(self) -> Iterator[str]:
        """Give the names of its parts."""
        return iter(self.common)

    def __len__(self) -> int:
        """Count its parts."""
        return len(self.common)


class Batch:
    """
    A scope that takes descriptions in place of constructs.

    A construct costs about a millisecond, because each is made in another process; a description costs some
    microseconds. :class:`flowlog_constructs.batch_stack.BatchStack` puts a batch into its template.

    Attributes:
        resources: By logical id.
        outputs: By logical id.
    """

    def __init__(self) -> None:
        self.resources: dict[str, Described] = {}
        self.outputs: dict[str, Described] = {}

    def add(self, logical_id: str, resource: Described) -> None:
        """
        Add a resource.

        Raises:
            ValueError: The id is taken, and one of the two would vanish.
        """
        if logical_id in self.resources:
            raise ValueError(f"there are two resources {logical_id}")
        self.resources[logical_id] = resource

    def add_output(self, logical_id: str, output: Described) -> None:
        """
        Add an output.

        Raises:
            ValueError: The id is taken.
        """
        if logical_id in self.outputs:
            raise ValueError(f"there are two outputs {logical_id}")
        self.outputs[logical_id] = output
