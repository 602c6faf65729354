"""
Names of what is made. A name is a contract: changing one replaces the thing it names.

Names derive from stable data only: never from the place of an entry in the file, nor from its name.
"""

import hashlib
import json
from functools import cache, lru_cache
from typing import Any

from flowlog_config.formats import Family
from flowlog_config.schema.s3 import BUCKET_ARN

_SHORT = {Family.VPC: "vpc", Family.TRANSIT_GATEWAY: "tgw"}
_DIGEST_LENGTH = 8
LOG_GROUP = "LogGroup"
"""Beginning of the logical id, and so in the name, of every log group that holds records."""


def digest(**facts: Any) -> str:
    """Give 8 hexadecimal digits that change when any of the facts does; facts are hashable and can be JSON."""
    return _digest(tuple(sorted(facts.items())))


@lru_cache(maxsize=1024)
def _digest(facts: tuple[tuple[str, Any], ...]) -> str:
    text = json.dumps(dict(facts), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def destination_id(family: Family, digest_: str) -> str:
    """Name a destination inside its target, as in ``vpc-3f2a9c41``."""
    return f"{_SHORT[family]}-{digest_}"


@cache
def pascal(id_: str) -> str:
    """Turn an id into the letters and digits a logical id may have: ``vpc-3f2a9c41`` gives ``Vpc3f2a9c41``."""
    return "".join([part[:1].upper() + part[1:] for part in id_.replace("_", "-").split("-")])


def log_group_id(word: str | None, destination: str) -> str:
    """Logical id of a destination's log group, as in ``LogGroupVpc3f2a9c41``; the file's word comes first."""
    return f"{LOG_GROUP}{pascal(word or '')}{pascal(destination)}"


def log_group_prefix(stack: str, logical_id: str) -> str:
    """
    Give a log group's name but for the random part that CloudFormation ends it with.

    Source: CloudFormation User Guide, physical ids of resources without a custom name (checked 2026-11).
    """
    return f"{stack}-{logical_id}-"


def flow_log_id(source_id: str, destination: str) -> str:
    """Logical id of a flow log: what is logged, and to which destination."""
    return f"FlowLog{pascal(source_id)}{pascal(destination)}"


def saved_query_id(destination: str, question: str) -> str:
    """Logical id of a saved query: of which destination's records, and the question."""
    return f"SavedQuery{pascal(destination)}{pascal(question)}"


def saved_query_name(project: str, destination: str, question: str) -> str:
    """Name of a saved query; each part but the last is a folder in the console."""
    return f"{project}/{destination}/{question}"


def stack_name(project: str, target: str) -> str:
    """Name of a target's stack."""
    return f"{project}-{target}"


def stream_id(destination: str) -> str:
    """Logical id of a destination's delivery stream, as in ``StreamVpc3f2a9c41``."""
    return f"Stream{pascal(destination)}"


def numbered_stack(stack: str, number: int | str) -> str:
    """
    Name of another stack of a target, from 2, or with ``*`` a pattern for all; the first has the plain name.

    Two dashes, so that no target's own stack is likely to be called so: a file where it is gets FL501.
    """
    return f"{stack}--{number}"


def numbered_id(destination: str, number: int) -> str:
    """Id of a destination in another stack of its target, from 2, as in ``vpc-3f2a9c41-2``."""
    return f"{destination}-{number}"


def stream_name(project: str, destination: str) -> str:
    """Name of a destination's delivery stream; at most 64 characters, since a project has at most 32."""
    return f"{project}-{destination}"


def group_of(account_id: str) -> str:
    """
    Give the group an account that delivers to another belongs to, its last digit.

    The policies that name every such account are too short for all, so each group has roles of its own; and since an account
    never changes its group, one that joins or leaves disturbs none of another group.
    """
    return account_id[-1]


def log_sink_name(stream: str, group: str) -> str:
    """Name of what log groups of other accounts subscribe to, in the central account: one for each stream and group."""
    return f"{stream}-{group}"


def sender_role_name(project: str, region: str, number: int | str = 1) -> str:
    """
    Name of the role with which flow logs of a stack reach a stream of another account; the same in every account that sends.

    Another stack of a target, from 2, has its own, so that none loses it before its flow logs; with ``*`` a pattern for all.
    """
    first = f"{project}-sender-{region}"
    return first if number == 1 else f"{first}*" if number == "*" else f"{first}-{number}"


def cross_account_role_name(project: str, region: str, group: str) -> str:
    """
    Name of the role that such flow logs take in the account of the stream; 49 characters of 64.

    Source: VPC User Guide, publish flow logs to Firehose, cross account, which demands the beginning (checked 2026-11).
    """
    return f"AWSLogDeliveryFirehoseCrossAccountRole-{digest(project=project, region=region)}-{group}"


def bucket_name(project: str, account_id: str, region: str) -> str:
    """
    Name of the bucket other accounts deliver to, which they must know before it exists; at most 63 small characters.

    Source: S3 User Guide, general purpose bucket naming rules (checked 2026-11).
    """
    return f"{project}-{account_id}-{region}".lower()


def former_bucket_name(project: str, stack: str, account_id: str, region: str, *, gathers: bool) -> str:
    """
    Name, or a pattern for it, that the bucket of a target had before others began, or ended, to deliver to it.

    A bucket with a name of its own was drawn one before, whose beginning CloudFormation makes of the stack's name, shortening
    it if need be; and the other way round. Source: CloudFormation Template Reference, Name type (checked 2026-11).
    """
    drawn = f"{stack[:_SURELY_KEPT].lower()}*-flowlogbucket-*"
    return drawn if gathers else bucket_name(project, account_id, region)


_SURELY_KEPT = 16
"""Characters of a stack's name that CloudFormation leaves in the names it makes of it; how many it does is not documented."""
FORWARDED = "forwarded/"
"""Folder above those whose files a function posts."""


def bucket_folder_of(bucket: str) -> str:
    """Folder in the ARN of a bucket, with ``/`` at the end; empty for none, and for ``create``."""
    match = BUCKET_ARN.fullmatch(bucket)
    folder = (match["folder"] or "").removesuffix("/") if match else ""
    return f"{folder}/" if folder else ""


def bucket_folder(bucket: str, destination: str) -> str:
    """Folder of a destination in a bucket, given by ARN or as ``create``: below the ARN's own folder, if it has one."""
    return f"{bucket_folder_of(bucket)}{destination}/"


def delivered_below(account_id: str, *, hive: bool) -> str:
    """
    Give the beginning, inside the folder of a flow log's destination, of every key that AWS delivers.

    Source: VPC User Guide, flow log files in S3 (checked 2026-11). That transit gateways' are called so, too, is not spelt
    out there.
    """
    if hive:
        return f"AWSLogs/aws-account-id={account_id}/aws-service=vpcflowlogs/"
    return f"AWSLogs/{account_id}/vpcflowlogs/"
