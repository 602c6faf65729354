"""The demo's endpoint for files that the function posts: waited for, and counted."""

import json
import ssl
import urllib.request

import pytest

from flowlog_config.local.demo.arrived import Line
from flowlog_config.local.demo.narrator import Narrator
from flowlog_config.local.demo.posted import Posted

WANTED = [Line("bucket/a", "", "x"), Line("bucket/b", "", "x"), Line("bucket/b", "", "y")]


@pytest.fixture
def posted(tmp_path, monkeypatch):
    """The endpoint, which waits for nothing that does not come."""
    monkeypatch.setattr("flowlog_config.local.demo.posted._LONGEST_WAIT_SECONDS", 0)
    with Posted(tmp_path) as running:
        yield running


def post(posted, *texts):
    """Post records as the function does."""
    context = ssl.create_default_context(cafile=posted._authority)
    body = json.dumps([{"message": text} for text in texts]).encode()
    request = urllib.request.Request(posted.url, body)  # noqa: S310 - the test's own endpoint
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    opener.open(request, timeout=60).close()


def test_what_comes_twice_is_one_record_and_replaces_none(posted):
    """A message that its queue brings again has no place of its own, and does not stand for one that is missing."""
    post(posted, "x", "x")
    post(posted, "x", "x")
    assert posted.wait(WANTED, Narrator(1)) == WANTED[:2]
    post(posted, "y")
    assert posted.wait(WANTED, Narrator(1)) == WANTED


def test_what_no_file_holds_is_none_of_its_records(posted):
    """A record that was changed on its way is missing."""
    post(posted, "x", "z")
    assert posted.wait(WANTED, Narrator(1)) == WANTED[:1]
