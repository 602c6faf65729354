"""Where the aggregator is installed, and the lines that install it with the values."""

import shlex
from dataclasses import dataclass

from flowlog_config.plan import Plan


@dataclass(frozen=True, slots=True)
class _Chart:
    """
    A chart, as `helm upgrade` names it.

    Attributes:
        namespace: Where it is installed unless the file says otherwise.
        release: Its release, with ``--install`` where there may be none yet.
        name: Repository and chart.
        version: What the values were compared with; empty when no chart is public.
        repository: Where it is from.
    """

    namespace: str
    release: str
    name: str
    version: str = ""
    repository: str = ""


_CHARTS = {
    "kubesense": _Chart("kubesense", "RELEASE", "CHART"),
    "vector": _Chart("vector", "--install vector", "vector/vector", "0.57.0", "https://helm.vector.dev"),
    "otel-collector": _Chart(
        *("observability", "--install flow-logs", "open-telemetry/opentelemetry-collector", "0.170.0"),
        "https://open-telemetry.github.io/opentelemetry-helm-charts",
    ),
}
"""By dialect; the pages in docs/aggregators say the same. How KubeSense is installed is its customers' to know."""


def namespace(plan: Plan) -> str:
    """Give the namespace of the aggregator and of its Kubernetes secret: the file's, or the one its dialect is known by."""
    return plan.aggregator.kubernetes_secret.namespace or _CHARTS[plan.aggregator.dialect].namespace


def namespace_line(plan: Plan) -> str:
    """Give the line that makes the namespace."""
    return f"kubectl create namespace {shlex.quote(namespace(plan))}    # unless it is there"


def install_lines(plan: Plan, values_file: str) -> list[str]:
    """
    Give the lines that install or upgrade the aggregator.

    Args:
        plan: What will exist.
        values_file: The values that were written.
    """
    chart = _CHARTS[plan.aggregator.dialect]
    ours, yours = f"-f {shlex.quote(values_file)}", "-f your-values.yaml"
    if not chart.repository:
        files, what = f"{yours} {ours}", "RELEASE and CHART are those you installed it with"
    else:
        files, what = f"{ours} {yours}", f"the values were made for chart {chart.version}"
    upgrade = (
        f"helm upgrade {chart.release} {chart.name} --namespace {shlex.quote(namespace(plan))} {files}    # {what}"
    )
    repository = [f"helm repo add {chart.name.partition('/')[0]} {chart.repository}"] if chart.repository else []
    return [*repository, upgrade]
