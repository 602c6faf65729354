"""
Every place where this package reaches into ministack, by name, so that an upgrade fails loudly and early.

ministack's modules are imported on first use: some of them read the environment while they are imported, which
``emulator.prepare`` must have set before.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from flowlog_config.local.engine.errors import EngineError

Operation = Callable[[Mapping[str, Any]], Any]
"""An operation of a service with a JSON protocol, as ministack has it: from a request to status, headers and body."""

_MODULES = {
    "app": "ministack.app",
    "changesets": "ministack.services.cloudformation.changesets",
    "cloudformation": "ministack.services.cloudformation",
    "cloudformation_handlers": "ministack.services.cloudformation.handlers",
    "container_reaper": "ministack.core.container_reaper",
    "drift": "ministack.services.cloudformation.drift",
    "ec2": "ministack.services.ec2",
    "firehose": "ministack.services.firehose",
    "iam": "ministack.services.iam",
    "kms": "ministack.services.kms",
    "logs": "ministack.services.cloudwatch_logs",
    "provisioners": "ministack.services.cloudformation.provisioners",
    "responses": "ministack.core.responses",
    "s3": "ministack.services.s3",
    "secretsmanager": "ministack.services.secretsmanager",
    "ssm": "ministack.services.ssm",
}

USED: dict[str, tuple[str, ...]] = {
    "app": (
        *("app", "_docker_socket_present", "_run_init_scripts", "_run_ready_scripts", "_stop_docker_containers"),
        *("_reset_all_state", "_get_reset_lock"),
    ),
    "changesets": ("_find_change_set",),
    "cloudformation": ("_stacks",),
    "cloudformation_handlers": ("_ACTION_HANDLERS",),
    "container_reaper": ("start",),
    "drift": ("_DRIFT_READERS", "supports_drift", "detect_resource_drift"),
    "ec2": (
        *("_ACTION_MAP", "_error", "reset", "_tags", "_vpcs", "_subnets", "_network_interfaces"),
        *("_nat_gateways", "_vpc_peering", "_vpc_endpoints", "_flow_logs", "_security_groups"),
        *("_put_vpc_peering_record", "_az_id_for_zone_name", "_init_defaults", "_internet_gateways"),
        *("_route_tables", "_network_acls"),
    ),
    "firehose": ("_create_delivery_stream", "_dest_description", "_HANDLERS", "_streams"),
    "iam": ("handle_request", "_roles"),
    "kms": ("_resolve_key",),
    "logs": (
        *("handle_request", "_log_groups", "_log_records", "_append_log_events", "_build_log_record"),
        *("_fanout_to_subscription_filters", "_fanout_to_live_tail_sessions", "_put_log_events"),
        *("_filter_log_events", "_put_subscription_filter", "_resolve_log_group_name", "_create_log_group"),
        *("_put_retention_policy", "_delete_log_group", "_describe_log_groups"),
        *("_destinations", "_put_destination", "_put_destination_policy", "_delete_destination"),
    ),
    "provisioners": (
        *("_RESOURCE_HANDLERS", "_REPLACING_PROPERTIES", "_STACK_TAG_PROPERTY", "_S3_BUCKET_CONFIGURATIONS"),
        *("_sm_secret_string", "_cwlogs_sync_resource_policy"),
    ),
    "responses": (
        *("AccountRegionScopedDict", "get_account_id", "get_region", "request_scope", "json_response"),
        *("error_response_json",),
    ),
    "s3": (
        *("handle_request", "_buckets", "_bucket_policies", "_put_bucket_lifecycle", "_delete_bucket_lifecycle"),
        *("_bucket_owner_account", "bucket_region", "_bucket_encryption"),
        *("_put_bucket_encryption", "_delete_bucket_encryption", "_put_bucket_ownership_controls"),
        *("_delete_bucket_ownership_controls", "_put_bucket_tagging", "_delete_bucket_tagging"),
    ),
    "secretsmanager": ("_get_random_password", "_secrets"),
    "ssm": ("_get_parameter", "_put_parameter"),
}
"""What the plugin reads, calls or replaces in ministack 1.5.33, most of it private there."""


class Module:
    """
    One module of ministack, through which only the names in ``USED`` can be reached, without their underscore.

    Raises:
        AttributeError: For a name that is not declared in ``USED``, or that the installed ministack lacks.
    """

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_short", name)
        object.__setattr__(self, "_names", {private.lstrip("_"): private for private in USED[name]})

    def __getattr__(self, name: str) -> Any:
        """Read one of ministack's names."""
        return getattr(import_module(_MODULES[self._short]), self._private(name))

    def __setattr__(self, name: str, value: Any) -> None:
        """Replace one of ministack's names."""
        setattr(import_module(_MODULES[self._short]), self._private(name), value)

    def _private(self, name: str) -> str:
        if name not in self._names:
            raise AttributeError(f"{name} of {_MODULES[self._short]} is not declared in seams.USED")
        return str(self._names[name])


app = Module("app")
changesets = Module("changesets")
cloudformation = Module("cloudformation")
cloudformation_handlers = Module("cloudformation_handlers")
container_reaper = Module("container_reaper")
drift = Module("drift")
ec2 = Module("ec2")
firehose = Module("firehose")
iam = Module("iam")
kms = Module("kms")
logs = Module("logs")
provisioners = Module("provisioners")
responses = Module("responses")
s3 = Module("s3")
secretsmanager = Module("secretsmanager")
ssm = Module("ssm")


def missing() -> list[str]:
    """List every name in ``USED`` that the installed ministack does not have."""
    return [
        f"{_MODULES[module]}.{name}"
        for module, names in USED.items()
        for name in names
        if not hasattr(import_module(_MODULES[module]), name)
    ]


def verify() -> None:
    """
    Refuse to run on a ministack the plugin does not fit.

    Raises:
        EngineError: With the names that are gone.
    """
    gone = missing()
    if gone:
        raise EngineError(
            "this ministack does not have what the engine's plugin needs: "
            + ", ".join(gone)
            + ". Install the pinned release: pip install 'ministack==1.5.33'"
        )
