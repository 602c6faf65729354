"""
The file as the user writes it: every key, its default, and what the default costs or risks.

The descriptions are the reference (``docs/config.md``) and the hints an editor shows, so they are written for users.
Longer than 200 lines because every key has one.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from flowlog_config.schema.endpoint import Certificate, Endpoint, ListenAddress
from flowlog_config.schema.organization import Organization
from flowlog_config.schema.ready_made import SelectorName
from flowlog_config.schema.routes import FormerRoutes, Routed, TagFieldSpecifications
from flowlog_config.schema.s3 import S3
from flowlog_config.schema.section import Section
from flowlog_config.schema.selectors import Selection, is_id
from flowlog_config.schema.tags import FlowLogTags, Tags
from flowlog_config.schema.values import (
    AccountId,
    ClusterName,
    EntryName,
    FileName,
    KmsKey,
    KubernetesName,
    ProjectName,
    Region,
    Secret,
    TargetName,
    VectorVersion,
    one_or_more,
)

Names = Annotated[list[str], *one_or_more(str)]


class KubernetesSecret(Section):
    """The Kubernetes secret that gives the aggregator its access keys."""

    name: KubernetesName = Field(
        "flowlog-access-keys", description="Name of the secret, in the aggregator's namespace."
    )
    namespace: KubernetesName | None = Field(
        None,
        description="Namespace, for the commands `flowlog helm` prints. Left out: `kubesense`, `vector`, or `observability` for "
        "otel-collector.",
    )


class Tls(Section):
    """Where TLS ends in front of the aggregator."""

    at: Literal["alb", "nlb", "nginx", "pod"] = Field(
        description="`alb` or `nlb`: a load balancer of AWS's controller, with a certificate of ACM. `nginx`: its ingress. "
        "`pod`: the aggregator itself, behind a load balancer that passes TCP on. The last two read a Kubernetes secret.",
    )
    certificate: Certificate = Field(
        description="ARN of the ACM certificate (alb, nlb), or name of the Kubernetes TLS secret in the aggregator's namespace "
        "(nginx, pod). It must be of a public authority and valid for the endpoint's host.",
    )


class Aggregator(Section):
    """Where the records go."""

    dialect: Literal["kubesense", "vector", "otel-collector"] = Field(
        "kubesense",
        description="Whose Helm values are written: KubeSense's chart, Vector's own, or the OpenTelemetry Collector's "
        "(a page for each in docs/aggregators).",
    )
    endpoint: Endpoint = Field(
        description="Public HTTPS URL of the aggregator, port 443, with a certificate of a public authority. "
        "Firehose can reach no other (no private address, no PrivateLink)."
    )
    cluster_name: ClusterName = Field(
        min_length=1,
        max_length=253,
        description="Name of the cluster: KubeSense's `global.cluster_name`; the others add it to each record.",
    )
    access_key_secret: Secret = Field(
        "generate",
        description='Secrets Manager secret with the access key, in the shape `{"api_key": "…"}`: `generate` lets each '
        "stack make one (0.40 USD a month each), or the complete ARN of an existing one.",
    )
    rotating: bool = Field(
        False,
        description="While access keys are being replaced: the aggregator accepts the next key of each secret beside the "
        "present one, so that no request is refused (docs/aggregators). Not for otel-collector, which takes one key.",
    )
    listen_address: ListenAddress | None = Field(
        None,
        description="Address and port the source listens on inside the pod. It speaks plain HTTP: TLS ends in front of it, "
        "unless `tls.at` is `pod`. Left out: 0.0.0.0:443 for kubesense, as it documents, 0.0.0.0:8080 for vector, 0.0.0.0:4433 for "
        "otel-collector.",
    )
    kubernetes_secret: KubernetesSecret = Field(
        default_factory=KubernetesSecret, description="Where the aggregator reads its access keys from."
    )
    tls: Tls | None = Field(
        None,
        description="Makes the values expose the aggregator. Left out: you do. Not for kubesense, whose chart has no "
        "documented place for it.",
    )
    expected_records_per_second: int | None = Field(
        None,
        ge=1,
        le=100_000_000,
        description="Records of all targets in the busiest second, for the number of copies of the aggregator and what each "
        "asks for. Left out: the chart's own. Not for kubesense, whose chart has no documented place for it.",
    )
    vector_version: VectorVersion = Field(
        "0.56",
        description="Vector that runs, 0.38 or later; for the vector dialect. It decides how keys reach the configuration and "
        "which options of the API there are.",
    )


class Delivery(Section):
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
        description="Most MiB a request holds before base64. Whatever stands before the aggregator must take twice that, since "
        "even compressed a full request can be larger (nginx takes 1 MiB unless told otherwise, `client_max_body_size`): records "
        "refused with status 413 are lost, they do not go to the backup bucket.",
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


class Target(Section):
    """An account and region. Each gets one stack."""

    account: AccountId = Field(description="12-digit account id, in quotes.")
    region: Region = Field(description="Region, like eu-west-1.")
    name: EntryName | None = Field(
        None,
        description="Short name, used in the stack's name and by `flow_logs[].targets`; account-region if left out.",
    )
    deliver_to: TargetName | None = Field(
        None,
        description="Name of the target whose streams and bucket take this one's records (account-region if it has none), on every "
        "route: log groups stay here, the rest is there, and only its access key is needed. The same region, but for routes `s3` "
        "and `lambda`. See docs/accounts.md.",
    )
    access_key_secret: Secret | None = Field(
        None,
        description="This target's secret, instead of the aggregator's. Needed when an ARN is given for several.",
    )
    kms_key: KmsKey | None = Field(
        None,
        description="Encrypts log groups, stream and bucket with a key of yours: `create` makes one (1 USD a month) "
        "where the target has any of them, or the ARN of one whose policy lets CloudWatch Logs use it. Left out, AWS's own "
        "keys encrypt them, at no cost.",
    )

    @property
    def called(self) -> str:
        """Its name, or account-region when it has none."""
        return self.name or f"{self.account}-{self.region}"


class Defaults(Routed):
    """What flow logs have in common; a flow log's own value wins."""


