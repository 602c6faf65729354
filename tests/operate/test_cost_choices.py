"""What holds for every estimate, and the choice it proposes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_network import ATTACHMENT, WEB, loaded

from flowlog_config.operate.cost.assumed import Assumed
from flowlog_config.operate.cost.bill import total_usd
from flowlog_config.operate.cost.estimate import estimate
from flowlog_config.operate.cost.measured import EVERYTHING, Measured
from flowlog_config.operate.cost.range import in_order, total
from flowlog_config.operate.cost.show import words
from flowlog_config.plan.make import make_plan

ROUTES = ("cloudwatch", "firehose", "s3", "lambda")
S3 = "s3: {glacier_after_days: 90, forward_to: {endpoint: https://logs.example.com/}}\n"


def of(text, measured=None, **said):
    """The estimate of a file without an inventory."""
    return estimate(make_plan(loaded(text)), None, Assumed(**said), measured or {})


@st.composite
def files(draw):
    """Two entries, each on some routes."""
    lines = ["flow_logs:"]
    for name, id_ in (("a", WEB), ("b", ATTACHMENT)):
        routes = draw(st.lists(st.sampled_from(ROUTES), min_size=1, unique=True))
        traffic = f", traffic_type: {draw(st.sampled_from(['ALL', 'ACCEPT', 'REJECT']))}" if name == "a" else ""
        lines.append(f"  - {{name: {name}, select: {id_}, route: [{', '.join(routes)}]{traffic}}}")
    lines.append(S3 if draw(st.booleans()) else S3.replace("glacier_after_days: 90", "expire_after_days: 30"))
    lines.append(f"delivery: {{content_encoding: {draw(st.sampled_from(['GZIP', 'NONE']))}}}")
    return "\n".join(lines) + "\n"


@settings(max_examples=60, deadline=None)
@given(files(), st.integers(0, 10**8), st.integers(0, 10**8), st.integers(0, 10**8))
def test_more_traffic_never_costs_less(text, few, more, many):
    """At neither end; and what is at least is never more than what is at most."""
    low, middle, high = sorted((few, more, many))
    less, as_much = of(text, few=low, many=middle), of(text, few=middle, many=high)
    for i in (0, 1):
        assert less.usd[i] <= as_much.usd[i] * (1 + 1e-9)
    for one in (less, as_much):
        assert 0 <= one.usd[0] <= one.usd[1] * (1 + 1e-9)
        assert all(line.charge.quantity[0] <= line.charge.quantity[1] * (1 + 1e-9) for line in one.lines)


@settings(max_examples=60, deadline=None)
@given(files(), st.integers(0, 10**8))
def test_lines_add_up_to_what_flow_logs_and_stacks_cost(text, records):
    """Nothing is counted twice, or in no row."""
    one = of(text, few=records, many=2 * records)
    rows = total(usd for _, usd in one.usd_by_flow_log())
    standing = total_usd(line for line in one.lines if line.charge.written is None)
    assert total((rows, standing)) == pytest.approx(one.usd)


STRAIGHT = "route: firehose in the place of cloudwatch"
BILLION = {EVERYTHING: Measured(115, in_gb=True)}


def test_straight_to_firehose_is_proposed_and_really_costs_so_much_less():
    """The other file's dearest against this one's cheapest, without what costs the same in both."""
    text = f"flow_logs: [{{name: a, select: {WEB}}}]\n"
    ten_million = {EVERYTHING: Measured(1.15, in_gb=True)}
    here = of(text, ten_million)
    assert here.cheaper.choice.key == STRAIGHT
    assert here.cheaper.entries == ("a",)
    there = of(text.replace("}]", ", route: firehose}]"), ten_million)
    secret = 0.4
    saved = 1 - (there.usd[1] - secret) / (here.usd[0] - secret)
    assert here.cheaper.percent == int(100 * saved)
    assert here.cheaper.percent >= 5


def test_a_filter_needs_cloudwatch_logs():
    """Without it, straight to Firehose would be cheaper."""
    text = f"flow_logs: [{{name: a, select: {ATTACHMENT}, forward: {{log-status: OK}}}}]\n"
    assert of(text, BILLION).cheaper is None
    assert of(text.replace(", forward: {log-status: OK}", ""), BILLION).cheaper.choice.key == STRAIGHT


@pytest.mark.parametrize(
    "text",
    [
        f"flow_logs: [{{name: a, select: {WEB}, route: s3}}]\n",
        f"flow_logs: [{{name: a, select: {WEB}, route: firehose}}]\n",
    ],
)
def test_what_is_cheap_already_could_only_log_less(text):
    """Refused traffic alone is the next that saves."""
    assert of(text, BILLION).cheaper.choice.key == "traffic_type: REJECT"


def test_an_aggregator_that_reads_no_such_records_is_not_told_to():
    """FL322 would refuse it."""
    head = 'version: 1\naggregator: {dialect: otel-collector, endpoint: "https://flowlogs.example.com/", cluster_name: a}\n'
    text = f'targets: [{{account: "111122223333", region: eu-west-1}}]\nflow_logs: [{{name: a, select: {WEB}}}]\n'
    one = estimate(make_plan(loaded(text, head)), None, Assumed(), BILLION)
    assert one.cheaper.choice.key == "traffic_type: REJECT"


def test_at_many_terabytes_firehose_is_not_sure_to_be_cheaper():
    """Above 50 TB both cost 0.05 to write, and what Firehose takes is then not less."""
    text = f"flow_logs: [{{name: a, select: {WEB}}}]\n"
    assert of(text, {EVERYTHING: Measured(500_000, in_gb=True)}).cheaper.choice.key == "traffic_type: REJECT"


def test_a_long_format_that_costs_more_is_told():
    """Where nothing saves more."""
    text = f"flow_logs: [{{name: a, select: {WEB}, format: all, route: s3}}]\n"
    assert of(text, BILLION).cheaper.choice.key == "format: default"


def test_nothing_is_proposed_where_nothing_saves():
    """A transit gateway into a bucket has neither another format nor another traffic type."""
    assert of(f"flow_logs: [{{name: a, select: {ATTACHMENT}, route: s3}}]\n", BILLION).cheaper is None
    assert of(f"flow_logs: [{{name: a, select: {WEB}}}]\n", few=0, many=0).cheaper is None


def test_the_lesser_number_comes_first():
    """A part of a tier falls where the others grow more."""
    assert words((55.4, 53.2)) == "53 to 55"
    assert in_order((55.4, 53.2)) == [53, 55]
