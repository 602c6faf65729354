"""What keeps the flow logs of an account as rules say, where resources are not known when the template is made."""

from collections.abc import Mapping, Sequence
from typing import Any

from flowlog_constructs.keeper.source import source, version
from flowlog_constructs.keeper_role import STACK_ID, KeeperRole
from flowlog_constructs.resource import Resource, Scope

EVERY_MINUTES = 15
_RUNTIME = "python3.14"  # the newest in Lambda's own table of runtimes (checked 2026-11)
_TIMEOUT_SECONDS = 300
_MEMORY_MIB = 256
_LOG_RETENTION_DAYS = 14
_SECONDS_OF_ALARM = 3600
_MADE = (
    "AcceptTransitGatewayVpcAttachment",
    "CreateDefaultVpc",
    "CreateTransitGateway",
    "CreateTransitGatewayVpcAttachment",
    "CreateVpc",
)
"""Calls after which there may be something new to log. A change of tags waits for the next round: there are too many of them."""
_LOGGING = {"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "SystemLogLevel": "WARN"}


class FlowLogKeeper:
    """
    A function, and what calls it: the stack itself, a schedule, and CloudTrail's news of resources.

    The stack waits for the function and fails with it, so that a stack set shows which account has no flow logs, and why. When
    the stack is deleted, the schedule goes first and then the flow logs, before the log groups' filters and the roles; a run that
    was called before and begins later sees that, and makes none. The alarm is raised by one failed run in an hour, and also when
    there was none.

    Runs may overlap, and the code bears it. Reserved concurrency would keep them apart, but must leave an account 100
    executions, which a new one does not have; and it would turn away CloudFormation's call while the schedule's lasts.

    Args:
        scope: Parent.
        rules: What to log, see :mod:`flowlog_constructs.keeper.function`.
        flow_log_role_arn: Role that flow logs write with.
        flow_log_tags: Of every flow log, beside a rule's own.
        depends_on: Must exist before the first flow log: the filters, which do not look back.
        tags: Of all of it.

    Source: CloudFormation User Guide, custom resources; EventBridge User Guide, AWS service events via CloudTrail, which need
    a trail that logs management events; Lambda API, PutFunctionConcurrency (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        *,
        rules: Sequence[Mapping[str, Any]],
        flow_log_role_arn: str,
        flow_log_tags: Mapping[str, str],
        depends_on: Sequence[Resource],
        tags: Mapping[str, str] | None = None,
    ) -> None:
        self._scope, self._tags = scope, tags
        log = Resource(scope, "KeeperLog", "AWS::Logs::LogGroup", {"RetentionInDays": _LOG_RETENTION_DAYS}, tags=tags)
        role = KeeperRole(
            scope, "KeeperRole", flow_log_role_arn=flow_log_role_arn, log_group_arn=log.attr_arn, tags=tags
        )
        code = source({"stack": STACK_ID, "rules": rules, "tags": flow_log_tags})
        self._function = self._make_function(code, role, log, depends_on)
        # What a failed run leaves undone the next one does: nothing is gained by Lambda's own tries, hours later perhaps.
        invoked = {"FunctionName": self._function.ref, "MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 0}
        once = Resource(scope, "KeeperOnce", "AWS::Lambda::EventInvokeConfig", {**invoked, "Qualifier": "$LATEST"})
        properties = {"ServiceToken": self._function.attr_arn, "ServiceTimeout": 600, "Version": version(code)}
        flow_logs = Resource(
            scope, "FlowLogs", "AWS::CloudFormation::CustomResource", properties, depends_on=[once, *depends_on]
        )
        schedule = {"ScheduleExpression": f"rate({EVERY_MINUTES} minutes)"}
        self._call("KeeperSchedule", "Looks after the flow logs", schedule, flow_logs)
        detail = {"eventSource": ["ec2.amazonaws.com"], "eventName": list(_MADE), "errorCode": [{"exists": False}]}
        news = {"source": ["aws.ec2"], "detail-type": ["AWS API Call via CloudTrail"], "detail": detail}
        self._call("KeeperNews", "Logs what was just made", {"EventPattern": news}, flow_logs)
        self._alarm()

    def _make_function(self, code: str, role: Resource, log: Resource, depends_on: Sequence[Resource]) -> Resource:
        described = {
            "Description": "Keeps the flow logs of this account and region as the rules of the organization say",
            "Architectures": ["arm64"],
            "Runtime": _RUNTIME,
            "Handler": "index.handler",
            "Code": {"ZipFile": code},
            "Role": role.attr_arn,
            "LoggingConfig": {**_LOGGING, "LogGroup": log.ref},
            "MemorySize": _MEMORY_MIB,
            "Timeout": _TIMEOUT_SECONDS,
        }
        return Resource(
            self._scope, "Keeper", "AWS::Lambda::Function", described, depends_on=depends_on, tags=self._tags
        )

    def _call(self, construct_id: str, description: str, when: Mapping[str, Any], after: Resource) -> None:
        target = {"Arn": self._function.attr_arn, "Id": "Keeper"}
        # After the flow logs, and so deleted before them: nobody calls any more while the stack goes.
        rule = Resource(
            self._scope,
            construct_id,
            "AWS::Events::Rule",
            {"Description": description, "State": "ENABLED", **when, "Targets": [target]},
            depends_on=[after],
            tags=self._tags,
        )
        allowed = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": self._function.ref,
            "Principal": "events.amazonaws.com",
            "SourceArn": rule.attr_arn,
        }
        Resource(self._scope, f"{construct_id}Permission", "AWS::Lambda::Permission", allowed)

    def _alarm(self) -> None:
        described = {
            "AlarmDescription": "Flow logs of this account and region are not as the rules of the organization say: see the log",
            "Namespace": "AWS/Lambda",
            "MetricName": "Errors",
            "Dimensions": [{"Name": "FunctionName", "Value": self._function.ref}],
            "Statistic": "Sum",
            "Period": _SECONDS_OF_ALARM,
            "EvaluationPeriods": 1,
            "Threshold": 0,
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "breaching",
        }
        Resource(self._scope, "KeeperAlarm", "AWS::CloudWatch::Alarm", described, tags=self._tags)