class FlowLog(Routed):
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
    retiring: FormerRoutes | None = Field(
        None,
        description="Ways these flow logs took before, each said in full: each keeps its log group, filter and stream, "
        "without a flow log, so that records still under way arrive and the aggregator still reads them. `flowlog diff` prints the "
        "lines to add when a change retires a way; take them out a day later. Of an entry with both families of record, one that "
        "a way is not for is passed over.",
    )
    tag_field_specifications: TagFieldSpecifications | None = Field(
        None,
        description="Tag keys (one or two each) whose values the fields instance-tag, interface-tag and asg-tag hold. "
        "The deploying principal needs iam:CreateServiceLinkedRole.",
    )
    tags: FlowLogTags = Field(
        default_factory=dict,
        description="Tags of these flow logs, beside the file's, over which they win. EC2 takes any characters, and empty values.",
    )

    @property
    def names_ids_alone(self) -> bool:
        """Whether it selects and excludes by id alone, which takes no inventory."""
        return all(map(is_id, (*self.select, *(self.exclude or ()))))


class Config(Section):
    """AWS flow logs as one YAML file."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["targets"]}, {"required": ["organization"]}],
            "dependencies": {"targets": ["flow_logs"], "flow_logs": ["targets"]},
        }
    )
    """For editors only: :mod:`flowlog_config.schema.check_sections` says it to people."""

    version: Literal[1] = Field(description="Version of this file's grammar.")
    name: ProjectName = Field(
        "flowlog", description="Beginning of every name. Two files for one account need two names."
    )
    aggregator: Aggregator = Field(description="Where the records go.")
    targets: list[Target] = Field(
        default_factory=list,
        min_length=1,
        description="Accounts and regions. With `flow_logs`; a file with `organization` may do without both.",
    )
    flow_logs: list[FlowLog] = Field(
        default_factory=list, min_length=1, description="What to log in the targets. With `targets`."
    )
    organization: Organization | None = Field(
        None, description="Rules for every account of an AWS organization, by a stack set (docs/organization.md)."
    )
    delivery: Delivery = Field(default_factory=Delivery, description="How Firehose hands them over.")
    s3: S3 = Field(default_factory=S3, description="The bucket of the routes `s3` and `lambda`.")
    defaults: Defaults = Field(default_factory=Defaults, description="What flow logs have in common.")
    tags: Tags = Field(default_factory=dict, description="Tags of everything that is made.")
    selectors: dict[SelectorName, Selection] = Field(
        default_factory=dict, description="Selectors to use by name in `select`, `exclude` and each other."
    )
    inventory: FileName | None = Field(
        None,
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
        "is removed, or a change gives them another log group. `delete` alone changes nothing: the deploy must also say "
        "`-c flowlog:allow-deletion=true`. `flowlog diff` says what is deleted. The key of `kms_key: create` always stays, since "
        "nothing that it encrypted can be read without it: delete it yourself once nothing is left (1 USD a month).",
    )
    saved_queries: bool = Field(
        True,
        description="Whether each log group gets saved queries of Logs Insights for the questions `flowlog query` lists, "
        "under NAME/destination/ in the console. They cost nothing; a query that runs costs what it scans (about 0.005 USD "
        "per GB). A region keeps 1000.",
    )
