"""A fake account for adopt: what a removed stack left there, as AWS describes it, for tests to change one by one."""

from datetime import UTC, datetime

from botocore.exceptions import ClientError
from small_network import ACCOUNT, HEAD, REGION, WEB, inventory, loaded

from flowlog_config.operate.adopt.run import look
from flowlog_config.plan.make import make_plan

FILE = f"flow_logs: [{{name: all, select: {WEB}}}]"
STACK = f"flowlog-{ACCOUNT}-{REGION}"
DAY = datetime(2026, 11, 20, tzinfo=UTC)
ENCRYPTED = HEAD.replace("region:", "kms_key: create, region:")
_ABSENT = {
    "describe_stacks": "ValidationError",
    "get_bucket_tagging": "NoSuchTagSet",
    "get_bucket_policy": "NoSuchBucketPolicy",
    "get_bucket_encryption": "ServerSideEncryptionConfigurationNotFoundError",
    "describe_key": "NotFoundException",
    "list_tags_for_delivery_stream": "ResourceNotFoundException",
}
_PAGES = {
    "list_stack_resources": ("StackResourceSummaries", "resources"),
    "describe_log_groups": ("logGroups", "groups"),
    "list_secrets": ("SecretList", "secrets"),
    "list_buckets": ("Buckets", "buckets"),
    "list_resource_tags": ("Tags", "key_tags"),
    "describe_flow_logs": ("FlowLogs", "flow_logs"),
    "describe_subscription_filters": ("subscriptionFilters", "filters"),
}


def tags(logical_id="", stack=STACK, name="flowlog"):
    """Tags of ours, with those of CloudFormation if a logical id is given."""
    of_stack = {"aws:cloudformation:stack-name": stack, "aws:cloudformation:logical-id": logical_id}
    given = {"flowlog:name": name, **(of_stack if logical_id else {})}
    return [{"Key": key, "Value": value} for key, value in given.items()]


