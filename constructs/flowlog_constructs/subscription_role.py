"""The role with which CloudWatch Logs hands records to delivery streams."""

from collections.abc import Mapping, Sequence

from flowlog_constructs.acknowledged import acknowledge_wildcard
from flowlog_constructs.resource import Scope
from flowlog_constructs.role import ServiceRole
from flowlog_constructs.statements import allow, arn


class SubscriptionRole(ServiceRole):
    """
    Lets the subscription filters of this account and region put records into these delivery streams.

    Give a pattern that holds for streams that are gone from the template, too: CloudFormation updates the role before
    it removes a filter, and CloudWatch Logs skips records that it may not put.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        stream_names: Names, or patterns with ``*``.
        others: Ids of accounts whose log groups send, too, by way of a :class:`flowlog_constructs.log_sink.LogSink`.
        tags: Of the role.

    Source: CloudWatch Logs User Guide, subscription filters and cross-account subscriptions with Firehose (checked
    2026-11). The principal in the China regions is the one aws-cdk-lib uses there; no page of AWS's says so.
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        stream_names: Sequence[str],
        others: Sequence[str] = (),
        tags: Mapping[str, str] | None = None,
    ) -> None:
        streams = [arn("firehose", f"deliverystream/{name}") for name in stream_names]
        super().__init__(
            scope,
            construct_id,
            service="logs.amazonaws.com",
            source_arn=arn("logs", "*"),
            statements=[allow(("firehose:PutRecord", "firehose:PutRecordBatch"), streams)],
            description="CloudWatch Logs hands flow log records to delivery streams",
            others=others,
            tags=tags,
        )
        for stream in streams:
            acknowledge_wildcard(
                self, stream, "Streams removed later still get their last records; the name binds them."
            )
