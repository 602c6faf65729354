"""The questions about each log destination's records, as saved queries of Logs Insights."""

from collections.abc import Mapping

from flowlog_config.plan import Plan, TargetPlan
from flowlog_config.plan.naming import saved_query_id, saved_query_name
from flowlog_constructs.record_log_group import RecordLogGroup
from flowlog_constructs.resource import Scope
from flowlog_constructs.saved_query import SavedQuery


def add_saved_queries(scope: Scope, *, plan: Plan, target: TargetPlan, groups: Mapping[str, RecordLogGroup]) -> None:
    """
    Add the saved queries of every log destination, each to its log group.

    Args:
        scope: The stack, or its batch.
        plan: Has the name, which is the first folder.
        target: Has the log destinations.
        groups: Log groups by the id of their log destination.
    """
    for destination in target.log_groups:
        log_group_name = groups[destination.id].ref
        for saved in destination.saved_queries:
            SavedQuery(
                scope,
                saved_query_id(destination.id, saved.question),
                name=saved_query_name(plan.name, destination.id, saved.question),
                text=saved.text,
                log_group_name=log_group_name,
                parameters=saved.parameters,
            )
