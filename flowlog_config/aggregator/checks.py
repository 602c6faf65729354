"""What the schema of the file lets through and an aggregator in Kubernetes does not take."""

import ipaddress
import re
from collections.abc import Iterator, Mapping

from flowlog_config.aggregator.install import namespace
from flowlog_config.aggregator.listening import listen_address
from flowlog_config.plan import Plan
from flowlog_config.schema.problems import Problem, problem

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_SUBDOMAIN = rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*"
_EVALUATED = re.compile(r"\{\{|\$[\w.{$]")
_HIGHEST_PORT = 65535


def check_pod(plan: Plan, taken_ports: Mapping[int, str]) -> Iterator[Problem]:
    """
    Give what would break any aggregator, or be read by Helm or Vector as something else than it says.

    Charts may pass values through Helm's ``tpl``, which evaluates ``{{``, and Vector replaces ``$NAME`` and ``${NAME}``
    in its configuration before it reads it; a name it does not know keeps it from starting. Where KubeSense does so is
    not public, so a text that means the same either way is required.

    Args:
        plan: What will exist.
        taken_ports: Ports the aggregator uses itself, and what for.

    Source: Vector, Environment variables; Kubernetes, Object names and IDs (checked 2026-11).
    """
    aggregator = plan.aggregator
    if found := _EVALUATED.search(aggregator.cluster_name):
        message = f"`{found[0]}` in the name would be evaluated by Helm or Vector"
        yield problem("FL214", message, ("aggregator", "cluster_name"), use="a name without {{ and $")
    if wrong := _not_bindable(listen_address(plan), taken_ports):
        yield problem("FL205", wrong, ("aggregator", "listen_address"), use="0.0.0.0:443")
    secret = aggregator.kubernetes_secret
    for key, value, pattern, use in (
        ("name", secret.name, _SUBDOMAIN, "flowlog-access-keys"),
        ("namespace", namespace(plan), _LABEL, "kubesense"),
    ):
        if not re.fullmatch(pattern, value):
            message = "Kubernetes takes lower-case letters, digits and -, with a letter or digit at both ends"
            yield problem("FL214", message, ("aggregator", "kubernetes_secret", key), use=use)


def _not_bindable(address: str, taken_ports: Mapping[int, str]) -> str:
    host, _, port = address.rpartition(":")
    if not 0 < int(port) <= _HIGHEST_PORT:
        return f"{port} is no port: they go from 1 to {_HIGHEST_PORT}"
    if int(port) in taken_ports:
        return f"the aggregator itself uses port {port} for {taken_ports[int(port)]}"
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return f"{host} is no IP address"
    return ""
