"""One resource, described once: as data in a batch, and as the CDK's typed resource everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from flowlog_constructs.batch import Batch, Described
from flowlog_constructs.references import reference
from flowlog_constructs.tagging import template_tags

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import CfnResource
    from constructs import Construct

Scope: TypeAlias = "Construct | Batch"
"""Where a resource is made: any construct of a CDK app, or a batch."""


class Resource:
    """
    A resource in CloudFormation's own words.

    In a CDK app it is the typed L1 resource, which Tags, Aspects and rules see. In a batch it is plain data, and the
    template that comes of it is the same.

    Attributes:
        id: Id in the scope.
        typed: The CDK's resource; None in a batch.
        ref: What ``Ref`` gives, as a text.

    Args:
        scope: A construct, or a batch.
        construct_id: Id in the scope; in a batch the logical id, too.
        type_: Such as ``AWS::Logs::LogGroup``.
        properties: By CloudFormation's names; None leaves a property out.
        tags: Of the resource; None for a type that takes none.
        deletable: True lets CloudFormation delete it with its stack, and still keeps the old one at a replacement. False
            keeps it. None for what holds nothing: CloudFormation does as it likes.
        depends_on: Resources of the same scope that must exist first, beside those it refers to.
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        type_: str,
        properties: Mapping[str, Any],
        *,
        tags: Mapping[str, str] | None = None,
        deletable: bool | None = None,
        depends_on: Sequence[Resource] = (),
    ) -> None:
        self._add(scope, construct_id, describe(type_, properties, tags, deletable, depends_on), depends_on)

    def _add(self, scope: Scope, construct_id: str, described: Described, depends_on: Sequence[Resource]) -> None:
        self.id = construct_id
        self.typed: CfnResource | None = None
        if isinstance(scope, Batch):
            scope.add(construct_id, described)
            self.ref = reference(construct_id)
        else:
            from flowlog_constructs.typed import make_typed  # noqa: PLC0415 - brings the CDK

            self.typed = make_typed(scope, construct_id, described)
            for one in depends_on:
                if one.typed:
                    self.typed.add_resource_dependency(one.typed)
            self.ref = self.typed.ref

    def attribute(self, name: str) -> str:
        """Give what ``Fn::GetAtt`` gives, as a text."""
        return self.typed.get_att(name).to_string() if self.typed else reference(self.id, name)

    @property
    def attr_arn(self) -> str:
        """The ARN, of a type that has it as an attribute."""
        return self.attribute("Arn")


def describe(
    type_: str,
    properties: Mapping[str, Any],
    tags: Mapping[str, str] | None,
    deletable: bool | None,
    depends_on: Sequence[Resource],
) -> Described:
    """Write a resource as a template does; the arguments are those of :class:`Resource`."""
    given = {name: value for name, value in properties.items() if value is not None}
    if tags:
        given["Tags"] = template_tags(tags)
    waits = {"DependsOn": sorted(one.id for one in depends_on)} if depends_on else {}
    return {"Type": type_, "Properties": given, **_KEPT[deletable], **waits}


_KEPT: Mapping[bool | None, Mapping[str, str]] = {
    # RetainExceptOnCreate and not Retain: what a rolled back update has created must go, or its name would fail every
    # later try. No record is lost by it, because flow logs are created last, deleted first, and write their first
    # records minutes later. A bucket that is not empty is never deleted.
    False: {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"},
    # The policy that counts is that of the last deployment: deploy with deletion allowed, then remove.
    True: {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Retain"},
    None: {},
}
"""Source: CloudFormation User Guide, DeletionPolicy attribute (checked 2026-11)."""
