"""
A judge of deployed IAM roles: may this service assume the role, and may the role then do this?

It reads the role from IAM, never from our plan, so a missing statement, a wrong condition or a wrong ARN
shows. It knows the elements and condition operators such policies use and refuses, saying so, whatever it
does not know.

Not judged: service control policies, session policies and VPC endpoint policies.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from botocore.exceptions import ParamValidationError

from flowlog_config.local.iam.policy import Effect, Judgement, Policy, Request, judge

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_ONLY_WHEN_ASSUMING = frozenset({"aws:sourcearn", "aws:sourceaccount", "sts:externalid"})


class RoleNotFoundError(LookupError):
    """The role a resource names does not exist in IAM."""


@dataclass(frozen=True, slots=True)
class Role:
    """
    A role as deployed.

    ``trust`` is its trust policy; ``policies`` are the inline and attached documents by name; ``boundary``
    is its permissions boundary, or None.
    """

    arn: str
    trust: Policy
    policies: Mapping[str, Policy] = field(default_factory=dict)
    boundary: Policy | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed, and why or why not in words for a person."""

    allowed: bool
    why: str

    def __bool__(self) -> bool:
        """Read a decision as its answer."""
        return self.allowed


def together(decisions: Iterable[Decision]) -> Decision:
    """Give the first refusal of several actions that are all needed, or the last decision when all are allowed."""
    decision = Decision(allowed=False, why="no action was judged")
    for decision in decisions:
        if not decision:
            return decision
    return decision


def load_role(iam_client: "IAMClient", role_arn: str) -> Role:
    """
    Read a role with everything attached to it.

    Args:
        iam_client: A boto3 IAM client of the role's account.
        role_arn: Full ARN, with a path if the role has one.

    Raises:
        RoleNotFoundError: No role of that name, or the role of that name has another ARN (other account or
            path).
    """
    name = role_arn.rsplit("/", 1)[-1]
    try:
        found = iam_client.get_role(RoleName=name)["Role"]
    except (iam_client.exceptions.NoSuchEntityException, ParamValidationError) as error:  # the second: an empty name
        raise RoleNotFoundError(f"the role {role_arn} does not exist") from error
    if found["Arn"] != role_arn:
        raise RoleNotFoundError(f"the role {role_arn} does not exist; IAM has {found['Arn']}")
    policies: dict[str, Policy] = {}
    for inline in iam_client.get_paginator("list_role_policies").paginate(RoleName=name):
        for policy in inline["PolicyNames"]:
            answer = iam_client.get_role_policy(RoleName=name, PolicyName=policy)
            policies[f"inline policy {policy}"] = _document(answer["PolicyDocument"])
    for attached in iam_client.get_paginator("list_attached_role_policies").paginate(RoleName=name):
        for managed in attached["AttachedPolicies"]:
            policies[f"managed policy {managed['PolicyName']}"] = _managed(iam_client, managed["PolicyArn"])
    limit = found.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    return Role(
        arn=role_arn,
        trust=_document(found["AssumeRolePolicyDocument"]),
        policies=policies,
        boundary=_managed(iam_client, limit) if limit else None,
    )


def _managed(iam_client: "IAMClient", arn: str) -> Policy:
    version = iam_client.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    answer = iam_client.get_policy_version(PolicyArn=arn, VersionId=version)
    return _document(answer["PolicyVersion"]["Document"])


def _document(document: Any) -> Policy:
    """Return a policy document as an object; the wire form is URL-encoded JSON, which botocore decodes."""
    parsed = json.loads(unquote(document)) if isinstance(document, str) else document
    if not isinstance(parsed, Mapping):
        raise TypeError(f"a policy document must be an object, this is {type(parsed).__name__}")
    return parsed


