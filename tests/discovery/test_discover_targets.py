"""Reading several targets at once: everything is read, and a failure of one thing leaves the others as they are."""

import threading
import time

import pytest
from botocore.exceptions import EndpointConnectionError
from fake_aws import ACCOUNT, OTHER, FakeSession, aws_error, vpc

from flowlog_config.discovery.calls import CALLS
from flowlog_config.discovery.read import discover
from flowlog_config.discovery.sessions import SessionError
from flowlog_config.inventory.file import to_text

KEY, OTHER_KEY = (ACCOUNT, "eu-west-1"), (OTHER, "eu-central-1")


def read(target, session, **more):
    """Discover one target with a fake session."""
    return discover([target], session_for=lambda _: session, **more)


def test_reads_every_page(target):
    """Of every call, in pages as large as EC2 allows."""
    pages = [{"Vpcs": [vpc(n) for n in range(start, start + 3)]} for start in range(0, 30, 3)]
    session = FakeSession(describe_vpcs=pages)
    found = read(target, session).inventory.targets[KEY]
    assert list(found.resources) == [vpc(n)["VpcId"] for n in range(30)]
    assert {operation for operation, _ in session.asked} == {call.operation for call in CALLS}
    assert all(arguments["PaginationConfig"] == {"PageSize": 1000} for _, arguments in session.asked)


def test_asks_for_the_interfaces_that_services_manage(target):
    """An account may hide them, and they would go unlogged."""
    session = FakeSession()
    read(target, session)
    assert dict(session.asked)["describe_network_interfaces"]["IncludeManagedResources"] is True


def test_same_answers_give_the_same_bytes(target, other):
    """Whatever the order of pages, targets and threads."""
    items = [vpc(n, Tags=[{"Key": "b", "Value": "2"}, {"Key": "a", "Value": "1"}]) for n in range(50)]
    forward = {ACCOUNT: [{"Vpcs": items[:25]}, {"Vpcs": items[25:]}], OTHER: [{"Vpcs": items[:3]}]}
    backward = {account: [{"Vpcs": page["Vpcs"][::-1]} for page in pages[::-1]] for account, pages in forward.items()}

    def text(targets, pages):
        sessions = {t: FakeSession(t.account_id, describe_vpcs=pages[t.account_id]) for t in targets}
        return to_text(discover(targets, session_for=sessions.get).inventory)

    assert text([target, other], forward) == text([other, target], backward)


def test_a_denied_call_leaves_the_rest_and_says_what_is_missing(target):
    """With the permission to ask for, and no request id or encoded message."""
    denied = aws_error("UnauthorizedOperation")
    session = FakeSession(describe_vpcs=[{"Vpcs": [vpc(1)]}], describe_transit_gateways=[denied])
    discovered = read(target, session)
    found = discovered.inventory.targets[KEY]
    assert list(found.resources) == [vpc(1)["VpcId"]]
    (said,) = found.not_read
    assert said == (
        "ec2:DescribeTransitGateways: it is denied; flowlog permissions prints the policy that allows it. "
        "Transit gateways are missing"
    )
    assert [one.call.operation for one in discovered.failed[KEY]] == ["describe_transit_gateways"]


def test_nothing_is_taken_of_a_call_that_fails_on_a_later_page(target):
    """Half a list looks like a whole one in a review."""
    pages = [{"Vpcs": [vpc(1)]}, aws_error("RequestLimitExceeded")]
    found = read(target, FakeSession(describe_vpcs=pages)).inventory.targets[KEY]
    assert not found.resources
    assert "throttled it to the last retry" in found.not_read[0]


def test_a_target_of_which_nothing_can_be_read_is_not_in_the_inventory(target):
    """An empty target would look like an empty account."""
    session = FakeSession(**{call.operation: [aws_error("UnauthorizedOperation")] for call in CALLS})
    discovered = read(target, session)
    assert discovered.inventory.targets == {}
    assert "it is denied" in discovered.unread[KEY]


