"""
The file as the user writes it: every key, its default, and what the default costs or risks.

The descriptions are the reference (``docs/config.md``) and the hints an editor shows, so they are written for users.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from flowlog_config.formats import TAG_FIELDS
from flowlog_config.schema.endpoint import Endpoint, ListenAddress
from flowlog_config.schema.ready_made import SelectorName
from flowlog_config.schema.records import Condition, Format
from flowlog_config.schema.selectors import Selection
from flowlog_config.schema.values import (
    AccountId,
    EntryName,
    FieldTagKey,
    KmsKey,
    KubernetesName,
    LogGroupWord,
    ProjectName,
    Region,
    RetentionDays,
    Secret,
    TagKey,
    TagValue,
)


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Forward = dict[str, Condition]
Tags = dict[TagKey, TagValue]
TrafficType = Literal["ALL", "ACCEPT", "REJECT"]
Interval = Literal[60, 600]
Names = Annotated[
    list[str],
    Field(min_length=1),
    BeforeValidator(_as_list, json_schema_input_type=str | Annotated[list[str], Field(min_length=1)]),
]
TagFields = Annotated[list[FieldTagKey], Field(min_length=1, max_length=2)]
TaggedType = Literal["instance", "network-interface", "auto-scaling-group"]
assert {kind for kind, _ in TAG_FIELDS.values()} == set(TaggedType.__args__)  # type: ignore[attr-defined] # noqa: S101


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class KubernetesSecret(_Section):
    """The Kubernetes secret that gives the aggregator its access keys."""

    name: KubernetesName = Field(
        "flowlog-access-keys", description="Name of the secret, in the aggregator's namespace."
    )
    namespace: KubernetesName = Field("kubesense", description="Namespace, for the commands `flowlog helm` prints.")


class Aggregator(_Section):
    """Where the records go."""

    dialect: Literal["kubesense"] = Field("kubesense", description="Whose Helm values are written.")
    endpoint: Endpoint = Field(
        description="Public HTTPS URL of the aggregator, port 443, with a certificate of a public authority. "
        "Firehose can reach no other (no private address, no PrivateLink)."
    )
    cluster_name: str = Field(min_length=1, max_length=253, description="`global.cluster_name` of the values.")
    access_key_secret: Secret = Field(
        "generate",
        description='Secrets Manager secret with the access key, in the shape `{"api_key": "…"}`: `generate` lets each '
        "stack make one (0.40 USD a month each), or the complete ARN of an existing one.",
    )
    listen_address: ListenAddress = Field(
        "0.0.0.0:443",
        description="Address and port the source listens on inside the pod. It speaks plain HTTP: TLS ends in front of it.",
    )
    kubernetes_secret: KubernetesSecret = Field(
        default_factory=KubernetesSecret, description="Where the aggregator reads its access keys from."
    )


class Delivery(_Section):
    """How Firehose hands the records over."""

    buffer_interval_seconds: int = Field(
        60,
        ge=0,
        le=900,
        description="Longest wait before a request. Shorter means fresher records and more requests.",
    )
    buffer_size_mib: int = Field(
        1,
        ge=1,
        le=64,
        description="Most MiB a request holds before base64. Keep it below what the endpoint accepts (nginx takes 1 MiB "
        "unless told otherwise): records refused with status 413 are lost, they do not go to the backup bucket.",
    )
    retry_seconds: int = Field(
        1800,
        ge=0,
        le=7200,
        description="How long a failed request is tried again before its records go to the backup bucket. Half an hour "
        "outlives a rolling update of the aggregator.",
    )
    content_encoding: Literal["GZIP", "NONE"] = Field(
        "GZIP", description="Compression of a request. NONE costs more data transfer out."
    )
    failed_records_retention_days: int = Field(
        90,
        ge=1,
        le=3650,
        description="How long the backup bucket keeps what could not be delivered. After that it is gone for good.",
    )


class Target(_Section):
    """An account and region. Each gets one stack."""

    account: AccountId = Field(description="12-digit account id, in quotes.")
    region: Region = Field(description="Region, like eu-west-1.")
    name: EntryName | None = Field(
        None,
        description="Short name, used in the stack's name and by `flow_logs[].targets`; account-region if left out.",
    )
    access_key_secret: Secret | None = Field(
        None,
        description="This target's secret, instead of the aggregator's. Needed when an ARN is given for several.",
    )
    kms_key: KmsKey | None = Field(
        None,
        description="Encrypts log groups, stream and bucket with a key of yours: `create` makes one (1 USD a month), or "
        "the ARN of one whose policy lets CloudWatch Logs use it. Left out, AWS's own keys encrypt them, at no cost.",
    )


class _Choices(_Section):
    """What can stand both in `defaults` and in a flow log."""

    traffic_type: TrafficType | None = Field(
        None,
        description="ALL, ACCEPT or REJECT. Left out: ALL. Not for transit gateways, which log everything.",
    )
    max_aggregation_interval: Interval | None = Field(
        None,
        description="Seconds a record may cover: 60 or 600. Left out: 60. 600 writes fewer records, but never on Nitro "
        "instances, where AWS uses 60 whatever is asked. Transit gateways take 60 only.",
    )
    format: Format | None = Field(
        None,
        description="What a record holds: `default` (AWS's 14 fields, about 115 bytes a record; 36 for transit gateways, "
        "about 400), `security`, `cost`, `kubernetes`, `all` or `default-tgw` (see [formats.md](formats.md)), a list of field "
        "names, or a `${field} ${field}` string. Quote such a string. Each field costs bytes: `flowlog formats` says how many. "
        "A name means each family's own list, so that one entry can select VPCs and transit gateways.",
    )
    retention_days: RetentionDays | None = Field(
        None,
        description="Days CloudWatch Logs keeps the records. Left out: 14. The aggregator has its own copy; this is the "
        "window to look into or replay from. About 0.03 USD per GB and month.",
    )
    log_group: LogGroupWord | None = Field(
        None,
        description="A word that keeps these flow logs apart: they have log groups and streams of their own, and so their "
        "own retention and filter. The word is part of the log groups' names. Left out: flow logs of one family, format, "
        "interval and traffic type share.",
    )
    forward: Forward | None = Field(
        None,
        description="Only records with these values go to the aggregator, such as `{action: REJECT}`. Left out: all do. "
        "CloudWatch Logs still keeps, and bills, every record.",
    )


class Defaults(_Choices):
    """What flow logs have in common; a flow log's own value wins."""


