"""A stack that holds a batch beside its constructs."""

from typing import Any

from aws_cdk import Stack
from constructs import Construct

from flowlog_constructs.batch import Batch
from flowlog_constructs.batch_synthesizer import BatchSynthesizer
from flowlog_constructs.stack_tags import Around


class BatchStack(Stack):
    """
    A stack of the CDK, whose template also has the resources and outputs of a batch.

    Args:
        scope: The app.
        construct_id: Of the stack.
        batch: May still grow until synthesis.
        around: Of the app; saves asking for it again for every stack.
        props: What ``aws_cdk.Stack`` takes, but for ``synthesizer``.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, batch: Batch, around: Around | None = None, **props: Any
    ) -> None:
        synthesizer = BatchSynthesizer(batch, around)
        super().__init__(scope, construct_id, synthesizer=synthesizer, **props)
        synthesizer.serves = self
