"""A query that the CloudWatch console offers beside a log group."""

from collections.abc import Mapping

from flowlog_constructs.resource import Resource, Scope


class SavedQuery(Resource):
    """
    A saved query of Logs Insights. It costs nothing until somebody runs it; a region keeps 1000.

    Args:
        scope: Parent.
        construct_id: Id in the parent.
        name: At most 255 characters; ``/`` makes folders.
        text: In Logs Insights QL, at most 10,000 characters.
        log_group_name: What it is asked of.
        parameters: At most 20 names that stand in the text as ``{{name}}``, each with what it means.

    Source: CloudWatch Logs API, PutQueryDefinition; CloudWatch Logs quotas (checked 2026-11).
    """

    def __init__(
        self,
        scope: Scope,
        construct_id: str,
        *,
        name: str,
        text: str,
        log_group_name: str,
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        asked = [{"Name": key, "Description": parameters[key]} for key in parameters] if parameters else None
        super().__init__(
            scope,
            construct_id,
            "AWS::Logs::QueryDefinition",
            {"Name": name, "QueryString": text, "LogGroupNames": [log_group_name], "Parameters": asked},
        )
