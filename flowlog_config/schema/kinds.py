"""
The table of problem kinds. An id is a contract: never reused, never renumbered.

FL1xx the YAML itself, FL2xx one value, FL3xx values that disagree, FL4xx not in the inventory, FL5xx AWS limits,
FL9xx our own fault. ``docs/problems.md`` is generated from it. Longer than 200 lines because it is a table.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether the file may still be used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Kind:
    """
    One kind of problem.

    Attributes:
        id: ``FL`` and three digits.
        slug: Short name, for people.
        why: The reason behind the rule, in a sentence or three, with its source where AWS makes it.
        severity: Error unless the file works all the same.
    """

    id: str
    slug: str
    why: str
    severity: Severity = Severity.ERROR


_TABLE = (
    # --- the YAML itself
    Kind("FL100", "file-not-readable", "The file must exist, be readable and be UTF-8 text."),
    Kind("FL101", "not-yaml", "The text breaks YAML's own grammar, so nothing in it can be trusted."),
    Kind(
        "FL102",
        "duplicate-key",
        "YAML parsers silently keep the last of two equal keys; the first would be lost.",
    ),
    Kind(
        "FL103",
        "octal-looking-number",
        "YAML 1.1 reads an unquoted number with a leading zero as octal: 012345670123 becomes 1402433619. "
        "Account ids are 12 characters, so quote them.",
    ),
    Kind(
        "FL104",
        "yes-no-word",
        "YAML 1.1 reads unquoted yes, no, on and off as true or false. Write true or false, or quote the word.",
    ),
    Kind(
        "FL105",
        "yaml-feature-not-supported",
        "Anchors, aliases, merge keys, tags and several documents make one place of a file change another. "
        "Use `defaults` for what entries have in common.",
    ),
    Kind(
        "FL106",
        "file-empty",
        "A file needs at least `version`, `aggregator`, and `targets` with `flow_logs`, or `organization`.",
    ),
    Kind("FL107", "key-not-text", "Keys of this file are words; a number, list or nothing cannot be one."),
    Kind("FL108", "nested-too-deep", "No file that is meant to be read has so many levels; it would only cost memory."),
    # --- one value
    Kind("FL201", "key-missing", "The key has no default that would be right for everybody."),
    Kind("FL202", "key-unknown", "A misspelt key would be ignored silently, and the default used in its place."),
    Kind("FL203", "wrong-type", "The value is of another type than the key takes."),
    Kind(
        "FL204",
        "retention-not-supported",
        "CloudWatch Logs keeps a log group for one of a fixed list of periods and refuses all others "
        "(CloudFormation AWS::Logs::LogGroup, RetentionInDays).",
    ),
    Kind("FL205", "out-of-range", "AWS refuses values outside the range."),
    Kind("FL206", "not-one-of", "Only the listed words have a meaning."),
    Kind(
        "FL207",
        "account-id-malformed",
        "An account id is 12 digits, quoted, because it may start with 0 and is no number.",
    ),
    Kind("FL208", "region-malformed", "A region is written like eu-west-1."),
    Kind(
        "FL209",
        "endpoint-not-deliverable",
        "Firehose delivers only to a public https URL on port 443, sends the URL as it is, and follows no redirect "
        "(Firehose guide, HTTP endpoint delivery).",
    ),
    Kind(
        "FL210",
        "secret-not-usable",
        "Firehose takes the access key from a Secrets Manager secret given by its complete ARN. The key itself "
        "never belongs in this file: it would end up in templates and in version control.",
    ),
    Kind(
        "FL211",
        "resource-id-malformed",
        "Flow logs attach to a VPC (vpc-), subnet (subnet-), network interface (eni-), transit gateway (tgw-), transit "
        "gateway attachment (tgw-attach-) or regional NAT gateway (nat-), each with 8 or 17 hexadecimal digits.",
    ),
    Kind(
        "FL212",
        "field-unknown",
        "AWS refuses a LogFormat with a field it does not know; the flow log would not be created.",
    ),
    Kind(
        "FL213",
        "format-malformed",
        "A format is a name that ships (docs/formats.md), a list of field names, or a `${field} ${field}` string.",
    ),
    Kind("FL214", "name-malformed", "Names become part of AWS names, which allow few characters and lengths."),
    Kind(
        "FL215",
        "tag-not-allowed",
        "AWS limits tag keys to 128 characters, values to 256, and reserves `aws:`. The tags of the file go to resources of "
        "many services: IAM takes letters, digits, spaces and `_ . : / = + - @` only, no value that starts with `aws:`, and "
        "tells no capital from a small letter; CloudFormation takes no empty value for a stack. A flow log's own `tags` go to EC2, "
        "which takes any characters. flowlog sets `Name` and what starts with `flowlog:`.",
    ),
    Kind(
        "FL216",
        "kms-key-malformed",
        "A KMS key is `create`, or the ARN of a symmetric key in the target's region.",
    ),
    Kind(
        "FL218",
        "filter-condition-malformed",
        "A condition of `forward` compares one field with a text (with * as wildcard) or a number.",
    ),
    Kind("FL219", "list-empty", "An empty list would log nothing, silently."),
    Kind(
        "FL220",
        "selector-without-type",
        "A selector says which type of resource it means, by `type`, `kind` or a condition only one type has. Else a tag "
        "would select a VPC, its subnets and its interfaces at once, and log everything three times.",
    ),
    Kind(
        "FL221",
        "certificate-malformed",
        "A certificate is the ARN of one in ACM, or the name of a Kubernetes secret of type kubernetes.io/tls.",
    ),
    Kind(
        "FL222",
        "vector-version-malformed",
        "The version decides what the values hold. The oldest whose language was tried is 0.38; to YAML, 0.50 without quotes "
        "is 0.5.",
    ),
    Kind(
        "FL223",
        "bucket-malformed",
        "Flow logs take a bucket by its ARN, with a folder or without, and keep the folder name AWSLogs to themselves "
        "(EC2 API, CreateFlowLogs, LogDestination).",
    ),
    Kind(
        "FL224",
        "reader-malformed",
        "A role says by account id or ARN who may take it, never `*`, and by the external id for whom they read "
        "(IAM User Guide, access to AWS accounts owned by third parties).",
    ),
    Kind(
        "FL225",
        "organization-id-malformed",
        "CloudFormation deploys to units by their ids, and CloudWatch Logs lets in an organization by its id; a name would be "
        "looked up when nobody watches.",
    ),
    Kind(
        "FL226",
        "forwarder-malformed",
        "The function of `route: lambda` runs outside your VPCs and posts over https, so it reaches what the internet reaches. Its "
        "headers can be read by whoever may look at the function: a secret stands in them as {api_key}.",
    ),
    Kind(
        "FL227",
        "region-not-known",
        "A region with the right shape may still be none, and would be missed only at the deployment. AWS opens new ones, which "
        "the list learns with a new version.",
        Severity.WARNING,
    ),
    # --- values that disagree
    Kind("FL301", "flow-log-name-twice", "The name tells flow logs apart in reports and tags."),
    Kind("FL302", "target-twice", "One stack is made for each account and region."),
    Kind("FL303", "target-unknown", "A flow log can only go to targets the file lists."),
    Kind(
        "FL304",
        "target-ambiguous",
        "A resource id exists in one account and region only; in any other the deployment would fail.",
    ),
    Kind(
        "FL305",
        "traffic-type-on-transit-gateway",
        "Transit gateways log all traffic, and the EC2 API refuses a TrafficType for them "
        "(CreateFlowLogs; Transit Gateway guide, flow logs).",
    ),
    Kind(
        "FL306",
        "interval-on-transit-gateway",
        "Transit gateway records aggregate over 60 seconds; the EC2 API refuses anything else (CreateFlowLogs).",
    ),
    Kind(
        "FL307",
        "field-of-other-family",
        "VPC records and transit gateway records have separate field tables, and AWS refuses a mixture. "
        "Split the entry in two when it selects both.",
    ),
    Kind(
        "FL308",
        "flow-logs-collide",
        "AWS refuses a second flow log with the same resource, configuration and destination (FlowLogAlreadyExists).",
    ),
    Kind(
        "FL309",
        "log-group-settings-disagree",
        "Flow logs of one family, format, interval and traffic type share a log group and its delivery stream, which "
        "have one retention and one filter. Give one of them its own `log_group` to keep them apart. Former ways under `retiring` "
        "that lead into one log group say the one filter it had.",
    ),
    Kind(
        "FL310",
        "secret-elsewhere",
        "Firehose, and the function of `route: lambda`, read a secret of their own region and their own account. Give each target "
        "one of its own.",
    ),
    Kind(
        "FL311",
        "filter-field-not-in-format",
        "CloudWatch Logs addresses a record's columns by position, so a condition needs a column of the format.",
    ),
    Kind(
        "FL312",
        "tag-fields-without-keys",
        "Tag fields hold the values of tag keys that you name in `tag_field_specifications`, the first key in the "
        "plain field and the second in the field that ends in -2 (CreateFlowLogs, TagFieldSpecifications). Rules of "
        "`organization` have no such key.",
    ),
    Kind("FL313", "kms-key-elsewhere", "A KMS key works in its own region, and here in its own account."),
    Kind(
        "FL314",
        "resource-twice",
        "The same resource is selected twice with the same settings; the second time changes nothing.",
        Severity.WARNING,
    ),
    Kind(
        "FL315",
        "resource-logged-twice",
        "Two flow logs on one resource are both written, and both billed, by AWS.",
        Severity.WARNING,
    ),
    Kind(
        "FL316",
        "filter-adds-fields",
        "With a filter on columns, CloudWatch Logs may add `extractedFields` to each event, and Vector's "
        "parse_aws_cloudwatch_log_subscription_message refuses it: a pipeline of your own in "
        "KubeSense loses such events unless it parses them with parse_json. The programs of the other dialects do.",
        Severity.WARNING,
    ),
    Kind(
        "FL317",
        "filter-too-long",
        "A filter pattern names every column of the format, and each of a condition's values; it may have 1024 characters "
        "(CloudWatch Logs, PutSubscriptionFilter).",
    ),
    Kind("FL318", "selector-unknown", "A name in a selection is one of the file's `selectors` or one that ships."),
    Kind(
        "FL319",
        "selector-in-circle",
        "A selector that uses itself, directly or through others, selects nothing definite.",
    ),
    Kind(
        "FL320",
        "logged-again-inside",
        "An interface inside a logged subnet or VPC, with a flow log of its own, is written and billed twice: AWS does not "
        "deduplicate. `overlap` chooses between a warning, dropping the narrower flow log, and silence. In a shared network two "
        "accounts may log one interface; nothing is dropped then, since each has the records in a place of its own.",
        Severity.WARNING,
    ),
    Kind(
        "FL321",
        "tag-keys-without-field",
        "Tag keys only choose what the tag fields of a format hold. Without such a field no record shows the tag, and AWS is "
        "asked for nothing.",
        Severity.WARNING,
    ),
    Kind(
        "FL322",
        "not-for-this-aggregator",
        "A key that the chosen aggregator's values have no place for would be ignored silently.",
    ),
    Kind(
        "FL323",
        "not-for-this-route",
        "Only CloudWatch Logs keeps records for some days, has log groups and can filter. Straight to Firehose or a bucket, "
        "every record goes as it is.",
    ),
    Kind(
        "FL324",
        "bucket-not-ours",
        "The stack does not change a bucket that it has not made: how long it keeps files is for its owner to say.",
    ),
    Kind(
        "FL325",
        "parquet-not-read",
        "No aggregator reads Parquet: the S3 sources of Vector and KubeSense read lines of text.",
    ),
    Kind(
        "FL326",
        "expires-too-early",
        "A file that is deleted before it would move never moves, and S3 refuses such a rule (S3 API, "
        "PutBucketLifecycleConfiguration).",
    ),
    Kind(
        "FL327",
        "retiring-still-in-use",
        "`retiring` keeps a way that flow logs took before a change. One they still take needs no keeping.",
        Severity.WARNING,
    ),
    Kind(
        "FL328",
        "delivers-elsewhere",
        "A target with `deliver_to` has no stream and no bucket of its own, so that nobody can deliver to it in turn, and it "
        "signs in to no aggregator.",
    ),
    Kind(
        "FL329",
        "no-road-there",
        "Nothing goes from one partition of AWS to another (aws, aws-cn, aws-us-gov …). A log group hands its records on within "
        "its region only, and so does a flow log that writes straight to a stream. Files, of routes s3 and lambda, go to a bucket "
        "in any region of the same partition (CloudWatch Logs User Guide, cross-account subscriptions; VPC User Guide, publish "
        "flow logs to Firehose).",
    ),
    Kind(
        "FL330",
        "organization-disagrees",
        "One template serves every account of one organization: rules have names of their own, each region and unit is said once, "
        "all units are below one root, and the stacks that `organization` makes have names that no target may have.",
    ),
    Kind(
        "FL331",
        "forwarder-not-possible",
        "The function of `route: lambda` learns of new files from the bucket, which has to be the stack's own, reads plain text, "
        "posts to `s3.forward_to`, and needs a secret where a header holds {api_key}: one where each bucket is. A bucket tells one "
        "reader of a file.",
    ),
    Kind(
        "FL332",
        "secret-not-used",
        "A function reads the secret of its own account and region, and only where a header holds {api_key}. Another one is read "
        "by nobody.",
        Severity.WARNING,
    ),
    Kind(
        "FL333",
        "without-effect",
        "Nothing in the file reads what is said here, so it would silently not happen: no flow log takes the route it is for, or "
        "another key it needs is missing.",
        Severity.WARNING,
    ),
    Kind(
        "FL334",
        "records-without-account",
        "What a flow log writes straight to a stream has no envelope, and the stream's common attributes name the account of the "
        "stream. With `deliver_to`, only the field account-id says whose a record is.",
        Severity.WARNING,
    ),
    Kind(
        "FL335",
        "gateways-alike",
        "A regional NAT gateway has no interface, so its records have - for interface-id; only the field resource-id names it. In "
        "CloudWatch Logs the name of the log stream may tell (what it is for such a gateway is not documented); in files, and "
        "straight in a stream, a record stands alone.",
        Severity.WARNING,
    ),
    Kind(
        "FL336",
        "former-ways-keep-differently",
        "Two former ways under `retiring` lead into one log group, and say different `retention_days`, of their own or by their "
        "entry. It had one; as long as both stay, it keeps records for the longest.",
        Severity.WARNING,
    ),
    # --- not in the inventory
    Kind("FL401", "resource-not-found", "The inventory has no such resource in the targets of this entry."),
    Kind(
        "FL402",
        "selects-nothing",
        "Nothing in the inventory fits. It may be a mistake, or there may be nothing yet.",
        Severity.WARNING,
    ),
    Kind(
        "FL403",
        "inventory-missing",
        "Selectors choose from what `flowlog discover` found. Building reads only that file, and asks AWS nothing.",
    ),
    Kind(
        "FL404",
        "inventory-not-usable",
        "The inventory is JSON that `flowlog discover` writes, with a part for each target; one whose entries name ids "
        "alone needs none.",
    ),
    Kind(
        "FL405",
        "interface-comes-and-goes",
        "Interfaces of Auto Scaling groups, containers and functions are replaced without notice: a flow log on one ends with "
        "it, and its successor has none. Log their subnets or VPC instead.",
        Severity.WARNING,
    ),
    Kind(
        "FL406",
        "cannot-be-logged",
        "AWS gives some resources no flow log: those another account owns, and connect attachments.",
    ),
    Kind(
        "FL407",
        "selected-but-cannot-be-logged",
        "A selector found resources that AWS gives no flow log; they are left out.",
        Severity.WARNING,
    ),
    Kind(
        "FL408",
        "all-excluded",
        "`exclude` always wins, so an entry whose exclude covers its select makes no flow log.",
        Severity.WARNING,
    ),
    Kind(
        "FL409",
        "excludes-nothing",
        "`exclude` leaves out what `select` would choose otherwise, and of that nothing fits. It may be a mistake, such as a VPC "
        "where its interfaces are meant, or there may be nothing yet.",
        Severity.WARNING,
    ),
    # --- AWS limits
    Kind(
        "FL501",
        "stack-too-large",
        "CloudFormation takes 500 resources in a template, so a target with more has several stacks. Which one a flow log is in "
        "has to be recorded: were it another one next time, it would be deleted here before it is made there. For the same reason "
        "nothing leaves a stack that a change makes too large; docs/operations.md says what can be done. A template also takes "
        "200 outputs, and the stack with the bucket has one for each folder, which is each format on the routes s3 and lambda.",
    ),
    Kind(
        "FL502",
        "too-many-tags",
        "AWS takes at most 50 tags on a resource, and three of them are ours (Name, flowlog:name, flowlog:entry).",
    ),
    Kind(
        "FL503",
        "too-many-senders",
        "The central target names every account that delivers to it in policies, which take so many characters: the trust policy "
        "of a role 2,048, a bucket's policy 20 KB (IAM User Guide, quotas; S3 User Guide, policy size).",
    ),
    Kind(
        "FL504",
        "organization-template-too-large",
        "The template of a stack set that is given in another template has at most 51,200 bytes (CloudFormation quotas), and "
        "the rules, with each its format, are in it.",
    ),
    Kind(
        "FL505",
        "headers-too-long",
        "URL and headers stand in the environment of the function, and Lambda takes 4 KB of that (Lambda quotas).",
    ),
    # --- our own fault
    Kind(
        "FL901",
        "not-explained",
        "The file is wrong in a way this version cannot put into words; please report it.",
    ),
)

KINDS: dict[str, Kind] = {kind.id: kind for kind in _TABLE}
"""Every kind by id."""