class Leftovers:
    """
    An account with what the stack of a file left, and be every client of it.

    Attributes:
        plan: The plan of the file.
        status: Of the stack; None when there is none.
        resources: As ListStackResources gives them.
        groups: As DescribeLogGroups gives them.
        group_tags: Tags of log groups, by name.
        secrets: As ListSecrets gives them.
        buckets: As ListBuckets gives them.
        answers: What the other calls answer, by call and what is asked for.
        flow_logs: As DescribeFlowLogs gives them.
        refuses: Operations that are denied.
        asked: Operations asked for so far.
    """

    def __init__(self, rest=FILE, head=HEAD, account_id=ACCOUNT, known=None):
        self.plan = make_plan(loaded(rest, head), known or inventory()).plan
        self.account_id, self.status, self.resources = account_id, None, []
        self.groups, self.group_tags, self.flow_logs, self.filters, self.key_tags = [], {}, [], [], []
        self.refuses, self.asked, self.answers = set(), [], {}
        (target,) = self.plan.targets
        self.group = self.keep_group(target.log_groups[0].log_group_id)
        self.keep_group("ErrorLogGroup")
        arn = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:AccessKeySecret-1-AbCdEf"
        secret = {"ARN": arn, "Name": "AccessKeySecret-1", "CreatedDate": DAY, "Tags": tags("AccessKeySecret")}
        self.secrets, self.buckets = [secret], []
        self.keep_bucket("FailedRecordsBucket")

    def keep_group(self, logical_id, end="aB3dE5gH7jK9", day=20, name="flowlog"):
        """Leave a log group; gives its name."""
        group = f"{STACK}-{logical_id}-{end}"
        made = int(datetime(2026, 11, day, tzinfo=UTC).timestamp() * 1000)
        arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}"
        self.groups.append({"logGroupName": group, "creationTime": made, "logGroupArn": arn})
        self.group_tags[group] = {"flowlog:name": name} if name else {}
        return group

    def keep_bucket(self, logical_id, end="1", day=20):
        """Leave a bucket with its policy; gives its name."""
        bucket = f"{STACK}-{logical_id}-{end}".lower()
        self.buckets.append({"Name": bucket, "CreationDate": datetime(2026, 11, day, tzinfo=UTC)})
        self.answers["get_bucket_tagging", bucket] = {"TagSet": tags(logical_id)}
        self.answers["get_bucket_policy", bucket] = {"Policy": "{}"}
        return bucket

    def encrypt(self, state="Enabled"):
        """Let a key of ours encrypt all log groups; gives its ARN."""
        arn = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0a1b2c3d"
        for group in self.groups:
            group["kmsKeyId"] = arn
        self.answers["describe_key", arn] = {
            "KeyMetadata": {"KeyId": "0a1b2c3d", "KeyState": state, "CreationDate": DAY}
        }
        self.key_tags = [{"TagKey": one["Key"], "TagValue": one["Value"]} for one in tags("EncryptionKey")]
        return arn

    def has(self, **physical):
        """Let the stack exist, with these physical ids by logical id."""
        self.status = "UPDATE_COMPLETE"
        self.resources = [
            {"LogicalResourceId": key, "PhysicalResourceId": value, "ResourceStatus": "CREATE_COMPLETE"}
            for key, value in physical.items()
        ]

    def look(self):
        """Look for what can be adopted; gives that of the only target."""
        (adoption,) = look(self.plan, self.plan.targets, session_for=lambda _: self)
        return adoption

    def client(self, service_name, *, config=None):
        """Be every client."""
        del service_name, config
        return self

    def get_caller_identity(self):
        """Be of the account."""
        return {"Account": self.account_id}

    def describe_stacks(self, **arguments):
        """Describe the stack, if there is one."""
        if self.status:
            self.answers["describe_stacks", STACK] = {"Stacks": [{"StackStatus": self.status}]}
        return self._answer("describe_stacks", arguments)

    def list_tags_for_resource(self, *, resourceArn):  # noqa: N803 - AWS's own name
        """Give the tags of a log group."""
        self._ask("list_tags_for_resource")
        return {"tags": self.group_tags[resourceArn.partition(":log-group:")[2]]}

    def get_paginator(self, operation):
        """Give the pages of an operation, one item a page: whoever forgets the second page finds less."""
        key, kept = _PAGES[operation]
        begins = "logGroupNamePrefix"

        class Pages:
            @staticmethod
            def paginate(**arguments):
                self._ask(operation)
                items = [
                    one
                    for one in getattr(self, kept)
                    if one.get("logGroupName", "").startswith(arguments.get(begins, ""))
                ]
                yield from ({key: [item]} for item in items)
                yield {}

        return Pages()

    def __getattr__(self, operation):
        """Answer any other call that is known."""
        if operation not in _ABSENT:
            raise AttributeError(operation)
        return lambda **arguments: self._answer(operation, arguments)

    def _answer(self, operation, arguments):
        self._ask(operation)
        about = next(iter(arguments.values()))
        if (operation, about) not in self.answers:
            raise ClientError({"Error": {"Code": _ABSENT[operation], "Message": "not there"}}, operation)
        return self.answers[operation, about]

    def _ask(self, operation):
        self.asked.append(operation)
        if operation in self.refuses:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, operation)


def stack_of(account):
    """Look; gives what is said of the only stack."""
    (stack,) = account.look().stacks
    return stack


def left_of(account):
    """Look; gives reason and name of everything that is not adopted."""
    return [(str(one.why), one.name) for one in stack_of(account).left]


def flow_log(account, *, route="cloudwatch", **more):
    """Describe the planned flow log of a route as if it were there; gives its id."""
    (planned,) = (one for one in account.plan.targets[0].flow_logs if one.destination.route == route)
    described = {
        "FlowLogId": "fl-0123456789abcdef0",
        "ResourceId": planned.source.id,
        "TrafficType": planned.traffic_type,
        "LogFormat": planned.destination.log_format,
        "MaxAggregationInterval": planned.max_aggregation_interval,
        "Tags": [*tags(), {"Key": "flowlog:entry", "Value": planned.entry}],
    }
    account.flow_logs.append({**described, **more})
    return described["FlowLogId"]
