"""The tags that ``Tags.of`` gives to a stack or its app, for resources that are data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aws_cdk import Aspects, RemoveTag, Stack, Stage, Tag

from flowlog_constructs.batch import Described
from flowlog_constructs.tagging import template_tags

_OWN = 50
"""Priority of a resource's own tags. Source: aws-cdk-lib 2.275, TagManager."""


@dataclass(frozen=True, slots=True)
class _Change:
    """One tag to set, or with None to remove, as ``Tags.of`` was told."""

    priority: float
    key: str
    value: str | None
    only: Sequence[str]
    but: Sequence[str]

    def concerns(self, type_: str) -> bool:
        return type_ not in self.but and (not self.only or type_ in self.only)


class Around:
    """
    What all stacks of an app have in common, asked for once: each question to the CDK goes to another process.

    Args:
        stage: The app, or a stage of it.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @cached_property
    def outdir(self) -> str:
        """Where templates are written."""
        return str(self._stage.outdir)

    @cached_property
    def tag_changes(self) -> tuple["_Change", ...]:
        """
        What ``Tags.of`` of the stage and of all around it says.

        Raises:
            ValueError: Another Aspect is there: it would see nothing of a batch.
        """
        return tuple(change for scope in self._stage.node.scopes for change in _changes(scope))


class StackTags:
    """
    What ``Tags.of`` of a stack and of all around it says, with the CDK's own rules of precedence.

    Args:
        stack: The stack.
        around: What is around it.

    Raises:
        ValueError: Another Aspect is there: it would see nothing of a batch.
    """

    def __init__(self, stack: Stack, around: Around) -> None:
        self._changes = sorted([*around.tag_changes, *_changes(stack)], key=lambda change: change.priority)

    def applied(self, resources: Mapping[str, Described]) -> Mapping[str, Described]:
        """Give resources with these tags; those of a type without tags stay as they are."""
        if not self._changes:
            return resources
        return {id_: self._tagged(one) if "Tags" in one["Properties"] else one for id_, one in resources.items()}

    def _tagged(self, resource: Described) -> dict[str, Any]:
        tags = {tag["Key"]: tag["Value"] for tag in resource["Properties"]["Tags"]}
        own = set(tags)
        for change in self._changes:
            if not change.concerns(resource["Type"]) or (change.key in own and change.priority < _OWN):
                continue
            tags.pop(change.key, None)
            if change.value is not None:
                tags[change.key] = change.value
        return {**resource, "Properties": {**resource["Properties"], "Tags": template_tags(tags)}}


def _changes(scope: Any) -> Iterator[_Change]:
    for aspect in Aspects.of(scope).all:
        if not isinstance(aspect, Tag | RemoveTag):
            raise ValueError(  # noqa: TRY004 - it is of the right type, and in the wrong place
                f"an Aspect on {scope.node.path or 'the app'} would see nothing of what is plain data: "
                "synthesise with -c flowlog:typed=true"
            )
        props, value = aspect._props, aspect.value if isinstance(aspect, Tag) else None  # noqa: SLF001 - protected there
        priority = props.priority if props.priority is not None else (200 if value is None else 100)
        only, but = props.include_resource_types or (), props.exclude_resource_types or ()
        yield _Change(priority, aspect.key, value, only, but)
