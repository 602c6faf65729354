"""Whatever goes wrong with AWS is said in words that say what to do."""

import botocore.exceptions as aws
import pytest
from botocore.parsers import ResponseParserError
from fake_aws import aws_error

from flowlog_config.discovery.failures import UNDERSTOOD, in_words


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("UnauthorizedOperation", "flowlog permissions"),
        ("AccessDenied", "flowlog permissions"),
        ("Client.UnauthorizedOperation", "flowlog permissions"),
        ("ExpiredToken", "sign in again"),
        ("RequestExpired", "sign in again"),
        ("OptInRequired", "ap-east-1 is not enabled for the account"),
        ("AuthFailure", "ap-east-1: it is not enabled for the account, or they are wrong"),
        ("RequestLimitExceeded", "throttled"),
        ("InvalidAction", "ap-east-1 does not offer it"),
        ("InternalError", "try again later"),
        ("SomethingNew", "AWS answered SomethingNew"),
        ("", "an error without a code"),
    ],
)
def test_answers_of_aws(code, said):
    """By AWS's error code; neither its message nor its request id is repeated."""
    words = in_words(aws_error(code), action="ec2:DescribeVpcs", region="ap-east-1")
    assert said in words
    assert "secret-looking" not in words
    assert "req-0123" not in words


def test_rejected_credentials_do_not_blame_a_region_that_is_always_enabled():
    """Only regions launched after March 2019 have to be enabled."""
    words = in_words(aws_error("AuthFailure"), action="ec2:DescribeVpcs", region="eu-west-1")
    assert "enabled" not in words


def test_a_denied_role_says_what_a_role_needs():
    """Trust and external id, not a policy."""
    words = in_words(aws_error("AccessDenied"), action="sts:AssumeRole", region="eu-west-1")
    assert "trust these credentials" in words
    assert "--external-id" in words


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (aws.NoCredentialsError(), "there are no AWS credentials"),
        (aws.PartialCredentialsError(provider="env", cred_var="x"), "there are no AWS credentials"),
        (aws.ProfileNotFound(profile="prodution"), "no AWS profile prodution"),
        (aws.SSOTokenLoadError(error_msg="x"), "aws sso login"),
        (aws.UnauthorizedSSOTokenError(), "aws sso login"),
        (aws.CredentialRetrievalError(provider="x", error_msg="y"), "sign in again"),
        (aws.EndpointConnectionError(endpoint_url="https://x"), "cannot be reached in eu-west-1"),
        (aws.ConnectTimeoutError(endpoint_url="https://x"), "cannot be reached"),
        (aws.ReadTimeoutError(endpoint_url="https://x"), "cannot be reached"),
        (ResponseParserError("<html>"), "what answers for eu-west-1 is not AWS"),
        (aws.ProxyConnectionError(proxy_url="https://user:secret@x"), "cannot be reached"),
        (aws.SSLError(endpoint_url="https://x", error="y"), "cannot be reached"),
        (aws.PaginationError(message="the same token twice"), "AWS could not be asked (PaginationError)"),
    ],
)
def test_aws_that_cannot_be_asked(error, said):
    """Every one is understood by the caller, and none shows what a URL may hold."""
    words = in_words(error, action="ec2:DescribeVpcs", region="eu-west-1")
    assert isinstance(error, UNDERSTOOD)
    assert said in words
    assert "secret" not in words