def test_another_account_is_refused(target):
    """Its resources would be taken for the target's."""
    session = FakeSession(OTHER, describe_vpcs=[{"Vpcs": [vpc(1)]}])
    discovered = read(target, session)
    assert discovered.inventory.targets == {}
    assert f"the credentials are of account {OTHER}, the target is {ACCOUNT}" in discovered.unread[KEY]
    assert session.asked == []


def test_a_target_that_cannot_be_entered_leaves_the_others(target, other):
    """Each target is told apart."""

    def session_for(one):
        if one is other:
            raise SessionError("no way in")
        return FakeSession(describe_vpcs=[{"Vpcs": [vpc(1)]}])

    discovered = discover([other, target], session_for=session_for)
    assert list(discovered.inventory.targets) == [KEY]
    assert discovered.unread == {OTHER_KEY: "no way in"}


def test_an_unreachable_region_is_told_in_words(target):
    """No word of the library."""
    session = FakeSession(EndpointConnectionError(endpoint_url="https://sts.example"))
    assert "AWS cannot be reached in eu-west-1" in read(target, session).unread[KEY]


def test_a_mistake_of_ours_is_not_taken_for_a_failure_of_aws(target):
    """It must end the run, not shorten the inventory."""
    with pytest.raises(KeyError, match="VpcId"):
        read(target, FakeSession(describe_vpcs=[{"Vpcs": [{"OwnerId": ACCOUNT}]}]))


def test_a_mistake_ends_what_is_still_being_read(target):
    """So does who interrupts: a large account would else be read for minutes by nobody's wish."""
    begun, ended, given = threading.Event(), threading.Event(), []

    class Many:
        def __iter__(self):
            begun.set()
            try:
                for _ in range(20_000):
                    given.append(1)
                    time.sleep(0.001)
                    yield {}
            finally:
                ended.set()

    class Wrong:
        def __iter__(self):
            begun.wait(20)
            yield {"Vpcs": [{"OwnerId": ACCOUNT}]}

    with pytest.raises(KeyError, match="VpcId"):
        read(target, FakeSession(describe_vpcs=Wrong(), describe_subnets=Many()))
    assert ended.wait(60)
    assert len(given) < 20_000


def test_every_client_slows_down_when_throttled_and_says_who_it_is(target):
    """Adaptive retries, and our name in AWS's own logs; who cannot be reached at all is not asked for minutes."""
    session = FakeSession()
    read(target, session)
    assert {service for service, _ in session.configs} == {"sts", "ec2"}
    for service, config in session.configs:
        assert config.retries == {"mode": "adaptive", "max_attempts": 10 if service == "ec2" else 4}
        assert config.connect_timeout == (10 if service == "ec2" else 5)
        assert config.user_agent_extra.startswith("flowlog/")


def test_calls_of_one_target_run_at_the_same_time(target):
    """Each waits here until all have begun, so one after the other would never end."""
    together = threading.Barrier(len(CALLS), timeout=20)

    def pages():
        together.wait()
        yield {}

    class Pages:
        def __iter__(self):
            return pages()

    discovered = read(target, FakeSession(**{call.operation: Pages() for call in CALLS}))
    assert list(discovered.inventory.targets) == [KEY]


def test_tells_progress_of_every_page_and_the_end_of_every_call(target):
    """What the bar is made of."""
    told = []
    session = FakeSession(describe_vpcs=[{"Vpcs": [vpc(1)]}, {"Vpcs": [vpc(2)]}])
    read(target, session, on_progress=told.append)
    assert [p.count for p in told if p.call.operation == "describe_vpcs"] == [1, 2, 2]
    assert sum(p.done for p in told) == len(CALLS)


def test_the_same_target_twice_is_read_once(target):
    """The file may repeat itself while it is being written."""
    session = FakeSession()
    discover([target, target], session_for=lambda _: session)
    assert len(session.asked) == len(CALLS)
