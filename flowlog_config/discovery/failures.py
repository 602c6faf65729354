"""
What goes wrong between us and AWS, in words that say what to do. No request id and no sentence of a library in them, so
that the same failure always reads the same, in the inventory too.

Source: EC2 API reference "Error codes", STS "Common errors", botocore.exceptions (checked 2026-11).
"""

from collections.abc import Iterable

import botocore.exceptions as aws
from botocore.parsers import ResponseParserError

UNDERSTOOD = (aws.BotoCoreError, aws.ClientError, ResponseParserError)
"""Exceptions that ``in_words`` takes: AWS refused, or could not be asked. Any other is a mistake of ours."""

_ENABLED_FOR_ALL = frozenset(
    [f"us-{place}" for place in ("east-1", "east-2", "west-1", "west-2")]
    + [f"eu-{place}" for place in ("central-1", "north-1", "west-1", "west-2", "west-3")]
    + [
        f"ap-{place}"
        for place in ("northeast-1", "northeast-2", "northeast-3", "south-1", "southeast-1", "southeast-2")
    ]
    + ["ca-central-1", "sa-east-1"]
)
"""
Regions no account has to enable; those launched after 20 March 2019 must be enabled first.
Source: Account Management guide "Enable or disable AWS Regions" (checked 2026-11).
"""


def not_everything(not_read: Iterable[str], command: str) -> str:
    """
    Say that not everything could be looked at, and which policy it takes if that is why.

    Args:
        not_read: What could not, each with the reason as ``in_words`` gives it.
        command: Of flowlog.
    """
    denied = any(DENIED in line for line in not_read)
    more = f"flowlog permissions --for {command} prints what it takes" if denied else "see above"
    return f"flowlog: not everything could be looked at; {more}"


def in_words(error: Exception, *, action: str, region: str) -> str:
    """
    Say what happened and what to do next, in one line.

    Args:
        error: One of ``UNDERSTOOD``.
        action: IAM action that was asked for, such as ``ec2:DescribeVpcs``.
        region: Where.
    """
    if isinstance(error, aws.ClientError):
        return _answered(str(error.response.get("Error", {}).get("Code", "")), action, region)
    for kinds, words in _NOT_ASKED:
        if isinstance(error, kinds):
            return words.format(region=region, profile=getattr(error, "kwargs", {}).get("profile", ""))
    return f"AWS could not be asked ({type(error).__name__})"


_NOT_ASKED = (
    (
        (aws.ProfileNotFound,),
        "there is no AWS profile {profile} (--profile, AWS_PROFILE); aws configure list-profiles shows those there are",
    ),
    (
        (aws.NoCredentialsError, aws.PartialCredentialsError),
        "there are no AWS credentials; sign in (aws sso login, aws configure) or give --profile",
    ),
    (
        (
            *(aws.SSOError, aws.SSOTokenLoadError, aws.UnauthorizedSSOTokenError, aws.TokenRetrievalError),
            *(aws.CredentialRetrievalError, aws.MetadataRetrievalError),
        ),
        "the AWS sign-in has ended or does not work; sign in again (aws sso login)",
    ),
    (
        (aws.HTTPClientError, aws.ConnectionError),
        "AWS cannot be reached in {region}; check the region's name, the network, the proxy and AWS_ENDPOINT_URL",
    ),
    (
        (ResponseParserError,),
        "what answers for {region} is not AWS; check the proxy, a network's sign-in page and AWS_ENDPOINT_URL",
    ),
)

_EXPIRED = "the credentials have expired; sign in again"
_NOT_ENABLED = "{region} is not enabled for the account; enable it (Account > AWS Regions) or leave the target out"
_THROTTLED = "AWS throttled it to the last retry; try again when less asks this account"
_NOT_OFFERED = "{region} does not offer it"
_BUSY = "AWS failed to the last retry; try again later"
DENIED = "it is denied; flowlog permissions prints the policy that allows it"
_NOT_ASSUMED = (
    "sts:AssumeRole is denied: the role must exist, trust these credentials, and its external id, if it asks for one, "
    "must be given with --external-id"
)
_NOT_ACCEPTED = "AWS does not accept the credentials in {region}; they are wrong, inactive or of another partition"
_NOT_ACCEPTED_OR_ENABLED = (
    "AWS does not accept the credentials in {region}: it is not enabled for the account, or they are wrong"
)

_ANSWERS = {
    **dict.fromkeys(("UnauthorizedOperation", "AccessDenied", "AccessDeniedException", "UnauthorizedAccess"), DENIED),
    **dict.fromkeys(("ExpiredToken", "ExpiredTokenException", "RequestExpired"), _EXPIRED),
    **dict.fromkeys(("OptInRequired", "RegionDisabledException", "Blocked", "PendingVerification"), _NOT_ENABLED),
    **dict.fromkeys(("AuthFailure", "InvalidClientTokenId", "UnrecognizedClientException"), _NOT_ACCEPTED),
    **dict.fromkeys(("InvalidToken", "SignatureDoesNotMatch", "IncompleteSignature"), _NOT_ACCEPTED),
    **dict.fromkeys(("RequestLimitExceeded", "Throttling", "ThrottlingException"), _THROTTLED),
    **dict.fromkeys(("TooManyRequestsException", "EC2ThrottledException"), _THROTTLED),
    **dict.fromkeys(("InvalidAction", "UnsupportedOperation", "UnknownOperationException"), _NOT_OFFERED),
    **dict.fromkeys(("InternalError", "InternalFailure", "ServiceUnavailable", "Unavailable"), _BUSY),
}
"""By AWS's error code."""


def _answered(code: str, action: str, region: str) -> str:
    words = _ANSWERS.get(code.removeprefix("Client.").removeprefix("Server."))
    if words is None:
        return f"AWS answered {code or 'an error without a code'}"
    if words is DENIED and action == "sts:AssumeRole":
        words = _NOT_ASSUMED
    if words is _NOT_ACCEPTED and region not in _ENABLED_FOR_ALL:
        words = _NOT_ACCEPTED_OR_ENABLED
    return words.format(region=region)
