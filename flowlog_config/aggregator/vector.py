"""
The values of Vector's own chart: role Aggregator, and the whole configuration from source to parsed records.

Where the records go is the user's own: the sink ``records`` has its inputs and nothing else, so that Vector refuses to
start, saying so, until values of the user's add a type; a default that prints or discards would lose records silently.

Source: vectordotdev/helm-charts, charts/vector at 0.57.0; https://vector.dev/docs/reference/configuration/, and
vectordotdev/vector at 0.38.0, 0.43.0, 0.48.0, 0.55.0 and 0.57.0 (checked 2026-11).
"""

from collections.abc import Iterator
from typing import Any

from flowlog_config.aggregator.access_keys import access_keys
from flowlog_config.aggregator.checks import check_pod
from flowlog_config.aggregator.dialect import Dialect
from flowlog_config.aggregator.edge import (
    CERTIFICATE_FOLDER,
    certificate_volume,
    ends_in_pod,
    host,
    ingress,
    service_annotations,
)
from flowlog_config.aggregator.edge_notes import edge_notes, key_notes
from flowlog_config.aggregator.files import POLICY_OUTPUT, only_own_bucket
from flowlog_config.aggregator.listening import listen_address, listen_port
from flowlog_config.aggregator.sizing import sizing, sizing_note
from flowlog_config.aggregator.vector_files import file_sources, lines_transform
from flowlog_config.aggregator.vrl import program
from flowlog_config.plan import Plan
from flowlog_config.schema.problems import Problem

SOURCE = "firehose"
TRANSFORM = "flow_logs"
"""Output with an event for each record; ``flow_logs.dropped`` has what is no record at all."""

_API_PORT = 8686
_KEYS = "access_keys"
_KEYS_FOLDER = "/etc/flowlog/access-keys"
_KEYS_VOLUME = "flowlog-access-keys"
_DIRECTORY_SECRETS = 43
_NO_PLAYGROUND = 55


_SINK = (
    "Give the sink `records` a type and a place in values of your own (customConfig.sinks.records); its inputs are set. "
    "Vector does not start without."
)


_FILES = (
    f"Vector reads files as whoever its service account is in AWS: attach the policy of each stack's output {POLICY_OUTPUT} to the "
    "role in the annotation eks.amazonaws.com/role-arn of the chart's serviceAccount, or to the user whose credentials the pod has."
)


def check(plan: Plan) -> Iterator[Problem]:
    """Give what would break Vector or its chart."""
    yield from check_pod(plan, {_API_PORT: "its API"})
    yield from only_own_bucket(plan)


def values(plan: Plan) -> dict[str, Any]:
    """Give the values, with one source, since an address can be bound once, and one program for all formats."""
    probe = {"httpGet": {"path": "/health", "port": "api"}}
    return {
        "role": "Aggregator",
        **sizing(plan, copies="replicas"),
        "customConfig": _configuration(plan),
        "livenessProbe": probe,
        "readinessProbe": probe,
        **_mounted(plan),
        **_exposed(plan),
    }


def _minor(plan: Plan) -> int:
    return int(plan.aggregator.vector_version.split(".")[1])


def _configuration(plan: Plan) -> dict[str, Any]:
    names = [name for key in access_keys(plan) for name in key.names]
    from_files = _minor(plan) >= _DIRECTORY_SECRETS
    reference = f"SECRET[{_KEYS}.{{}}]" if from_files else "${{{}}}"
    files = file_sources(plan, reference)
    lines = lines_transform(plan, files)
    source: dict[str, Any] = {
        "type": "aws_kinesis_firehose",
        "address": listen_address(plan),
        "access_keys": [reference.format(name) for name in names],
        "store_access_key": False,
        "record_compression": "auto",
    }
    if ends_in_pod(plan):
        certificate, key = f"{CERTIFICATE_FOLDER}/tls.crt", f"{CERTIFICATE_FOLDER}/tls.key"
        source["tls"] = {"enabled": True, "crt_file": certificate, "key_file": key}
    secrets = {"secret": {_KEYS: {"type": "directory", "path": _KEYS_FOLDER}}} if from_files else {}
    playground = {"playground": False} if _minor(plan) < _NO_PLAYGROUND else {}
    return {
        "data_dir": "/vector-data-dir",
        "api": {"enabled": True, "address": f"0.0.0.0:{_API_PORT}"} | playground,
        "acknowledgements": {"enabled": True},
        **secrets,
        "sources": ({SOURCE: source} if names else {}) | files,
        "transforms": {
            **lines,
            TRANSFORM: {
                "type": "remap",
                "inputs": [*([SOURCE] if names else []), *lines],
                "drop_on_error": True,
                "drop_on_abort": True,
                "reroute_dropped": True,
                "source": program(plan),
            },
        },
        "sinks": {
            "records": {"inputs": [TRANSFORM]},
            "dropped": {"type": "console", "inputs": [f"{TRANSFORM}.dropped"], "encoding": {"codec": "json"}},
        },
    }


def _mounted(plan: Plan) -> dict[str, Any]:
    volumes, mounts = [], []
    secret = plan.aggregator.kubernetes_secret.name
    if _minor(plan) >= _DIRECTORY_SECRETS:
        volumes.append({"name": _KEYS_VOLUME, "secret": {"secretName": secret}})
        mounts.append({"name": _KEYS_VOLUME, "mountPath": _KEYS_FOLDER, "readOnly": True})
    if certificate := certificate_volume(plan):
        volumes.append(certificate)
        mounts.append({"name": certificate["name"], "mountPath": CERTIFICATE_FOLDER, "readOnly": True})
    environment = {} if _minor(plan) >= _DIRECTORY_SECRETS else {"envFrom": [{"secretRef": {"name": secret}}]}
    return environment | ({"extraVolumes": volumes, "extraVolumeMounts": mounts} if volumes else {})


def _exposed(plan: Plan) -> dict[str, Any]:
    if not access_keys(plan):
        return {}
    if front := ingress(plan, health_port=_API_PORT, health_path="/health"):
        path = {"path": "/", "pathType": "Prefix", "port": {"name": SOURCE, "number": listen_port(plan)}}
        return {
            "ingress": {
                "enabled": True,
                "className": front["class"],
                "annotations": front["annotations"],
                "hosts": [{"host": host(plan), "paths": [path]}],
                "tls": front["tls"],
            }
        }
    if annotations := service_annotations(plan):
        # Only the records' port: the chart's own list would put the API on the internet as well.
        port = {"name": SOURCE, "port": 443, "targetPort": listen_port(plan), "protocol": "TCP"}
        return {"service": {"type": "LoadBalancer", "annotations": annotations, "ports": [port]}}
    return {}


def notes(plan: Plan) -> list[str]:
    """Say what the values cannot do by themselves."""
    return [
        _SINK,
        *edge_notes(plan, health=f"/health on port {_API_PORT}", wrong="Vector answers 500 there"),
        sizing_note(plan),
        "Helm replaces lists: if your other values set extraVolumes, extraVolumeMounts or envFrom, put all entries in one list.",
        *key_notes(plan),
        *([_FILES] if plan.aggregator_takes_files else []),
    ]


VECTOR = Dialect(template="vector.yaml.j2", check=check, values=values, notes=notes)
"""Dialect of Vector's own chart."""
