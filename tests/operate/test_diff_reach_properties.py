"""Whether a change is refused, against records counted one by one: routes, traffic, filters, and who reads files."""

from itertools import product
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from small_network import KEY, SUBNET, WEB, inventory

from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.readers import Reader
from flowlog_config.operate.diff.refusals import counted, refusals
from flowlog_config.operate.diff.state import Logged, LogGroup, Part, StackState
from flowlog_config.operate.diff.unlogged import Coverage
from flowlog_config.plan.filters import filter_pattern

FIELDS = ("version", "dstport", "action")
RECORDS = frozenset(product(("ACCEPT", "REJECT"), (22, 443, 80)))
SLOW = settings(max_examples=400, deadline=None)


class Way(NamedTuple):
    """One flow log: what it logs, how, and which actions and ports go on."""

    source: str
    route: str
    traffic: str
    action: str
    ports: tuple[int, ...]

    @property
    def logged(self):
        """Give the records it writes."""
        return {one for one in RECORDS if self.traffic in ("ALL", one[0])}

    @property
    def sent(self):
        """Give those that go on."""
        return {one for one in self.logged if one[0] in (self.action or one[0]) and one[1] in (self.ports or (one[1],))}


class Side(NamedTuple):
    """What is deployed, or will be: flow logs, and who gets files."""

    ways: tuple[Way, ...]
    aggregator_reads: bool
    readers: bool
    function: bool

    def receivers(self, way):
        """Give who gets what a flow log sends; a bucket that nobody reads is one itself."""
        if way.route in ("cloudwatch", "firehose"):
            return {"aggregator"}
        if way.route == "lambda":
            return {"endpoint"} if self.function else {"archive"}
        read = {"aggregator": self.aggregator_reads, "readers": self.readers}
        return {who for who, reads in read.items() if reads} or {"archive"}

    def got(self, who, source):
        """Give the records of a resource that somebody gets; the interface is in the subnet."""
        around = {WEB: (WEB, SUBNET), SUBNET: (SUBNET,)}[source]
        ways = [one for one in self.ways if one.source in around]
        return {record for one in ways if who in self.receivers(one) for record in one.sent}

    def state(self):
        """Give it as a stack."""
        return StackState(
            "a",
            {_id(one): _logged(one) for one in self.ways},
            {f"Group{_id(one)}": _group(one) for one in self.ways if one.route == "cloudwatch"},
            parts={"Forwarder": Part("AWS::Lambda::Function", "")} if self.function else {},
            aggregator_reads=self.aggregator_reads,
            readers={"Reader": Reader(("444455556667",), "agreed-before")} if self.readers else {},
        )


def _id(way):
    return "".join(map(str, way))


def _logged(way):
    into = f"Group{_id(way)}" if way.route == "cloudwatch" else ""
    return Logged(
        logical_id=_id(way),
        source_id=way.source,
        traffic_type=way.traffic,
        route=way.route,
        log_format=" ".join(f"${{{name}}}" for name in FIELDS),
        into=into,
        retention_days=14 if into else None,
    )


def _group(way):
    conditions = {"action": [way.action]} if way.action else {}
    conditions |= {"dstport": way.ports} if way.ports else {}
    return LogGroup(14, filter_pattern(FIELDS, conditions))


def refused(before, after):
    """Tell whether the change needs a word."""
    found = compare({KEY: {"a": before.state()}}, {KEY: {"a": after.state()}}, Coverage(inventory()).verdict)
    return bool(refusals(counted(found), allow_unlogged=False, allow_deletion=False))


def loses(before, after):
    """Tell whether records are written no more, or somebody gets them no more and nobody who had none has them instead."""
    for one in before.ways:
        stays = [other for other in after.ways if other.source in (one.source, SUBNET)]
        if not one.logged <= {record for other in stays for record in other.logged}:
            return True
        for who in before.receivers(one):
            files = {r for other in stays if other.route in ("s3", "lambda") for r in other.sent}
            got = files if who == "archive" else after.got(who, one.source)
            others = [new for new in ("aggregator", "endpoint", "readers") if not before.got(new, one.source)]
            if not one.sent <= got and not any(one.sent <= after.got(new, one.source) for new in others):
                return True
    return False


def sides(*sources):
    """Draw what is deployed: ports of filters are in one another, so that no two filters make up a third one."""
    traffic, action = st.sampled_from(("ALL", "ACCEPT", "REJECT")), st.sampled_from(("", "ACCEPT", "REJECT"))
    ports = st.sampled_from(((), (22,), (22, 443)))
    source = st.sampled_from(sources)
    forwarded = st.builds(Way, source, st.just("cloudwatch"), traffic, action, ports).filter(lambda one: one.sent)
    other = st.builds(Way, source, st.sampled_from(("firehose", "s3", "lambda")), traffic, st.just(""), st.just(()))
    ways = st.lists(forwarded | other, max_size=3, unique=True).map(tuple)
    return st.builds(Side, ways, st.booleans(), st.booleans(), st.booleans())


@SLOW
@given(sides(SUBNET), sides(SUBNET))
def test_a_change_is_refused_when_records_are_lost_and_only_then(before, after):
    """On one resource, where all that can stand in for a flow log is known."""
    assert refused(before, after) == loses(before, after)


@SLOW
@given(sides(WEB, SUBNET), sides(WEB, SUBNET))
def test_no_record_is_lost_unsaid_around_a_resource_either(before, after):
    """Flow logs of what it is in count, too; halves that are logged at different places may be refused all the same."""
    assert refused(before, after) >= loses(before, after)


@SLOW
@given(sides(WEB, SUBNET))
def test_no_change_is_never_refused(side):
    """Whatever is deployed."""
    assert not refused(side, side)
