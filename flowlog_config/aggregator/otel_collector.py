"""
The values of the OpenTelemetry Collector's chart: its Firehose receiver, and an encoding for each format in use.

Where the records go is the user's own: the pipeline's list of exporters is empty, and the collector does not start with
that; a default that prints or discards would lose records silently. ``alternateConfig`` and not ``config``, which Helm
would merge with the receivers and ports of the chart's example.

Source: open-telemetry/opentelemetry-helm-charts, charts/opentelemetry-collector at 0.170.0 (collector 0.158.0);
opentelemetry-collector-contrib, READMEs of receiver/awsfirehosereceiver and
extension/encoding/awslogsencodingextension; opentelemetry-collector, README of config/confighttp (checked 2026-11).
"""

from collections.abc import Iterator
from typing import Any

from flowlog_config.aggregator.access_keys import access_keys
from flowlog_config.aggregator.checks import check_pod
from flowlog_config.aggregator.dialect import Dialect
from flowlog_config.aggregator.edge import (
    CERTIFICATE_FOLDER,
    body_size_mib,
    certificate_volume,
    ends_in_pod,
    host,
    ingress,
    service_annotations,
)
from flowlog_config.aggregator.edge_notes import edge_notes, key_notes
from flowlog_config.aggregator.files import no_files
from flowlog_config.aggregator.listening import listen_address, listen_port
from flowlog_config.aggregator.sizing import sizing, sizing_note
from flowlog_config.formats import FIELDS
from flowlog_config.plan import Plan
from flowlog_config.plan.naming import digest
from flowlog_config.schema.problems import Problem, problem

RECEIVER = "awsfirehose"
ROUTER = "awslogs_encoding/router"
_HEALTH_PORT = 13133
_EXAMPLE_PORTS = ("otlp", "otlp-http", "jaeger-compact", "jaeger-thrift", "jaeger-grpc", "zipkin")
_NEWEST_MAPPED = 8
_EXPORTER = (
    "Give the pipeline an exporter in values of your own (alternateConfig.exporters, and its name in "
    "alternateConfig.service.pipelines.logs.exporters). The collector does not start without."
)
_ALPHA = (
    "Receiver and encoding are alpha, and a record that is not its format refuses the whole request: look into the "
    "backup bucket. Older receivers accept a request without any key: try one, it must get 401."
)
NOT_MAPPED = {"resource-type", "tgw-src-vpc-account-id", "tgw-dst-vpc-account-id"} | {
    name for name, field in FIELDS.items() if field.version > _NEWEST_MAPPED
}
"""Fields that the encoding's table of attributes does not name."""


def check(plan: Plan) -> Iterator[Problem]:
    """Give what the collector or its chart has no place for."""
    yield from check_pod(plan, {_HEALTH_PORT: "health checks", 8888: "its own metrics"})
    yield from no_files(plan)
    if len(access_keys(plan)) > 1:
        message = f"the receiver takes one access key, and the targets have {len(access_keys(plan))}"
        use = "a file and a collector for each target, or the vector dialect"
        yield problem("FL322", message, ("aggregator", "dialect"), use=use)
    if any(target.streams for target in plan.targets):
        message = "the encoding reads records as CloudWatch Logs wraps them, not those of the route firehose"
        yield problem("FL322", message, ("aggregator", "dialect"), use="the route cloudwatch, or the vector dialect")


def values(plan: Plan) -> dict[str, Any]:
    """Give the values: one receiver, one encoding for each format, and a router that tells them by log group."""
    secret = plan.aggregator.kubernetes_secret.name
    environment = [
        {"name": key.name, "valueFrom": {"secretKeyRef": {"name": secret, "key": key.name}}}
        for key in access_keys(plan)
    ]
    ports: dict[str, Any] = {name: {"enabled": False} for name in _EXAMPLE_PORTS}
    port, outside = listen_port(plan), 443 if service_annotations(plan) else listen_port(plan)
    ports[RECEIVER] = {"enabled": True, "containerPort": port, "servicePort": outside, "protocol": "TCP"}
    return {
        "mode": "deployment",
        **sizing(plan, copies="replicaCount"),
        "image": {"repository": "otel/opentelemetry-collector-contrib"},
        "command": {"name": "otelcol-contrib"},
        "extraEnvs": environment,
        "ports": ports,
        "alternateConfig": _configuration(plan),
        **_mounted(plan),
        **_exposed(plan),
    }