def may_assume(role: Role, *, principal_service: str, context: Mapping[str, str]) -> Decision:
    """Judge only the trust policy: may this service assume the role, with this source account and ARN?"""
    names = tuple(("Service", name) for name in _names(principal_service, context))
    request = Request(action="sts:AssumeRole", resource=None, context=context, principals=names)
    found = judge({"the trust policy": role.trust}, request)
    if found.effect is Effect.ALLOW:
        return Decision(allowed=True, why=found.why)
    return Decision(allowed=False, why=f"{principal_service} may not assume {role.arn}: {found.why}")


def _names(principal_service: str, context: Mapping[str, str]) -> list[str]:
    """
    Return the names a service goes by in a Principal element.

    CloudWatch Logs is also accepted under its older regional name.

    Source: CloudWatch Logs User Guide, SubscriptionFilters (edition of 2023; checked 2026-11).
    """
    names = [principal_service]
    source_arn = {key.lower(): value for key, value in context.items()}.get("aws:sourcearn", "")
    parts = source_arn.split(":")
    if principal_service == "logs.amazonaws.com" and len(parts) > 3 and parts[3]:  # noqa: PLR2004 - region is part 3
        names.append(f"logs.{parts[3]}.amazonaws.com")
    return names


def allows(role: Role, *, principal_service: str, action: str, resource: str, context: Mapping[str, str]) -> Decision:
    """
    Judge whether a service, through this role, may do an action on a resource.

    Args:
        role: The role as deployed, from `load_role`.
        principal_service: Who assumes the role, for instance ``logs.amazonaws.com``.
        action: IAM action, for instance ``firehose:PutRecord``.
        resource: Full ARN the action is on; ``*`` for actions without a resource level.
        context: Condition keys. ``aws:SourceArn``, ``aws:SourceAccount`` and ``sts:ExternalId`` exist while
            the service assumes the role and not in the calls it makes afterwards, so only the trust policy
            sees them.

    Returns:
        Allowed, or the missing statement or failing condition in words.
    """
    trusted = may_assume(role, principal_service=principal_service, context=context)
    if not trusted:
        return trusted
    later = {key: value for key, value in context.items() if key.lower() not in _ONLY_WHEN_ASSUMING}
    return permits(role, action=action, resource=resource, context=later)


def permits(role: Role, *, action: str, resource: str, context: Mapping[str, str]) -> Decision:
    """
    Judge whether whoever has taken this role may do an action on a resource.

    Args:
        role: The role as deployed, from `load_role`.
        action: IAM action.
        resource: Full ARN, or ``*``.
        context: Condition keys of the call.
    """
    request = Request(action=action, resource=resource, context=context)
    found = judge(role.policies, request)
    if found.effect is Effect.ALLOW and role.boundary is not None:
        found = judge({"the permissions boundary": role.boundary}, request)
    if found.effect is Effect.ALLOW:
        return Decision(allowed=True, why=f"{role.arn}: {found.why}")
    return Decision(allowed=False, why=f"{role.arn}: {found.why}")


def resource_policy(
    policy: Policy, *, name: str, caller: Role, action: str, resource: str | None, context: Mapping[str, str]
) -> Judgement:
    """
    Judge the policy of a bucket, key, secret or other role for a call made by a role.

    Args:
        policy: The resource's own policy document.
        name: What to call it in the reason, for instance ``the bucket policy``.
        caller: The role that makes the call; it is known as its ARN, its account's root and its account id.
        action: IAM action.
        resource: Full ARN the action is on; None for the trust policy of a role.
        context: Condition keys of the call, for instance ``aws:SecureTransport``.

    Returns:
        Deny wins over whatever the role allows; silent leaves it to the role (but not for a KMS key).
    """
    account, partition = caller.arn.split(":")[4], caller.arn.split(":")[1]
    names = (caller.arn, account, f"arn:{partition}:iam::{account}:root")
    principals = tuple(("AWS", one) for one in names)
    return judge({name: policy}, Request(action=action, resource=resource, context=context, principals=principals))
