"""The deployed flow logs, and whether the roles of those that go to CloudWatch Logs let the records in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flowlog_config.formats import Family, parse_log_format
from flowlog_config.local.clients import Clients
from flowlog_config.local.iam.flow_log_role import may_write
from flowlog_config.local.iam.role import Decision, RoleNotFoundError, load_role

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import FlowLogTypeDef
    from mypy_boto3_iam import IAMClient

CLOUD_WATCH_LOGS, FIREHOSE, S3 = "cloud-watch-logs", "kinesis-data-firehose", "s3"


@dataclass(frozen=True, slots=True)
class FlowLog:
    """
    A flow log as deployed.

    ``fields`` are the names of its format in order. ``traffic_type`` is ACCEPT, REJECT or ALL; empty for transit
    gateways. ``log_group`` is empty unless ``destination_type`` is ``cloud-watch-logs``. ``role_arn`` is the role that delivers
    to a log group or to another account. ``destination`` is the ARN of a stream or of a bucket with its folder,
    ``cross_account_role_arn`` the role in a stream's account when that is another, and ``options`` tells what the files in a
    bucket are like.
    """

    id: str
    resource_id: str
    traffic_type: str
    fields: tuple[str, ...]
    destination_type: str
    log_group: str
    role_arn: str
    account_id: str
    region: str
    destination: str = ""
    cross_account_role_arn: str = ""
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def place(self) -> str:
        """Where its records go: name of the log group or stream, or of the bucket with the folder."""
        return self.log_group or self.destination.rpartition(":::" if self.destination_type == S3 else "/")[2]

    @property
    def bucket(self) -> str:
        """Name of its bucket."""
        return self.place.split("/", 1)[0]

    @property
    def folder(self) -> str:
        """Its folder in the bucket, with ``/`` at the end; empty for none."""
        folder = self.place.partition("/")[2].strip("/")
        return f"{folder}/" if folder else ""

    @property
    def partition(self) -> str:
        """AWS partition of its destination."""
        return self.destination.split(":")[1]

    @property
    def family(self) -> Family:
        """The family of its records, told by the kind of resource id."""
        return Family.TRANSIT_GATEWAY if self.resource_id.startswith("tgw-") else Family.VPC


def find_flow_logs(clients: Clients) -> Iterator[FlowLog]:
    """Read every flow log of the account and region, whatever its destination."""
    for page in clients.ec2.get_paginator("describe_flow_logs").paginate():
        for found in page["FlowLogs"]:
            yield FlowLog(
                id=found["FlowLogId"],
                resource_id=found["ResourceId"],
                traffic_type=found.get("TrafficType", ""),
                fields=parse_log_format(found["LogFormat"]),
                destination_type=found.get("LogDestinationType", CLOUD_WATCH_LOGS),
                log_group=_log_group(found),
                role_arn=found.get("DeliverLogsPermissionArn", ""),
                account_id=clients.account_id,
                region=clients.region,
                destination=found.get("LogDestination", ""),
                cross_account_role_arn=found.get("DeliverCrossAccountRole", ""),
                options=found.get("DestinationOptions", {}),
            )


def _log_group(found: "FlowLogTypeDef") -> str:
    if found.get("LogGroupName"):
        return found["LogGroupName"]
    destination = found.get("LogDestination", "")
    return destination.split(":log-group:", 1)[1].removesuffix(":*") if ":log-group:" in destination else ""


def judge_flow_log(flow_log: FlowLog, iam: "IAMClient", log_streams: Iterable[str]) -> Decision:
    """
    Judge whether the flow logs service could write to these log streams of the flow log's group.

    Args:
        flow_log: Goes to CloudWatch Logs.
        iam: A boto3 client of its account.
        log_streams: Names of the streams to create and to write to.
    """
    if not flow_log.role_arn:
        return Decision(allowed=False, why="the flow log names no role, and CloudWatch Logs needs one")
    try:
        role = load_role(iam, flow_log.role_arn)
    except RoleNotFoundError as error:
        return Decision(allowed=False, why=str(error))
    account, region = flow_log.account_id, flow_log.region
    partition = flow_log.role_arn.split(":")[1]
    if role.arn.split(":")[4] != account:
        return Decision(allowed=False, why=f"the role {role.arn} is not in account {account}")
    group = f"arn:{partition}:logs:{region}:{account}:log-group:{flow_log.log_group}"
    arn = f"arn:{partition}:ec2:{region}:{account}:vpc-flow-log/{flow_log.id}"
    return may_write(role, flow_log_arn=arn, group_arn=group, log_streams=log_streams)
