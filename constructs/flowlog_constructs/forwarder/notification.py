"""What S3 says in a queue's message: which objects are new."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import quote_plus, unquote_plus

from .problems import RefusedError

_CREATED = "ObjectCreated:"
_DONE = "flowlogRecordsDone"


@dataclass(frozen=True, slots=True)
class Part:
    """
    An object, or what is left of it.

    Attributes:
        bucket: Name of the bucket.
        key: Key as it is, not as URLs write it.
        etag: Version of the content; empty when S3 did not say.
        records_done: How many records from the beginning have been delivered.
    """

    bucket: str
    key: str
    etag: str = ""
    records_done: int = 0

    @property
    def uri(self) -> str:
        """The object as people write it."""
        return f"s3://{self.bucket}/{self.key}"

    def after(self, records: int) -> Self:
        """Give what is left when so many more records are delivered."""
        return replace(self, records_done=self.records_done + records)


def read_message(body: str) -> list[Part]:
    """
    Read which new objects a message is about; none for S3's test event and for events of other kinds.

    Raises:
        RefusedError: The message is not one of S3's.

    Source: S3 User Guide, event message structure; keys are URL encoded, a space as ``+`` (checked 2026-11).
    """
    try:
        document = json.loads(body)
        if document.get("Event") == "s3:TestEvent":
            return []
        return [_part(event) for event in document["Records"] if event["eventName"].startswith(_CREATED)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RefusedError(f"the message is not an S3 event notification ({type(error).__name__}: {error})") from error


def write_message(parts: Sequence[Part]) -> str:
    """Write what is left as S3 would have written it, with the number of records that are done."""
    return json.dumps({"Records": [_event(part) for part in parts]})


def _part(event: Mapping[str, Any]) -> Part:
    described = event["s3"]["object"]
    key = unquote_plus(described["key"])
    return Part(event["s3"]["bucket"]["name"], key, described.get("eTag", ""), max(int(event.get(_DONE, 0)), 0))


def _event(part: Part) -> dict[str, Any]:
    described = {"key": quote_plus(part.key), **({"eTag": part.etag} if part.etag else {})}
    return {
        "eventSource": "aws:s3",
        "eventName": f"{_CREATED}Continued",
        "s3": {"bucket": {"name": part.bucket}, "object": described},
        _DONE: part.records_done,
    }
