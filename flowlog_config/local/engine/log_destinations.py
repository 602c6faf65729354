"""
Destinations of CloudWatch Logs: what log groups of other accounts subscribe to, refused as CloudWatch Logs refuses them.

Like a filter's, a destination's role is tried with a test message when it is put. The access policy says which accounts may
subscribe, by their ids; it is looked at when a filter is put.

Source: CloudWatch Logs API PutDestination, PutDestinationPolicy; user guide "Cross-account log data sharing using
Firehose"; aws/aws-cdk#11154 for the texts and for ids in the place of ARNs, cloud-custodian/cloud-custodian#8246 for the role of
a filter (checked 2026-11).
"""

import json
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from flowlog_config.local.engine import roles, seams
from flowlog_config.local.engine.delivery_streams import find_stream
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.places import place_of
from flowlog_config.local.engine.state import account_id, own_arn, region
from flowlog_config.local.iam.policy import Effect, Request, judge
from flowlog_config.local.iam.subscription_role import may_put_records

TEST_MESSAGE = "Could not deliver test message to specified destination. Check if the destination is valid."
_MOST_POLICY_BYTES = 5120
_NAME = re.compile(r"[^:*]{1,512}")


def putting(stock: seams.Operation) -> seams.Operation:
    """Wrap ``PutDestination`` so that the test message is tried, and a policy that is there stays."""

    def put(request: Mapping[str, Any]) -> Any:
        name = request.get("destinationName") or ""
        if not _NAME.fullmatch(name):
            raise AwsError(
                "InvalidParameterException", f"destinationName must match [^:*]*, 1 to 512 characters: {name}"
            )
        reason = unreachable(
            request.get("targetArn", ""), request.get("roleArn", ""), own_arn("logs", f"destination:{name}")
        )
        if reason:
            raise AwsError("InvalidParameterException", f"{TEST_MESSAGE} (local engine: {reason})")
        kept = seams.logs.destinations.get(name, {}).get("accessPolicy", "")
        return stock({**request, "accessPolicy": kept})

    return put


def putting_policy(stock: seams.Operation) -> seams.Operation:
    """Wrap ``PutDestinationPolicy`` so that a policy must be one, of 5,120 bytes at most."""

    def put(request: Mapping[str, Any]) -> Any:
        check_policy(request.get("accessPolicy", ""))
        return stock(request)

    return put


def check_policy(text: str) -> None:
    """Refuse an access policy that is too long or no policy document."""
    if len(text.encode()) > _MOST_POLICY_BYTES:
        raise AwsError("InvalidParameterException", f"accessPolicy is longer than {_MOST_POLICY_BYTES} bytes")
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict) or "Statement" not in document:
        raise AwsError("InvalidParameterException", "accessPolicy is not a valid policy document")


def check_subscription(group: str, request: Mapping[str, Any]) -> None:
    """
    Refuse a filter to a destination that is not there, lets this account not in, or does not reach its stream.

    Args:
        group: Name of the log group, in the calling account and region.
        request: A ``PutSubscriptionFilter`` request.

    Raises:
        AwsError: ``AccessDeniedException`` by the destination's policy, else ``InvalidParameterException`` or
            ``ResourceNotFoundException``.
    """
    arn, caller, here = request["destinationArn"], account_id(), region()
    if arn.split(":")[3:4] != [here]:
        text = f"destinationArn {arn} is not in the region of the log group, {here}"
        raise AwsError("InvalidParameterException", text)
    with place_of(arn):
        found = seams.logs.destinations.get(arn.rpartition(":")[2])
    if found is None:
        raise AwsError("ResourceNotFoundException", f"The specified destination does not exist: {arn}")
    _check_caller(arn, caller, found["accessPolicy"])
    if "aws:PrincipalOrgID" in found["accessPolicy"] and not request.get("roleArn"):
        text = (
            "Role ARN is required when creating subscription filter against destination with Organization access policy"
        )
        raise AwsError("InvalidParameterException", text)
    source_arn = own_arn("logs", f"log-group:{group}:*")
    with place_of(arn):
        reason = unreachable(found["targetArn"], found["roleArn"], source_arn)
    if reason:
        raise AwsError("InvalidParameterException", f"{TEST_MESSAGE} (local engine: {reason})")


def _check_caller(arn: str, caller: str, policy: str) -> None:
    action = "logs:PutSubscriptionFilter"
    wanted = Request(action, arn, principals=(("AWS", caller),))
    found = judge({"the policy of the destination": json.loads(policy)} if policy else {}, wanted)
    if found.effect is not Effect.ALLOW:
        text = f"User with accountId: {caller} is not authorized to perform: {action} on resource: {arn}"
        raise AwsError("AccessDeniedException", f"{text} (local engine: {found.why})")


def unreachable(stream_arn: str, role_arn: str, source_arn: str) -> str:
    """
    Tell why a test message does not reach a stream by a role of the calling account; an empty text when it does.

    Args:
        stream_arn: Where to.
        role_arn: CloudWatch Logs takes it.
        source_arn: For which log group, with ``:*``, or destination.
    """
    if ":firehose:" not in stream_arn:
        return f"the target {stream_arn} is no delivery stream, and nothing else is modelled"
    if (find_stream(stream_arn) or {}).get("status") != "ACTIVE":
        return f"the stream {stream_arn} is not there or not ACTIVE"
    return roles.refusal(role_arn, partial(may_put_records, stream_arn=stream_arn, source_arn=source_arn))
