"""
The two roles of a flow log that delivers into a delivery stream of another account: may the log service go this way?

AWS documents both policies and not with which condition keys the log service presents itself, so that a condition in the
trust of the near role is taken not to hold.

Source: VPC User Guide, "Publish flow logs to Firehose", cross account delivery (checked 2026-11).
"""

from flowlog_config.local.iam.policy import Effect
from flowlog_config.local.iam.role import Decision, Role, allows, permits, resource_policy, together

_SERVICE = "delivery.logs.amazonaws.com"
_KINDS = {
    "vpc": "vpc",
    "subnet": "subnet",
    "eni": "network-interface",
    "nat": "natgateway",
    "tgw": "transit-gateway",
    "tgw-attach": "transit-gateway-attachment",
}
"""What ARNs call a resource, by the beginning of its id. Source: Service Authorization Reference, EC2 (checked 2026-11)."""
_DELIVERIES = ("CreateLogDelivery", "DeleteLogDelivery", "GetLogDelivery", "ListLogDeliveries")


def judge_both_roles(near: Role, far: Role, *, resource_id: str, stream_arn: str) -> Decision:
    """
    Judge the way from a flow log to a stream of another account.

    Args:
        near: ``DeliverLogsPermissionArn`` of the flow log, in its account.
        far: Its ``DeliverCrossAccountRole``, in the stream's account.
        resource_id: What is logged.
        stream_arn: Where to.

    Returns:
        Allowed, or the first thing on the way that is not.
    """
    partition, account, region = near.arn.split(":")[1], near.arn.split(":")[4], stream_arn.split(":")[3]
    logged = f"arn:{partition}:ec2:{region}:{account}:{_KINDS[resource_id.rpartition('-')[0]]}/{resource_id}"
    passing = {"iam:PassedToService": _SERVICE, "iam:AssociatedResourceARN": logged}
    there = far.arn.split(":")[4]
    linked = f"arn:{partition}:iam::{there}:role/aws-service-role/{_SERVICE}/AWSServiceRoleForLogDelivery"
    near_needs: tuple[tuple[str, str, dict[str, str]], ...] = (
        *((f"logs:{name}", "*", {}) for name in _DELIVERIES),
        ("iam:PassRole", near.arn, passing),
        ("sts:AssumeRole", far.arn, {}),
    )
    far_needs: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("iam:CreateServiceLinkedRole", linked, {"iam:AWSServiceName": _SERVICE}),
        ("firehose:TagDeliveryStream", stream_arn, {}),
    )
    return together(
        (
            *(
                allows(near, principal_service=_SERVICE, action=action, resource=resource, context=context)
                for action, resource, context in near_needs
            ),
            _trusts(far, near),
            *(
                permits(far, action=action, resource=resource, context=context)
                for action, resource, context in far_needs
            ),
        )
    )


def _trusts(far: Role, near: Role) -> Decision:
    context = {"aws:PrincipalArn": near.arn, "aws:PrincipalAccount": near.arn.split(":")[4]}
    found = resource_policy(
        far.trust, name="the trust policy", caller=near, action="sts:AssumeRole", resource=None, context=context
    )
    if found.effect is Effect.ALLOW:
        return Decision(allowed=True, why=found.why)
    return Decision(allowed=False, why=f"{near.arn} may not assume {far.arn}: {found.why}")