class FlowLog(_Choices):
    """One kind of flow log on one or more resources."""

    name: EntryName = Field(description="Unique name; it tags what is made.")
    select: Selection = Field(
        description="What to log: ids, names of selectors, and selectors; all that any of them selects.",
    )
    exclude: Selection | None = Field(None, description="What not to log, whatever `select` says.")
    targets: Names | None = Field(
        None,
        description="Names of the targets to select in. Left out: all of them.",
    )
    route: Literal["cloudwatch"] = Field(
        "cloudwatch",
        description="How records travel: CloudWatch Logs, then Firehose (0.50 USD per GB at first, plus storage).",
    )
    tag_field_specifications: dict[TaggedType, TagFields] | None = Field(
        None,
        description="Tag keys (one or two each) whose values the fields instance-tag, interface-tag and asg-tag hold. "
        "The deploying principal needs iam:CreateServiceLinkedRole.",
    )
    tags: Tags = Field(default_factory=dict, description="Tags of these flow logs, beside the file's.")


class Config(_Section):
    """AWS flow logs as one YAML file."""

    version: Literal[1] = Field(description="Version of this file's grammar.")
    name: ProjectName = Field(
        "flowlog", description="Beginning of every name. Two files for one account need two names."
    )
    aggregator: Aggregator = Field(description="Where the records go.")
    delivery: Delivery = Field(default_factory=Delivery, description="How Firehose hands them over.")
    targets: list[Target] = Field(min_length=1, description="Accounts and regions.")
    defaults: Defaults = Field(default_factory=Defaults, description="What flow logs have in common.")
    tags: Tags = Field(default_factory=dict, description="Tags of everything that is made.")
    selectors: dict[SelectorName, Selection] = Field(
        default_factory=dict, description="Selectors to use by name in `select`, `exclude` and each other."
    )
    inventory: str | None = Field(
        None,
        min_length=1,
        description="What `flowlog discover` found, relative to this file. Left out: this file's name with `.inventory.json`. "
        "Needed for selectors; ids do without.",
    )
    overlap: Literal["warn", "drop", "allow"] = Field(
        "warn",
        description="When a resource is logged by its VPC or subnet and again by itself, AWS writes and bills both: `warn` "
        "says so, `drop` leaves out the narrower one where the wider one has all its records, `allow` says nothing.",
    )
    on_delete: Literal["retain", "delete"] = Field(
        "retain",
        description="What becomes of records (log groups, backup bucket, generated secret's key) when a stack or an entry "
        "is removed. `delete` alone changes nothing: the deploy must also say `-c flowlog:allow-deletion=true`.",
    )
    saved_queries: bool = Field(
        True,
        description="Whether each log group gets saved queries of Logs Insights for the questions `flowlog query` lists, "
        "under NAME/destination/ in the console. They cost nothing; a query that runs costs what it scans (about 0.005 USD "
        "per GB). A region keeps 1000.",
    )
    flow_logs: list[FlowLog] = Field(min_length=1, description="What to log.")
