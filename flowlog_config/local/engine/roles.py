"""
Asking the IAM judge about a role that lives in this engine.

The judge reads roles through an IAM client. Ours answers from the emulator in the same process, without a socket: a
request handler runs on the server's only thread and could not wait for that same server.
"""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

from botocore.awsrequest import AWSResponse

from flowlog_config.local.engine import seams
from flowlog_config.local.engine.isolated_session import isolated_client
from flowlog_config.local.iam.role import Decision, Role, RoleNotFoundError, load_role


def refusal(role_arn: str, judge: Callable[[Role], Decision]) -> str:
    """
    Tell what is in the way of a service that would act through a role, or give an empty text when nothing is.

    Args:
        role_arn: A role of the calling account.
        judge: Judges it.
    """
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
