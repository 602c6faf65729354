"""What a person has to know about the way from Firehose to any aggregator."""

from flowlog_config.aggregator.access_keys import access_keys
from flowlog_config.aggregator.edge import body_size_mib
from flowlog_config.aggregator.listening import listen_port
from flowlog_config.plan import Plan

_TLS = (
    "TLS must end in front of the source: it speaks plain HTTP on port {port} of the pod, Firehose only HTTPS on 443. "
    "Use a load balancer or ingress with a certificate of a public authority."
)
_DNS = "The host of {endpoint} must lead there in public DNS; Firehose reaches no private address."
_BODY = (
    "What is in front must accept bodies of {body} MiB ({size} MiB of records, and base64 adds a third). It must never "
    "answer 413: Firehose drops such records for good."
)
_HEALTH = (
    "A health check must not GET port {port}: {wrong}, and no target would be healthy. Check {health}, or TCP only."
)
_EXISTING = (
    "An existing secret's key must be letters and digits with a letter among them: the aggregator puts it into its "
    "configuration as text, before it reads it as YAML."
)
_ROTATING = "`rotating` is on: the lines also read each secret's next key (version AWSPENDING). Turn it off once all is through."


def edge_notes(plan: Plan, *, health: str, wrong: str) -> list[str]:
    """
    Say what has to be between Firehose and the pod, as far as the values do not say it themselves; nothing without Firehose.

    Args:
        plan: What will exist.
        health: What a health check may ask for.
        wrong: What happens at the records' own port instead.
    """
    if not access_keys(plan):
        return []
    port, size = listen_port(plan), plan.delivery.buffer_size_mib
    open_ = plan.aggregator.tls is None
    found = [
        _TLS.format(port=port) if open_ else "",
        _DNS.format(endpoint=plan.aggregator.endpoint),
        _BODY.format(body=body_size_mib(size), size=size),
        _HEALTH.format(port=port, wrong=wrong, health=health) if open_ else "",
    ]
    return [one for one in found if one]


def key_notes(plan: Plan) -> list[str]:
    """Say what is special about the plan's access keys."""
    existing = any(key.secret for key in access_keys(plan))
    return [*([_EXISTING] if existing else []), *([_ROTATING] if plan.aggregator.rotating else [])]
