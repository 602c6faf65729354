"""``flowlog local traffic --follow``: minute by minute, until it is stopped."""

import threading
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from deployed_pipeline import add_flow_log, deploy, flow_log_role

from flowlog_config.local.commands import traffic as room
from flowlog_config.local.commands.group import local

MINUTE = 1_795_000_020 // 60 * 60


class Moments:
    """Wakes the waiting one at given moments, and stops it when none is left."""

    def __init__(self, *moments):
        self._left, self.now = list(moments), 0.0

    def wait(self, _seconds):
        """Let time pass."""
        if self._left:
            self.now = self._left.pop(0)
            return False
        return True


def test_each_minute_comes_once(monkeypatch):
    """A wait that ends early brings none twice, and writing that takes longer than a minute leaves none out."""
    stop = Moments(MINUTE + 59.99, MINUTE + 60.01, MINUTE + 60.02, MINUTE + 185, MINUTE + 240)
    monkeypatch.setattr(room, "time", SimpleNamespace(time=lambda: stop.now))
    written = [[window.start - MINUTE for window in windows] for windows in room._following(stop, MINUTE + 5)]
    assert written == [[0], [60, 120], [180]]


@pytest.mark.parametrize(("allowed", "code"), [(True, 0), (False, 1)])
def test_stopping_it_does_not_hide_what_went_wrong(clients, monkeypatch, allowed, code):
    """Its exit code is that of what it wrote, since Ctrl-C is its only end."""
    deploy(clients)
    role = flow_log_role(clients)
    add_flow_log(clients, role, resource_type="VPC", resource_id="vpc-0c0de0000000000b1", TrafficType="ALL")
    if not allowed:
        clients.iam.delete_role_policy(RoleName="flow-logs", PolicyName="inline")
    stopped = threading.Event()
    stopped.set()
    monkeypatch.setattr(room, "stop_signal", lambda: stopped)
    engine = ("--endpoint-url", clients.logs.meta.endpoint_url)
    assert CliRunner().invoke(local, ["traffic", "--follow", *engine]).exit_code == code
