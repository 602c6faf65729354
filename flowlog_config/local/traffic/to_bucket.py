"""
Delivers records as files into a bucket, as the log delivery service does: only by the bucket's own policy.

Source: VPC User Guide, "Publish flow logs to Amazon S3" and "Flow log files": a file each 5 minutes, gzip, with a header line,
or Parquet (checked 2026-11). A bucket policy that is missing is not written here, as AWS would if it may: whoever deploys shall
own it.
"""

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from flowlog_config.local.clients import Clients
from flowlog_config.local.engine.flow_log_buckets import FIND_BUCKET
from flowlog_config.local.iam.log_delivery import Delivery
from flowlog_config.local.iam.role import Decision
from flowlog_config.local.iam.service import bucket_encryption, bucket_policy
from flowlog_config.local.own_operation import ask
from flowlog_config.local.traffic.flow_logs import FlowLog
from flowlog_config.local.traffic.parquet import can_write, parquet_file

_FILE_SECONDS = 300


def judge_bucket(clients: Clients, flow_log: FlowLog) -> Decision:
    """Judge whether the service could deliver a flow log's files: bucket policy, file format, and key policy."""
    if _is_parquet(flow_log) and not can_write():
        return Decision(allowed=False, why="writing Parquet takes pyarrow (pip install pyarrow)")
    owner = owner_of(clients, flow_log.bucket)
    delivery = Delivery(flow_log.account_id, flow_log.region, flow_log.partition)
    file = f"{folder_at(flow_log, 0)}file.log.gz"
    decision = delivery.may_write(bucket_policy(owner.s3, flow_log.bucket), flow_log.bucket, file)
    key = bucket_encryption(owner.s3, flow_log.bucket).get("KMSMasterKeyID", "")
    if not decision or not key:
        return decision
    return _judge_key(owner.of(key) if key.startswith("arn:") else owner, key, delivery)


def owner_of(clients: Clients, bucket: str) -> Clients:
    """Give the clients of the account and region that a bucket is in; these clients for one that nobody has."""
    found = ask(clients, f"Logs_20140328.{FIND_BUCKET}", {"bucket": bucket})
    return clients.at(found["account"], found["region"]) if found else clients


def _judge_key(clients: Clients, key: str, delivery: Delivery) -> Decision:
    arn = clients.kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"]
    if key != arn:
        return Decision(allowed=False, why=f"the bucket names its key {key}, and the service needs its ARN")
    return delivery.may_encrypt(json.loads(clients.kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]), arn)


def folder_at(flow_log: FlowLog, second: int) -> str:
    """Give the folder of the file that holds a moment, given in seconds since 1970, with ``/`` at the end."""
    moment, account, region = datetime.fromtimestamp(second, UTC), flow_log.account_id, flow_log.region
    if flow_log.options.get("HiveCompatiblePartitions"):
        place = f"aws-account-id={account}/aws-service=vpcflowlogs/aws-region={region}/"
        day, hour = f"{moment:year=%Y/month=%m/day=%d/}", f"{moment:hour=%H/}"
    else:
        place, day, hour = f"{account}/vpcflowlogs/{region}/", f"{moment:%Y/%m/%d/}", f"{moment:%H/}"
    return f"{flow_log.folder}AWSLogs/{place}{day}{hour if flow_log.options.get('PerHourPartition') else ''}"


def put_files(clients: Clients, flow_log: FlowLog, lines: Mapping[int, Sequence[str]]) -> list[str]:
    """
    Deliver a file for each five minutes of which there are records.

    Args:
        clients: Of the local engine.
        flow_log: Goes to a bucket.
        lines: By the beginning of their window, in seconds since 1970.

    Returns:
        The keys.

    Raises:
        ClientError: The bucket does not take them.
    """
    by_file: dict[int, list[str]] = defaultdict(list)
    for second, some in sorted(lines.items()):
        if some:
            by_file[second - second % _FILE_SECONDS] += some
    keys, s3 = [], owner_of(clients, flow_log.bucket).s3
    for second, some in by_file.items():
        body = (parquet_file if _is_parquet(flow_log) else _file)(flow_log.fields, some)
        keys.append(folder_at(flow_log, second) + _name(flow_log, second, body))
        s3.put_object(Bucket=flow_log.bucket, Key=keys[-1], Body=body)
    return keys


def _is_parquet(flow_log: FlowLog) -> bool:
    return flow_log.options.get("FileFormat") == "parquet"


def _file(fields: Sequence[str], lines: Iterable[str]) -> bytes:
    text = "\n".join((" ".join(fields), *lines)) + "\n"
    return gzip.compress(text.encode(), mtime=0)


def _name(flow_log: FlowLog, second: int, body: bytes) -> str:
    moment = datetime.fromtimestamp(second, UTC)
    mark = hashlib.sha256(body).hexdigest()[:8]
    name = f"{flow_log.account_id}_vpcflowlogs_{flow_log.region}_{flow_log.id}_{moment:%Y%m%dT%H%MZ}_{mark}"
    return f"{name}.log.parquet" if _is_parquet(flow_log) else f"{name}.log.gz"
