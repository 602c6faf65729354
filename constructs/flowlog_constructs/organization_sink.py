"""What log groups of every account of an organization subscribe to, and the role that hands their records on."""

import json
from collections.abc import Mapping

from flowlog_constructs.acknowledged import acknowledge_wildcard
from flowlog_constructs.references import PARTITION, REGION
from flowlog_constructs.resource import Resource, Scope
from flowlog_constructs.role import Role
from flowlog_constructs.statements import allow, arn, document


class OrganizationSinkRole(Role):
    """
    Lets CloudWatch Logs put what log groups of any account of this region send into these delivery streams.

    Which accounts those are, the sinks' policies say: the trust cannot, as the accounts are not known and the documentation names
    no key with which CloudWatch Logs would tell their organization here.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        stream_names: Name of the delivery streams, or a pattern with ``*``.
        tags: Of the role.

    Source: CloudWatch Logs User Guide, cross-account log data sharing using Firehose (checked 2026-11).
    """

    def __init__(
        self, scope: Scope, construct_id: str, *, stream_names: str, tags: Mapping[str, str] | None = None
    ) -> None:
        streams = arn("firehose", f"deliverystream/{stream_names}")
        super().__init__(
            scope,
            construct_id,
            principal={"Service": "logs.amazonaws.com"},
            condition={"ArnLike": {"aws:SourceArn": f"arn:{PARTITION}:logs:{REGION}:*:*"}},
            statements=[allow(("firehose:PutRecord", "firehose:PutRecordBatch"), [streams])],
            description="CloudWatch Logs hands flow log records of the organization to delivery streams",
            tags=tags,
        )
        acknowledge_wildcard(self, streams, "Streams removed later still get their last records; the name binds them.")


class OrganizationSink(Resource):
    """
    A destination of CloudWatch Logs that takes records from every account of one organization, and from nobody else.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        name: 1 to 512 characters without ``:`` and ``*``; the other accounts know it.
        organization_id: Such as ``o-a1b2c3d4e5``.
        stream_arn: Delivery stream.
        role_arn: :class:`OrganizationSinkRole`.
        tags: Of the destination.

    Source: CloudWatch Logs User Guide, cross-account subscriptions, create a destination, organization (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        name: str,
        organization_id: str,
        stream_arn: str,
        role_arn: str,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        statement = {
            "Sid": "OrganizationSubscribes",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "logs:PutSubscriptionFilter",
            "Resource": arn("logs", f"destination:{name}"),
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": organization_id}},
        }
        policy = json.dumps(document([statement]), ensure_ascii=False)
        super().__init__(
            scope,
            construct_id,
            "AWS::Logs::Destination",
            {"DestinationName": name, "TargetArn": stream_arn, "RoleArn": role_arn, "DestinationPolicy": policy},
            tags=tags,
        )
