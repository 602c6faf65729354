"""What ``flowlog query`` does when AWS, or whoever asks, gives no answer: it says so, and stops what would go on scanning."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from fake_insights import FILE, refused

from flowlog_config.discovery import sessions

INTERRUPTED = Path(__file__).with_name("interrupted_query.py")


@pytest.mark.parametrize(
    ("operation", "code", "words"),
    [
        ("describe_log_groups", "AccessDeniedException", "logs:DescribeLogGroups: it is denied"),
        ("start_query", "AccessDeniedException", "logs:StartQuery: it is denied"),
        ("start_query", "MalformedQueryException", "please report it with what --print prints"),
        ("get_query_results", "ThrottlingException", "logs:GetQueryResults: AWS throttled it"),
    ],
)
def test_what_fails_is_said_with_exit_code_1(insights, operation, code, words):
    """And never taken for an empty answer."""
    insights.fails[operation] = refused(code)
    ran = insights.run("top-bytes")
    assert ran.exit_code == 1
    assert words in ran.stderr
    assert "no such records" not in ran.stdout
    assert json.loads(insights.run("top-bytes", "--json").stdout)["ok"] is False


def test_an_answer_lost_on_the_way_stops_its_query(insights):
    """It would go on scanning."""
    insights.fails["get_query_results"] = refused("ThrottlingException")
    insights.run("rejected-by-source")
    assert insights.stopped == ["q1"]


def test_waits_while_the_account_runs_as_many_as_it_may(insights):
    """One that ends makes room."""
    insights.fails["start_query"] = [refused("LimitExceededException")] * 2
    assert insights.run("rejected-by-source").exit_code == 0


def test_another_account_is_refused(insights):
    """Before anything is asked of it."""
    insights.account_id = "444455556666"
    ran = insights.run("top-bytes")
    assert ran.exit_code == 1
    assert "the credentials are of account 444455556666" in ran.stderr
    assert insights.started == []


def test_log_groups_that_are_not_there_are_said(insights):
    """A part may be new; without any there is no answer."""
    del insights.groups[0]
    ran = insights.run("top-bytes")
    assert ran.exit_code == 1
    assert "deploy first" in ran.stderr


def test_more_log_groups_than_a_query_takes_are_no_answer(insights):
    """Those kept from earlier count; none is left out without a word."""
    insights.groups += [f"{name}{number}" for name in insights.groups for number in range(50)]
    ran = insights.run("rejected-by-source")
    assert ran.exit_code == 1
    assert "51 log groups are more than the 50 AWS takes" in ran.stderr
    assert insights.started == []


@pytest.mark.parametrize("status", ["Failed", "Cancelled", "Timeout", "Unknown"])
def test_a_query_that_aws_ends_is_no_answer(insights, status):
    """Whatever AWS calls it."""
    insights.statuses = ["Running", status]
    ran = insights.run("rejected-by-source")
    assert ran.exit_code == 1
    assert f"AWS ended the query: {status.lower()}" in ran.stderr


def test_a_query_that_takes_too_long_is_stopped(insights):
    """It would go on billing."""
    insights.statuses = ["Running"]
    ran = insights.run("rejected-by-source", "--timeout", "1")
    assert ran.exit_code == 1
    assert "no answer after 1 s" in ran.stderr
    assert insights.stopped == ["q1"]


def test_the_same_refusal_is_told_once(insights, monkeypatch):
    """A target has several log groups, each asked by itself."""

    def nobody(_):
        raise sessions.SessionError("there are no AWS credentials")

    monkeypatch.setattr(sessions, "Sessions", lambda **_: nobody)
    ran = insights.run("top-bytes")
    assert ran.exit_code == 1
    assert ran.stderr.count(": not answered\n") == 2
    assert ran.stderr.count("there are no AWS credentials") == 1


def test_an_interrupt_stops_the_queries_that_run(tmp_path):
    """Ctrl-C ends a real process with exit code 130, and nothing goes on scanning."""
    (tmp_path / "flowlogs.yaml").write_text(FILE.replace("tgw-0000000000000000a", "vpc-0000000000000000b"))
    command = [sys.executable, str(INTERRUPTED), str(tmp_path / "flowlogs.yaml")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        assert process.stdout.readline() == "running\n"
        process.send_signal(signal.SIGINT)
        said, errors = process.communicate(timeout=30)
    assert said == "['q1']\n"
    assert "stopped, and the queries with it" in errors
    assert process.returncode == 130
