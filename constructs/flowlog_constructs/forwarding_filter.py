"""The subscription filter that hands records on from a log group to a delivery stream."""

from flowlog_constructs.resource import Resource, Scope


class ForwardingFilter(Resource):
    """
    Forwards records of a log group. A log group takes two of them.

    CloudWatch Logs sends a test message when it is created, so stream and permissions must be there: give the stream's
    and role's attributes, which makes CloudFormation wait for both, and a role whose permissions are inline
    (:class:`flowlog_constructs.subscription_role.SubscriptionRole`) or else a dependency on the role's policy.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        log_group_name: Of a STANDARD log group.
        stream_arn: Delivery stream in the same account and region, or a :class:`flowlog_constructs.log_sink.LogSink` of another
            account in the region.
        role_arn: CloudWatch Logs puts records with it; None for a sink, which has a role of its own. For a sink of an organization
            the one that shows whose this account is:
            :class:`flowlog_constructs.organization_subscriber_role.OrganizationSubscriberRole`.
        pattern: At most 1024 characters; empty forwards everything.

    Source: CloudWatch Logs API, PutSubscriptionFilter (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        log_group_name: str,
        stream_arn: str,
        role_arn: str | None,
        pattern: str = "",
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            "AWS::Logs::SubscriptionFilter",
            {
                "LogGroupName": log_group_name,
                "DestinationArn": stream_arn,
                "RoleArn": role_arn,
                "FilterPattern": pattern,
            },
        )
