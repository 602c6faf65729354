"""Config to Plan, by pure functions: the same file gives the same plan."""

from flowlog_config.plan.file import plan_file
from flowlog_config.plan.make import Planned, make_plan
from flowlog_config.plan.model import (
    BucketDestination,
    Destination,
    FlowLog,
    ForwardedDestination,
    LogDestination,
    Plan,
    StreamDestination,
    TagFieldSpecification,
    Target,
    TargetPlan,
)

__all__ = [
    "BucketDestination",
    "Destination",
    "FlowLog",
    "ForwardedDestination",
    "LogDestination",
    "Plan",
    "Planned",
    "StreamDestination",
    "TagFieldSpecification",
    "Target",
    "TargetPlan",
    "make_plan",
    "plan_file",
]
