"""The two roles with which flow logs reach a delivery stream of another account, one on each side."""

from collections.abc import Mapping

from flowlog_constructs.acknowledged import acknowledge_wildcard
from flowlog_constructs.references import ACCOUNT_ID, PARTITION
from flowlog_constructs.resource import Scope
from flowlog_constructs.role import Role
from flowlog_constructs.statements import allow, arn

_SERVICE = "delivery.logs.amazonaws.com"
_LOGGED = ("natgateway", "network-interface", "subnet", "transit-gateway", "transit-gateway-attachment", "vpc")
"""Resources that flow logs are of, as their ARNs call them. Source: Service Authorization Reference, EC2 (checked 2026-11)."""
_DELIVERIES = (
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
)


class SenderRole(Role):
    """
    Lets the log service make deliveries for the flow logs of this account, into streams of one other account.

    It trusts the service without a condition, as AWS documents it: which source the service names is not documented. What it
    allows is worth nothing to anybody else: the other role trusts this one alone.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        role_name: 1 to 64 characters; the other account knows it.
        cross_account_role_arn: The :class:`CrossAccountRole` of the other account.
        tags: Of the role.

    Source: VPC User Guide, publish flow logs to Firehose, cross account delivery (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        role_name: str,
        cross_account_role_arn: str,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        logged = [arn("ec2", f"{kind}/*") for kind in _LOGGED]
        itself = f"arn:{PARTITION}:iam::{ACCOUNT_ID}:role/{role_name}"
        pass_on = {
            "StringEquals": {"iam:PassedToService": _SERVICE},
            "StringLike": {"iam:AssociatedResourceARN": logged},
        }
        super().__init__(
            scope,
            construct_id,
            role_name=role_name,
            principal={"Service": _SERVICE},
            statements=[
                allow(("iam:PassRole",), [itself], pass_on),
                allow(_DELIVERIES, ["*"]),
                allow(("sts:AssumeRole",), [cross_account_role_arn]),
            ],
            description="Flow logs deliver to a stream of another account",
            tags=tags,
        )
        acknowledge_wildcard(self, "*", "Log deliveries have no ARN that a policy could name.")


class CrossAccountRole(Role):
    """
    Lets the sender roles of other accounts have their flow logs delivered into streams of this one.

    It names accounts and, as a condition, the role: a principal that is a role must exist when this one is made, and that one
    needs this one first.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        role_name: Begins with ``AWSLogDeliveryFirehoseCrossAccountRole``, which the service demands.
        account_ids: Who sends; at most about 35, the trust policy takes 2,048 characters.
        sender_role_name: The same in each of these accounts, or a pattern with ``*``.
        stream_names: Names, or patterns with ``*``, of the streams; the service tags them.
        tags: Of the role.

    Source: as above; IAM User Guide, principals and ``aws:PrincipalArn`` (checked 2026-11). The documented policy names ``*``.
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        role_name: str,
        account_ids: list[str],
        sender_role_name: str,
        stream_names: list[str],
        tags: Mapping[str, str] | None = None,
    ) -> None:
        streams = [arn("firehose", f"deliverystream/{name}") for name in stream_names]
        linked = f"arn:{PARTITION}:iam::{ACCOUNT_ID}:role/aws-service-role/{_SERVICE}/AWSServiceRoleForLogDelivery"
        senders = {"ArnLike": {"aws:PrincipalArn": f"arn:{PARTITION}:iam::*:role/{sender_role_name}"}}
        super().__init__(
            scope,
            construct_id,
            role_name=role_name,
            principal={"AWS": account_ids},
            condition=senders,
            statements=[
                allow(("iam:CreateServiceLinkedRole",), [linked], {"StringEquals": {"iam:AWSServiceName": _SERVICE}}),
                allow(("firehose:TagDeliveryStream",), streams),
            ],
            description="Flow logs of other accounts deliver to streams of this one",
            tags=tags,
        )
        for stream in streams:
            acknowledge_wildcard(self, stream, "Streams are added and removed with the formats; the name binds them.")
