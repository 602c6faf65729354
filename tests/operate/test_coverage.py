"""How much of an account is logged."""

from small_network import KEY, NAT_INTERFACE, VPC, inventory, loaded

from flowlog_config.operate.coverage import Count, coverage
from flowlog_config.operate.explain import Explainer


def covered(rest):
    """Count the small network under a file."""
    return coverage(Explainer(loaded(rest).config, inventory()).everything())[KEY]


def test_counts_by_kind():
    """Interfaces by theirs, attachments by what they attach, regional NAT gateways by themselves."""
    assert covered("flow_logs: [{name: a, select: edge}]") == {
        "instance": Count(uncovered=1),
        "nat-gateway": Count(covered=1),
        "rds": Count(uncovered=1),
        "application-load-balancer": Count(uncovered=1),
        "regional nat-gateway": Count(covered=1),
        "vpc attachment": Count(uncovered=1),
        "connect attachment": Count(uncovered=1),
    }


def test_counts_what_is_billed_twice_apart():
    """And not also as logged once."""
    counts = covered(f"flow_logs: [{{name: a, select: {NAT_INTERFACE}}}, {{name: b, select: {VPC}}}]")
    assert counts["nat-gateway"] == Count(doubly=1)
    assert counts["rds"] == Count(covered=1)


def test_traffic_split_between_two_flow_logs_is_logged_once():
    """ACCEPT here, REJECT there."""
    rest = f"flow_logs: [{{name: a, select: {VPC}, traffic_type: ACCEPT}}, {{name: b, select: {VPC}, traffic_type: REJECT}}]"
    assert covered(rest)["rds"] == Count(covered=1)
