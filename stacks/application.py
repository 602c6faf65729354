"""The CDK app: how it synthesises, and the stacks of a plan."""

import json
from pathlib import Path
from typing import Any

from aws_cdk import App

from flowlog_config.plan import Plan
from stacks.flow_log_stack import FlowLogStack

_CDK_JSON = Path(__file__).parents[1] / "cdk.json"


def make_app(*, outdir: str | None = None, context: dict[str, Any] | None = None) -> App:
    """
    Make an app that synthesises fast: no telemetry, no tree, no stack traces, and no validation of templates.

    Validation is left out because the tests check every template, and it would take longer than all the rest.

    Args:
        outdir: Where the assembly goes; CDK's own choice when None.
        context: Values beside the feature flags of ``cdk.json``, as ``cdk -c`` gives them.
    """
    return App(
        analytics_reporting=False,
        tree_metadata=False,
        stack_traces=False,
        builtin_cloud_formation_validation=False,
        outdir=outdir,
        context={**_feature_flags(), **(context or {})},
    )


def add_stacks(app: App, plan: Plan) -> list[FlowLogStack]:
    """Add the stack of every target, in the order of the file."""
    return [FlowLogStack(app, plan=plan, target=target) for target in plan.targets]


def _feature_flags() -> dict[str, Any]:
    """Read the flags that ``cdk`` passes on by itself, so that tests and ``python app.py`` agree with it."""
    flags: dict[str, Any] = json.loads(_CDK_JSON.read_text(encoding="utf-8"))["context"]
    return flags
