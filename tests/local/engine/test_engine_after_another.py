"""Engines in one process, one after the other."""

from flowlog_config.local.engine import Settings, ThreadEngine


def test_a_second_engine_finds_nothing_of_the_first():
    """The emulator's state outlives the thread, and the sample network's ids are always the same."""
    for _ in range(2):
        with ThreadEngine(Settings(sample_network=True)) as engine:
            ec2, logs = engine.client("ec2"), engine.client("logs")
            assert len(ec2.describe_vpcs()["Vpcs"]) == 3
            assert logs.describe_log_groups()["logGroups"] == []
            logs.create_log_group(logGroupName="/left")
