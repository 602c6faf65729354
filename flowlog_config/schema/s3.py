"""The bucket that the routes ``s3`` and ``lambda`` write to, as the file says it, and who reads it."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from flowlog_config.schema.forwarder import Forwarder
from flowlog_config.schema.section import Section
from flowlog_config.schema.values import EntryName, describe, fail, one_or_more, text_of

CREATE = "create"
BUCKET_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):s3:::(?P<name>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"
    r"(?:/(?P<folder>[A-Za-z0-9!_.*'()=/-]{0,512}))?"
)
_PRINCIPAL = re.compile(r"[0-9]{12}|arn:aws[a-z-]*:iam::[0-9]{12}:(?:root|(?:role|user)/[A-Za-z0-9+=,.@_/-]{1,512})")
_EXTERNAL_ID = re.compile(r"[A-Za-z0-9_+=,.@:/-]{2,1224}")
"""Source: STS API, AssumeRole (checked 2026-11)."""


def _bucket(value: Any) -> str:
    text = text_of(value, "a bucket")
    match = BUCKET_ARN.fullmatch(text)
    if text != CREATE and not match:
        near = f"arn:aws:s3:::{text.removeprefix('s3://')}"
        use = near if BUCKET_ARN.fullmatch(near) else "arn:aws:s3:::BUCKET or arn:aws:s3:::BUCKET/FOLDER/"
        raise fail("FL223", f"{describe(text)} is neither `create` nor the ARN of a bucket", use)
    parts = match["folder"].removesuffix("/").split("/") if match and match["folder"] else []
    if "AWSLogs" in parts:
        raise fail("FL223", "AWS itself makes the folder AWSLogs, and refuses it here", "the ARN up to that folder")
    if "" in parts:
        raise fail("FL223", "a part of the folder has no name", "one / between two parts, and at the end")
    return text


def _principal(value: Any) -> str:
    text = text_of(value, "who reads")
    if not _PRINCIPAL.fullmatch(text):
        use = "an account id of 12 digits in quotes, or arn:aws:iam::ACCOUNT:role/NAME"
        raise fail("FL224", f"{describe(text)} is neither an account nor the ARN of a role or user", use)
    return text


def _external_id(value: Any) -> str:
    text = text_of(value, "an external id")
    if not _EXTERNAL_ID.fullmatch(text):
        raise fail("FL224", "this is no external id", "2 to 1224 letters, digits and _ + = , . @ : / -")
    return text


Bucket = Annotated[
    str,
    BeforeValidator(_bucket),
    WithJsonSchema({"type": "string", "pattern": "^(create|arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]+(/.*)?)$"}),
]
Principal = Annotated[
    str, BeforeValidator(_principal), WithJsonSchema({"type": "string", "pattern": f"^({_PRINCIPAL.pattern})$"})
]
Principals = Annotated[list[Principal], *one_or_more(Principal)]
ExternalId = Annotated[
    str, BeforeValidator(_external_id), WithJsonSchema({"type": "string", "pattern": f"^{_EXTERNAL_ID.pattern}$"})
]


class Reader(Section):
    """Somebody outside, such as a service you buy, who may read the bucket through a role that the stack makes."""

    name: EntryName = Field(description="Name of the reader, part of the stack output with the role's ARN.")
    principals: Principals = Field(description="Who may take the role: account ids, or ARNs of roles or users.")
    external_id: ExternalId = Field(
        description="What they must say when they take it. It is no secret, but theirs alone: with it they cannot be made to read "
        "your bucket for another of their customers."
    )


class S3(Section):
    """The bucket of the routes `s3` and `lambda`, and what its files are like."""

    bucket: Bucket = Field(
        CREATE,
        description="`create`: each stack makes one, private and encrypted. Or the ARN of an existing one, of the target's "
        "account or another of the same partition, with a folder if you like: `arn:aws:s3:::BUCKET/FOLDER/`. It needs the policy "
        "that `flowlog permissions --for s3` prints, and nothing of it is changed.",
    )
    file_format: Literal["plain-text", "parquet"] = Field(
        "plain-text",
        description="`plain-text`: gzip, with a header line. `parquet`: typed columns, faster and cheaper to query; it costs "
        "0.03 USD per GB more, and no aggregator reads it.",
    )
    hive_compatible_partitions: bool = Field(
        True,
        description="Folders are called `year=2026/month=11/…`, which Athena, Glue and Spark take for columns. Otherwise "
        "`2026/11/…`.",
    )
    per_hour_partition: bool = Field(
        True,
        description="A folder for each hour, so that a query of some hours scans only these. Otherwise for each day.",
    )
    glacier_after_days: int | None = Field(
        None,
        ge=1,
        le=36500,
        description="When files go to the cheaper class below. Left out: never, at 0.023 USD per GB and month. Each file moved "
        "costs (0.02 to 0.05 USD for a thousand), and S3 leaves those below 128 KiB where they are.",
    )
    glacier_class: Literal["GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"] = Field(
        "GLACIER_IR",
        description="`GLACIER_IR` (0.004 USD per GB and month) is read like any file, at 0.03 USD per GB. The others (0.0036 and "
        "0.00099) must be restored first, which takes hours: neither reader nor query sees them. A file is billed for 90 days in "
        "it at least (180 in `DEEP_ARCHIVE`), also when it is deleted before.",
    )
    expire_after_days: int | None = Field(
        None,
        ge=1,
        le=36500,
        description="When files are deleted, for good. Left out: never, and the bill grows for ever.",
    )
    aggregator_reads: bool = Field(
        False,
        description="Whether the aggregator takes its records from the bucket, too. Those of an entry that also has another "
        "route it then has twice.",
    )
    forward_to: Forwarder | None = Field(
        None,
        description="Where the function of `route: lambda` posts the records of new files. It costs about 0.20 USD for a million "
        "files, and its running time.",
    )
    readers: list[Reader] = Field(default_factory=list, description="Who else may read the bucket.")

    @property
    def existing_bucket(self) -> str | None:
        """Name of the bucket that exists already; None when a stack makes one."""
        match = BUCKET_ARN.fullmatch(self.bucket)
        return match["name"] if match else None
