"""
Asking the IAM judge about a role that lives in this engine.

The judge reads roles through an IAM client. Ours answers from the emulator in the same process, without a socket: a
request handler runs on the server's only thread and could not wait for that same server.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

from botocore.awsrequest import AWSResponse

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.isolated_session import isolated_client
from flowlog_config.local.iam.role import Decision, Role, RoleNotFoundError, allows, load_role, may_assume


def trust_refusal(role_arn: str, *, principal_service: str, context: Mapping[str, str]) -> str:
    """Tell why a service may not assume a role, or give an empty text when it may; arguments as for ``refusal``."""
    return _why_not(role_arn, partial(may_assume, principal_service=principal_service, context=context))


def refusal(role_arn: str, *, principal_service: str, action: str, resource: str, context: Mapping[str, str]) -> str:
    """
    Tell why a service acting through a role may not do something, or give an empty text when it may.

    Args:
        role_arn: Role the service would assume.
        principal_service: Service that assumes it, such as ``logs.amazonaws.com``.
        action: What it would do, such as ``firehose:PutRecord``.
        resource: ARN it would do it to.
        context: Condition keys of the request, such as ``aws:SourceArn``.
    """
    asked = partial(allows, principal_service=principal_service, action=action, resource=resource, context=context)
    return _why_not(role_arn, asked)


def _why_not(role_arn: str, judge: Callable[[Role], Decision]) -> str:
    try:
        decision = judge(load_role(iam_client(), role_arn))
    except RoleNotFoundError as error:
        return str(error)
    return "" if decision else decision.why


@cache
def iam_client() -> Any:
    """Give a boto3 IAM client that is answered by the emulator in this process, for the calling account."""
    client = isolated_client("in-process", "us-east-1", "iam")
    events: Any = client.meta.events
    events.register("before-send.iam", _answer)
    return client


def _answer(request: Any, **_: Any) -> AWSResponse:
    parts = urlsplit(request.url)
    headers = {key.lower(): _text(value) for key, value in request.headers.items()}
    body = request.body or b""
    answer = seams.iam.handle_request(
        request.method,
        parts.path,
        headers,
        body.encode() if isinstance(body, str) else body,
        parse_qs(parts.query),
    )
    status, headers, content = finish(answer)
    return AWSResponse(request.url, status, headers, _Raw(content))


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def finish(answer: Any) -> Any:
    """
    Run one of ministack's handlers, which never really wait, to its end without an event loop.

    Raises:
        RuntimeError: When it does wait.
    """
    try:
        answer.send(None)
    except StopIteration as stop:
        return stop.value
    answer.close()
    raise RuntimeError("a handler of ministack now waits for something; it cannot be called from inside any more")


class _Raw(BytesIO):
    """The body of an answer as botocore reads it: in one piece."""

    def stream(self, **_: Any) -> Any:
        """Give the whole body once."""
        yield self.read()
