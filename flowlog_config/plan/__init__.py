"""Config to Plan, by pure functions: the same file gives the same plan."""

from flowlog_config.plan.file import plan_file
from flowlog_config.plan.make import Planned, make_plan
from flowlog_config.plan.model import FlowLog, LogDestination, Plan, TagFieldSpecification, Target, TargetPlan

__all__ = [
    "FlowLog",
    "LogDestination",
    "Plan",
    "Planned",
    "TagFieldSpecification",
    "Target",
    "TargetPlan",
    "make_plan",
    "plan_file",
]
