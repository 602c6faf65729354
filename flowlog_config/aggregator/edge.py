"""
What stands in front of the aggregator, at a public address on port 443, and where TLS ends.

Firehose delivers over HTTPS to public names only, waits up to three minutes for an answer, and drops for good what is
answered with 413.

Source: Firehose guide, HTTP endpoint delivery request and response specifications; AWS Load Balancer Controller, Ingress
annotations and Service annotations; ingress-nginx, Annotations (checked 2026-11).
"""

from typing import Any
from urllib.parse import urlsplit

from flowlog_config.plan import Plan

ANSWER_SECONDS = 180
"""How long Firehose waits for an answer."""

CERTIFICATE_FOLDER = "/etc/flowlog/certificate"
"""Where the pod finds ``tls.crt`` and ``tls.key`` when TLS ends in it."""

CERTIFICATE_VOLUME = "flowlog-certificate"
_ALB = "alb.ingress.kubernetes.io"
_NLB = "service.beta.kubernetes.io/aws-load-balancer"
_NGINX = "nginx.ingress.kubernetes.io"


def body_size_mib(buffer_size_mib: int) -> int:
    """
    Say how large an uncompressed request can become, in MiB, rounded up.

    Base64 adds a third and JSON a little to each record. Firehose itself stops at 64 MiB.
    """
    return min(64, -(-buffer_size_mib * 3 // 2))


def host(plan: Plan) -> str:
    """Give the endpoint's public name."""
    return urlsplit(plan.aggregator.endpoint).hostname or ""


def ends_in_pod(plan: Plan) -> bool:
    """Whether the aggregator itself speaks TLS."""
    return plan.aggregator.tls is not None and plan.aggregator.tls.at == "pod"


def ingress(plan: Plan, *, health_port: int, health_path: str) -> dict[str, Any] | None:
    """
    Give class, annotations and TLS of an Ingress; None when another thing stands in front.

    The health of an ALB's targets is asked for at another port than the records go to, where a GET is an error.
    """
    tls = plan.aggregator.tls
    if tls and tls.at == "alb":
        annotations = {
            f"{_ALB}/scheme": "internet-facing",
            f"{_ALB}/target-type": "ip",
            f"{_ALB}/listen-ports": '[{"HTTPS":443}]',
            f"{_ALB}/certificate-arn": tls.certificate,
            f"{_ALB}/healthcheck-port": str(health_port),
            f"{_ALB}/healthcheck-path": health_path,
            f"{_ALB}/load-balancer-attributes": f"idle_timeout.timeout_seconds={ANSWER_SECONDS}",
        }
        return {"class": "alb", "annotations": annotations, "tls": []}
    if tls and tls.at == "nginx":
        annotations = {
            f"{_NGINX}/proxy-body-size": f"{body_size_mib(plan.delivery.buffer_size_mib)}m",
            f"{_NGINX}/proxy-read-timeout": str(ANSWER_SECONDS),
        }
        return {
            "class": "nginx",
            "annotations": annotations,
            "tls": [{"secretName": tls.certificate, "hosts": [host(plan)]}],
        }
    return None


def service_annotations(plan: Plan) -> dict[str, str] | None:
    """
    Give the annotations of a Service that is a network load balancer; None when another thing stands in front.

    Its health check is the controller's default, a TCP connection to the port of the records.
    """
    tls = plan.aggregator.tls
    if tls is None or tls.at not in {"nlb", "pod"}:
        return None
    annotations = {f"{_NLB}-type": "external", f"{_NLB}-scheme": "internet-facing", f"{_NLB}-nlb-target-type": "ip"}
    if tls.at == "nlb":
        annotations |= {f"{_NLB}-ssl-cert": tls.certificate, f"{_NLB}-ssl-ports": "443"}
    return annotations


def certificate_volume(plan: Plan) -> dict[str, Any] | None:
    """Give the volume with the pod's own certificate; None when TLS ends in front of the pod."""
    tls = plan.aggregator.tls
    if tls is None or tls.at != "pod":
        return None
    return {"name": CERTIFICATE_VOLUME, "secret": {"secretName": tls.certificate}}
