"""The private names of ministack the plugin uses: an upgrade that moves one fails here, and by name."""

import inspect
from importlib.metadata import version

import pytest

from flowlog_config.local.engine import EngineError, seams

pytestmark = pytest.mark.usefixtures("running_engine")


def test_installed_ministack_is_the_pinned_one():
    """The plugin was written against one release."""
    assert version("ministack") == "1.5.33"


@pytest.mark.parametrize("module", sorted(seams.USED))
def test_every_seam_of_a_module_exists(module):
    """Each name is there, under the name the plugin reads it by."""
    for private in seams.USED[module]:
        assert getattr(getattr(seams, module), private.lstrip("_")) is not None


def test_a_seam_that_is_gone_stops_the_engine_and_is_named(monkeypatch):
    """The error says what is missing and which release to install."""
    monkeypatch.setitem(seams.USED, "ec2", ("_tags", "_gone"))
    with pytest.raises(EngineError, match=r"ministack\.services\.ec2\._gone.*ministack==1\.5\.33"):
        seams.verify()


def test_undeclared_names_of_ministack_cannot_be_reached():
    """Whatever the plugin touches is in the list, so the list can be trusted."""
    with pytest.raises(AttributeError, match="not declared"):
        seams.ec2.instances  # noqa: B018 - the reading itself is under test


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        ("ec2.error", ["code", "message", "status"]),
        ("ec2.put_vpc_peering_record", ["record", "default_region"]),
        ("ec2.az_id_for_zone_name", ["zone_name"]),
        ("logs.append_log_events", ["stream", "events"]),
        ("logs.build_log_record", ["ptr", "timestamp_ms", "message", "log_group", "log_stream"]),
        ("logs.fanout_to_subscription_filters", ["group_name", "stream_name", "events"]),
        ("logs.fanout_to_live_tail_sessions", ["group_name", "stream_name", "events"]),
        ("logs.resolve_log_group_name", ["data"]),
        ("logs.put_retention_policy", ["data"]),
        ("logs.put_destination", None),
        ("logs.put_destination_policy", None),
        ("logs.delete_destination", ["data"]),
        ("provisioners.cwlogs_sync_resource_policy", ["name", "arn", "props", "old_props"]),
        ("secretsmanager.get_random_password", ["data"]),
        ("responses.request_scope", ["account_id", "region"]),
        ("s3.bucket_owner_account", ["name"]),
        ("s3.bucket_region", ["name"]),
        ("s3.put_bucket_lifecycle", ["name", "body"]),
        ("s3.put_bucket_encryption", ["name", "body"]),
        ("iam.handle_request", ["method", "path", "headers", "body", "query_params"]),
        ("kms.resolve_key", None),
    ],
)
def test_functions_the_plugin_calls_take_what_it_gives(function, parameters):
    """A changed signature is found before a deploy finds it."""
    module, _, name = function.partition(".")
    found = list(inspect.signature(getattr(getattr(seams, module), name)).parameters)
    assert found == parameters if parameters is not None else len(found) == 1


def test_every_replaced_operation_is_ours():
    """The plugin is in place in ministack's own dispatch tables."""
    for action in ("CreateFlowLogs", "DescribeNetworkInterfaces", "CreateTransitGateway", "DescribeVpcEndpoints"):
        assert seams.ec2.ACTION_MAP[action].__module__.startswith("flowlog_config")
    assert seams.firehose.HANDLERS["CreateDeliveryStream"].__module__.startswith("flowlog_config")
    assert seams.logs.put_subscription_filter.__module__.startswith("flowlog_config")


def test_engine_starts_no_scripts_and_touches_no_containers():
    """What stock ministack does to the machine it starts on is switched off."""
    app = seams.app
    assert app.docker_socket_present() is False
    for name in ("run_init_scripts", "run_ready_scripts", "stop_docker_containers"):
        assert getattr(app, name).__module__ == "flowlog_config.local.engine.emulator"
    assert seams.container_reaper.start.__module__ == "flowlog_config.local.engine.emulator"
