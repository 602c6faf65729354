"""How a batch gets into its stack's template: CDK's own extension point for whoever writes templates otherwise."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsii
from aws_cdk import DefaultStackSynthesizer, FileAssetPackaging, FileAssetSource, ISynthesisSession, Stack, Stage

from flowlog_constructs.batch import Batch, Like
from flowlog_constructs.references import resolved
from flowlog_constructs.stack_tags import Around, StackTags
from flowlog_constructs.tagging import in_order

MOST_RESOURCES = 500
"""In a template. Source: CloudFormation quotas (checked 2026-11)."""
MOST_BYTES = 1_000_000
"""Of a template, 1 MB. Source: CloudFormation quotas (checked 2026-11)."""

_UNRESOLVED = "${Token["
_quoted = json.encoder.encode_basestring


class BatchSynthesizer(DefaultStackSynthesizer):
    """
    Deploys a stack as the CDK does by default, with the resources and outputs of a batch in its template.

    ``cdk diff``, ``cdk deploy``, template assertions and tags see them all; Aspects do not, and one that is no tag is an
    error. What the CDK checks only for its constructs is checked here: taken ids, the quotas of a template, and tokens
    that nobody resolved.

    Attributes:
        serves: The one stack, which :class:`flowlog_constructs.batch_stack.BatchStack` names here. The CDK binds a copy of a
            synthesizer that only it knows; to bind this one instead would take two more questions to another process.

    Args:
        batch: May still grow until synthesis.
        around: Of the stack's app; saves asking for it again for every stack.
    """

    def __init__(self, batch: Batch, around: Around | None = None) -> None:
        super().__init__()
        self._batch = batch
        self._around = around
        self.serves: Stack

    @jsii.member(jsii_name="synthesizeTemplate")
    def _synthesize_template(self, session: ISynthesisSession, *_: Any, **__: Any) -> FileAssetSource:
        """Write the CDK's template, and then ours over it."""
        stack = self.serves
        around = self._around = self._around or _whatever_is_around(stack)
        self._synthesize_stack_template(stack, session)
        file_name = stack.template_file
        path = Path(around.outdir, file_name)
        text = self._text(json.loads(path.read_bytes()), stack, around).encode()
        if len(text) > MOST_BYTES:
            raise ValueError(
                f"{stack.stack_name}: the template has {len(text)} bytes, and CloudFormation takes {MOST_BYTES}"
            )
        path.write_bytes(text)
        return FileAssetSource(
            file_name=file_name,
            packaging=FileAssetPackaging.FILE,
            deploy_time=True,
            display_name=file_name,
            source_hash=hashlib.sha256(text).hexdigest(),
        )

    def _text(self, template: dict[str, Any], stack: Stack, around: Around) -> str:
        tagged = StackTags(stack, around).applied(self._batch.resources) if self._batch.resources else {}
        theirs = {id_: in_order(one) for id_, one in template.pop("Resources", {}).items()}
        resources = _joined(theirs, tagged, stack)
        outputs = _joined(template.pop("Outputs", {}), self._batch.outputs, stack)
        if (many := len(resources)) > MOST_RESOURCES:
            raise ValueError(
                f"{stack.stack_name}: {many} resources, and CloudFormation takes {MOST_RESOURCES} in a template"
            )
        head = {"Description": template.pop("Description", "")}
        text = _in_lines({**head, "Resources": resources, "Outputs": outputs, **template})
        if (at := text.find(_UNRESOLVED)) >= 0:
            raise ValueError(f"{stack.stack_name}: a description holds a token of the CDK: {_line_of(text, at)}")
        return text


def _whatever_is_around(stack: Stack) -> Around:
    stage = Stage.of(stack)
    if stage is None:
        raise ValueError(f"{stack.stack_name} is in no app")
    return Around(stage)


def _joined(theirs: Mapping[str, Any], ours: Mapping[str, Any], stack: Stack) -> dict[str, Any]:
    if taken := sorted(theirs.keys() & ours.keys()):
        raise ValueError(f"{stack.stack_name}: {taken[0]} is both a construct and in the batch")
    return {**theirs, **ours}


def _in_lines(template: Mapping[str, Any]) -> str:
    """Write a template with one resource a line: short, quick, and a change is a small diff."""
    sections, write = [], _Writer()
    for section, items in template.items():
        if not items:
            continue  # CloudFormation takes no empty section
        if isinstance(items, Mapping):
            lines = ",\n".join([f"  {_quoted(name)}: {write(item)}" for name, item in items.items()])
            sections.append(f" {_quoted(section)}: {{\n{lines}\n }}")
        else:
            sections.append(f" {_quoted(section)}: {write(items)}")
    return "{\n" + ",\n".join(sections) + "\n}\n"


class _Writer:
    """Writes JSON with CloudFormation's functions; what many resources have in common, once."""

    _json = staticmethod(json.JSONEncoder(ensure_ascii=False).encode)

    def __init__(self) -> None:
        self._common: dict[int, tuple[str, str]] = {}

    def __call__(self, item: Any) -> str:
        if isinstance(item, Like):
            before, after = self._common.get(id(item.common)) or self._around(item)
            return f"{before}{self(item.value)}{after}"
        plain = resolved(item)
        return _quoted(plain) if isinstance(plain, str) else self._json(plain)

    def _around(self, item: Like) -> tuple[str, str]:
        """Write what stands before and after the property a resource has of its own, which is its first."""
        hole = _quoted("\0")
        before, _, after = self(dict(Like(item.common, item.own, "\0"))).partition(hole)
        return self._common.setdefault(id(item.common), (before, after))


def _line_of(text: str, at: int) -> str:
    return text[max(0, text.rfind("\n", 0, at)) :][:200].strip()
