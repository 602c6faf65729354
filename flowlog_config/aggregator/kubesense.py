"""
The values of KubeSense's chart, whose aggregator is Vector.

Only keys that KubeSense documents or the public copy of its chart has are written, and none that takes something away:

- ``customSources`` comes from https://docs.kubesense.ai/docs/05-integrations/11-aws/03-vpc-flow-logs (checked 2026-11).
- ``aggregator.envFrom``, and never ``aggregator.env``: Helm replaces lists, and the chart's own ``env`` holds the
  password of its ClickHouse sink, without which Vector does not start. The chart leaves ``envFrom`` empty
  (kubesense-ai/kubesense.github.io, branch gh-pages, charts/kubesense/values.yaml, checked 2026-11).
- Never ``customConfig`` or ``service.ports``, which replace the pipeline and the ports of everything else.
"""

from typing import Any

from flowlog_config.aggregator.access_keys import access_keys
from flowlog_config.aggregator.checks import check
from flowlog_config.aggregator.dialect import Dialect
from flowlog_config.plan import Plan

SOURCE = "vpc_flow_logs"
"""The source's name: the documented one, as it is not known whether KubeSense's parser looks at it."""

_TLS = (
    "TLS must end in front of the source: it speaks plain HTTP on port {port} of the pod, Firehose only HTTPS on 443. "
    "Use a load balancer or ingress with a certificate of a public authority."
)
_DNS = (
    "The host of {endpoint} must lead there in public DNS; Firehose reaches no private address. Whether the chart's "
    "Service has a port for the source is not known: look, and add a Service if not."
)
_BODY = (
    "What is in front must accept bodies of {body} MiB ({size} MiB of records, and base64 adds a third). It must never "
    "answer 413: Firehose drops such records for good."
)
_HEALTH = (
    "A health check must not GET port {port}: Vector answers 500 there, and no target would be healthy. "
    "Check /health on port 8686, or TCP only."
)
_INTERPOLATION = (
    "Vector 0.57 and later read ${NAME} only when started with VECTOR_DANGEROUSLY_ALLOW_ENV_VAR_INTERPOLATION=true. "
    "Without it the text itself is the key, and it is no secret. Try it: a request with that text must get 401."
)
_LISTS = (
    "Helm replaces lists: if your other values set aggregator.envFrom, put all entries in one list. An address is "
    "bound once: the keys of a second file of flow logs go into the same source."
)
_EXISTING = (
    "An existing secret's key must be letters and digits with a letter among them: Vector puts it into its "
    "configuration as text, before it reads it as YAML."
)


def values(plan: Plan) -> dict[str, Any]:
    """Give the values: one source, since an address can be bound once, that accepts the key of every target."""
    return {
        "global": {"cluster_name": plan.aggregator.cluster_name},
        "aggregator": {
            "envFrom": [{"secretRef": {"name": plan.aggregator.kubernetes_secret.name}}],
            "customSources": {
                "enabled": True,
                "sources": {
                    SOURCE: {
                        "type": "aws_kinesis_firehose",
                        "address": plan.aggregator.listen_address,
                        "access_keys": [f"${{{key.name}}}" for key in access_keys(plan)],
                        "store_access_key": False,
                        "record_compression": "auto",
                    }
                },
            },
        },
    }


def notes(plan: Plan) -> list[str]:
    """Say what the values cannot do by themselves."""
    port = plan.aggregator.listen_address.rpartition(":")[2]
    size = plan.delivery.buffer_size_mib
    found = [
        _TLS.format(port=port),
        _DNS.format(endpoint=plan.aggregator.endpoint),
        _BODY.format(body=body_size_mib(size), size=size),
        _HEALTH.format(port=port),
        _INTERPOLATION,
        _LISTS,
    ]
    return [*found, _EXISTING] if any(key.secret for key in access_keys(plan)) else found


def body_size_mib(buffer_size_mib: int) -> int:
    """
    Say how large an uncompressed request can become, in MiB, rounded up.

    Base64 adds a third and JSON a little to each record. Firehose itself stops at 64 MiB.

    Source: Firehose guide, HTTP endpoint delivery request and response specifications (checked 2026-11).
    """
    return min(64, -(-buffer_size_mib * 3 // 2))


KUBESENSE = Dialect(template="kubesense.yaml.j2", check=check, values=values, notes=notes)
"""KubeSense's dialect."""