def _configuration(plan: Plan) -> dict[str, Any]:
    encodings = _encodings(plan)
    (key,) = access_keys(plan)
    receiver: dict[str, Any] = {
        "endpoint": listen_address(plan),
        "encoding": ROUTER,
        "access_key": f"${{env:{key.name}}}",
        "max_request_body_size": body_size_mib(plan.delivery.buffer_size_mib) * 2**20,
    }
    if ends_in_pod(plan):
        certificate, private = f"{CERTIFICATE_FOLDER}/tls.crt", f"{CERTIFICATE_FOLDER}/tls.key"
        receiver["tls"] = {"cert_file": certificate, "key_file": private}
    cluster = {"key": "k8s.cluster.name", "value": plan.aggregator.cluster_name, "action": "upsert"}
    return {
        "extensions": {
            "health_check": {"endpoint": f"${{env:MY_POD_IP}}:{_HEALTH_PORT}"},
            **encodings,
            ROUTER: {"format": "cloudwatch", "cloudwatch": {"streams": _streams(plan)}},
        },
        "receivers": {RECEIVER: receiver},
        "processors": {
            "memory_limiter": {"check_interval": "1s", "limit_percentage": 80, "spike_limit_percentage": 25},
            "resource/cluster": {"attributes": [cluster]},
        },
        "exporters": {},
        "service": {
            "extensions": ["health_check", *encodings, ROUTER],
            "pipelines": {
                "logs": {
                    "receivers": [RECEIVER],
                    "processors": ["memory_limiter", "resource/cluster"],
                    "exporters": [],
                }
            },
        },
    }


def _encodings(plan: Plan) -> dict[str, dict[str, Any]]:
    formats = {one.fields for target in plan.senders for one in target.log_groups}
    return {
        _encoding(fields): {"format": "vpcflow", "vpcflow": {"file_format": "plain-text", "format": " ".join(fields)}}
        for fields in sorted(formats)
    }


def _encoding(fields: tuple[str, ...]) -> str:
    return f"awslogs_encoding/{digest(fields=fields)}"


def _streams(plan: Plan) -> list[dict[str, str]]:
    """Route by log group, whose name ends in a part its stack draws; streams of transit gateways have no ``eni-``."""
    return [
        {
            "name": f"{target.stack_name}-{one.id}",
            "encoding": _encoding(one.fields),
            "log_group_pattern": f"{one.log_group_prefix}*",
            "payload": "envelope",
        }
        for target in plan.senders
        for one in target.log_groups
    ]


def _mounted(plan: Plan) -> dict[str, Any]:
    if volume := certificate_volume(plan):
        mount = {"name": volume["name"], "mountPath": CERTIFICATE_FOLDER, "readOnly": True}
        return {"extraVolumes": [volume], "extraVolumeMounts": [mount]}
    return {}


def _exposed(plan: Plan) -> dict[str, Any]:
    if front := ingress(plan, health_port=_HEALTH_PORT, health_path="/"):
        path = {"path": "/", "pathType": "Prefix", "port": listen_port(plan)}
        return {
            "ingress": {
                "enabled": True,
                "ingressClassName": front["class"],
                "annotations": front["annotations"],
                "hosts": [{"host": host(plan), "paths": [path]}],
                "tls": front["tls"],
            }
        }
    if annotations := service_annotations(plan):
        return {"service": {"type": "LoadBalancer", "annotations": annotations}}
    return {}


def notes(plan: Plan) -> list[str]:
    """Say what the values cannot do by themselves."""
    used = {name for target in plan.senders for one in target.log_groups for name in one.fields}
    unmapped = ", ".join(name for name in FIELDS if name in used & NOT_MAPPED)
    return [
        _EXPORTER,
        *edge_notes(plan, health=f"/ on port {_HEALTH_PORT}", wrong="the receiver answers 400 there"),
        *([f"The encoding's documentation has no attribute for: {unmapped}."] if unmapped else []),
        _ALPHA,
        sizing_note(plan),
        *key_notes(plan),
    ]


OTEL_COLLECTOR = Dialect(template="otel_collector.yaml.j2", check=check, values=values, notes=notes)
"""Dialect of the OpenTelemetry Collector's chart."""
