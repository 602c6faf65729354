"""What log groups of other accounts subscribe to."""

import json
from collections.abc import Mapping, Sequence

from flowlog_constructs.resource import Resource, Scope
from flowlog_constructs.statements import arn, document


class LogSink(Resource):
    """
    A destination of CloudWatch Logs: it hands what log groups of other accounts send to a delivery stream.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        name: 1 to 512 characters without ``:`` and ``*``; other accounts know it.
        account_ids: Whose log groups may subscribe, in this region; the policy takes 5,120 bytes, about 300 of them.
        stream_arn: Delivery stream.
        role_arn: CloudWatch Logs puts records with it: :class:`flowlog_constructs.subscription_role.SubscriptionRole`, which
            must trust these accounts.
        tags: Of the destination.

    Source: CloudWatch Logs User Guide, cross-account subscriptions with Firehose; CloudWatch Logs API, PutDestinationPolicy
    (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        name: str,
        account_ids: Sequence[str],
        stream_arn: str,
        role_arn: str,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        statement = {
            "Sid": "AccountsSubscribe",
            "Effect": "Allow",
            "Principal": {"AWS": list(account_ids)},
            "Action": "logs:PutSubscriptionFilter",
            "Resource": arn("logs", f"destination:{name}"),
        }
        super().__init__(
            scope,
            construct_id,
            "AWS::Logs::Destination",
            {
                "DestinationName": name,
                "TargetArn": stream_arn,
                "RoleArn": role_arn,
                "DestinationPolicy": json.dumps(document([statement]), ensure_ascii=False),
            },
            tags=tags,
        )
