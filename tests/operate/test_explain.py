"""
Why a resource is logged, or is not.

Longer than 200 lines because every reason there is has its case here, beside the others it must not be taken for.
"""

import pytest
from small_network import (
    ACCOUNT,
    ATTACHMENT,
    BALANCER,
    CONNECT,
    DATABASE,
    GATEWAY,
    HEAD,
    KEY,
    NAT_INTERFACE,
    REGIONAL,
    SUBNET,
    VPC,
    WEB,
    ZONAL,
    everything,
    interface,
    inventory,
    loaded,
    vpc,
)

from flowlog_config.inventory.model import Inventory
from flowlog_config.operate.explain import Explainer


def explained(rest, id_, found=None, head=HEAD):
    """Explain a resource of the small network under a file."""
    found = found or inventory()
    explainer = Explainer(loaded(rest, head).config, found)
    ((target, one),) = [(t, r) for t in explainer.targets for r in t.resources.values() if r.id == id_]
    return explainer.explain(target, one)


def reasons(explanation):
    """Give every reason's text."""
    return [reason.text for verdict in explanation.verdicts for reason in verdict.reasons]


def test_names_the_selector_that_logs_it_and_its_place():
    """By itself, through a selector that ships."""
    one = explained("flow_logs: [{name: edge, select: edge}]", NAT_INTERFACE)
    (verdict,) = one.covered_by
    assert (verdict.entry, verdict.scope, verdict.traffic_type) == ("edge", "itself", "ALL")
    assert verdict.reasons[0].path == ("flow_logs", 0, "select", 0)
    assert 'selected by "edge"' in verdict.reasons[0].text


def test_names_the_condition_it_does_not_meet():
    """With what the resource has instead."""
    one = explained('flow_logs: [{name: a, select: {type: network-interface, tags: {env: "prod*"}}}]', WEB)
    assert not one.covered_by
    (reason,) = one.verdicts[0].reasons
    assert reason.text.endswith("it has no tag env")
    assert reason.path == ("flow_logs", 0, "select", 0, "tags", "env")


@pytest.mark.parametrize(
    ("selector", "said"),
    [
        ("{kind: [instance]}", "{kind: instance}"),
        ("{kind: [instance, rds], public: false}", "{kind: [instance, rds], public: false}"),
        (
            "{all: [{kind: instance}, {not: {tags: {environment: [test, staging]}}}]}",
            "{all: [{kind: instance}, {not: {tags: {environment: [test, …",
        ),
        ("selector", '"selector"'),
    ],
)
def test_a_selector_without_a_name_is_told_by_its_text(selector, said):
    """Of several in a list, that says which; a long one is cut."""
    text = f"selectors: {{selector: {{kind: instance}}}}\nflow_logs: [{{name: a, select: [{selector}]}}]"
    (reason,) = explained(text, WEB).covered_by[0].reasons
    assert reason.text == f"it is selected by {said}"


@pytest.mark.parametrize(("id_", "scope"), [(VPC, "vpc"), (SUBNET, "subnet")])
def test_an_interface_is_logged_through_what_it_is_in(id_, scope):
    """Its VPC or its subnet."""
    one = explained(f"flow_logs: [{{name: a, select: {id_}}}]", DATABASE)
    (verdict,) = one.covered_by
    assert verdict.scope == scope
    assert f"its {scope} {id_} is selected" in verdict.reasons[0].text


def test_a_subnet_is_logged_through_its_vpc():
    """The narrower scopes are not asked for."""
    (verdict,) = explained(f"flow_logs: [{{name: a, select: {VPC}}}]", SUBNET).covered_by
    assert verdict.scope == "vpc"


def test_an_attachment_is_logged_through_its_gateway_and_not_through_the_vpc_it_attaches():
    """The VPC's records are of another kind."""
    (verdict,) = explained(f"flow_logs: [{{name: a, select: {GATEWAY}}}]", ATTACHMENT).covered_by
    assert (verdict.scope, verdict.traffic_type) == ("transit gateway", "ALL")
    assert not explained(f"flow_logs: [{{name: a, select: {VPC}}}]", ATTACHMENT).covered_by


def test_exclude_is_named_as_the_reason():
    """Whatever selected it."""
    one = explained("flow_logs: [{name: a, select: edge, exclude: {public: true}}]", NAT_INTERFACE)
    assert not one.covered_by
    (reason,) = one.verdicts[0].reasons
    assert reason.path == ("flow_logs", 0, "exclude", 0)
    assert reason.text == "excluded by {public: true}"


def test_an_excluded_vpc_is_the_reason_for_its_interface():
    """The selector fits its VPC; the exclusion of that is what counts."""
    one = explained(f"flow_logs: [{{name: a, select: everything, exclude: {VPC}}}]", WEB)
    assert reasons(one) == [f'its vpc {VPC}: excluded by "{VPC}"']


def test_a_shared_vpc_is_the_reason_for_its_interface():
    """Only its owner can log it."""
    others = [one for one in everything() if one.id != VPC]
    one = explained("flow_logs: [{name: a, select: everything}]", WEB, inventory([*others, vpc(owner="444455556666")]))
    assert not one.covered_by
    (text,) = reasons(one)
    assert text.startswith(f"its vpc {VPC}: ")
    assert "only the owner can log it" in text


def test_a_connect_attachment_cannot_be_logged():
    """And says why."""
    one = explained("flow_logs: [{name: a, select: {type: transit-gateway-attachment}}]", CONNECT)
    assert not one.covered_by
    assert "connect attachment has no flow log of its own" in reasons(one)[0]


def test_a_zonal_nat_gateway_is_logged_through_its_interface():
    """That is what its traffic passes."""
    (verdict,) = explained("flow_logs: [{name: edge, select: edge}]", ZONAL).covered_by
    assert verdict.scope == "interface"
    assert NAT_INTERFACE in verdict.reasons[0].text


def test_a_zonal_nat_gateway_whose_interface_is_unknown_says_so():
    """Nothing is silently unlogged."""
    found = inventory([one for one in everything() if one.id != NAT_INTERFACE])
    one = explained("flow_logs: [{name: edge, select: edge}]", ZONAL, found)
    assert not one.covered_by
    assert "logged by its network interface, and the inventory has none" in reasons(one)[0]


def test_a_regional_nat_gateway_is_logged_by_itself():
    """It has no interface, and what its VPC's flow log holds of it is not established."""
    assert not explained(f"flow_logs: [{{name: a, select: {VPC}}}]", REGIONAL).covered_by
    (verdict,) = explained("flow_logs: [{name: edge, select: edge}]", REGIONAL).covered_by
    assert verdict.scope == "itself"


def test_two_entries_of_the_same_traffic_are_billed_twice():
    """One through the VPC, one by itself."""
    one = explained(f"flow_logs: [{{name: a, select: edge}}, {{name: b, select: {VPC}}}]", NAT_INTERFACE)
    assert [verdict.entry for verdict in one.covered_by] == ["a", "b"]
    assert one.twice == {"ACCEPT", "REJECT"}


def test_rejected_traffic_alone_can_be_billed_twice():
    """All of it here, the rejected there."""
    one = explained(f"flow_logs: [{{name: a, select: {WEB}}}, {{name: b, select: {VPC}, traffic_type: REJECT}}]", WEB)
    assert one.twice == {"REJECT"}


def test_another_id_is_said_shortly():
    """Whether it stands for the resource itself or for what it is in."""
    one = explained("flow_logs: [{name: a, select: [vpc-0ffffffffffffffff, eni-0ffffffffffffffff]}]", WEB)
    assert reasons(one) == ["it is not vpc-0ffffffffffffffff, nor in it", "it is not eni-0ffffffffffffffff, nor in it"]


def test_one_entry_that_logs_it_at_two_scopes_bills_it_twice():
    """AWS does not tell entries apart."""
    one = explained(f"flow_logs: [{{name: a, select: [edge, {VPC}]}}]", NAT_INTERFACE)
    assert [verdict.scope for verdict in one.covered_by] == ["itself", "vpc"]
    assert one.twice


def test_accepted_and_rejected_traffic_are_not_billed_twice():
    """No record is in both."""
    rest = f"flow_logs: [{{name: a, select: {WEB}, traffic_type: ACCEPT}}, {{name: b, select: {VPC}, traffic_type: REJECT}}]"
    one = explained(rest, WEB)
    assert len(one.covered_by) == 2
    assert not one.twice


def test_overlap_drop_is_named_as_the_reason():
    """The VPC's flow log has all its records."""
    rest = f"overlap: drop\nflow_logs: [{{name: a, select: edge}}, {{name: b, select: {VPC}}}]"
    one = explained(rest, NAT_INTERFACE)
    assert [verdict.entry for verdict in one.covered_by] == ["b"]
    (reason,) = one.verdicts[0].reasons
    assert reason.path == ("overlap",)
    assert f'"b" logs its vpc {VPC}' in reason.text


def test_overlap_drop_keeps_what_the_wider_flow_log_has_not():
    """A VPC of rejected traffic has none of the accepted."""
    rest = f"overlap: drop\nflow_logs: [{{name: a, select: edge}}, {{name: b, select: {VPC}, traffic_type: REJECT}}]"
    assert [verdict.entry for verdict in explained(rest, NAT_INTERFACE).covered_by] == ["a", "b"]


def test_an_interface_that_comes_and_goes_is_warned_of():
    """When it is logged by itself, and only then."""
    one = explained(f"flow_logs: [{{name: a, select: {BALANCER}}}]", BALANCER)
    assert any(SUBNET in text and "comes and goes" in text for text in reasons(one))
    assert len(reasons(explained(f"flow_logs: [{{name: a, select: {SUBNET}}}]", BALANCER))) == 1


def test_an_entry_for_another_target_says_so():
    """In several targets, each entry is judged where it applies."""
    other = ("444455556666", "eu-central-1")
    head = HEAD.replace("targets: [", f'targets: [{{account: "{other[0]}", region: {other[1]}, name: network}}, ')
    found = Inventory(
        {**inventory().targets, **inventory([interface("eni-0000000f", "rds", owner=other[0])], key=other).targets}
    )
    one = explained("flow_logs: [{name: a, select: {kind: rds}, targets: network}]", DATABASE, found, head)
    assert reasons(one) == [f"it is not for {ACCOUNT}-eu-west-1"]
    there = explained("flow_logs: [{name: a, select: {kind: rds}, targets: network}]", "eni-0000000f", found, head)
    assert (there.account_id, there.region) == other
    assert there.covered_by


def test_every_resource_gets_a_reason_whatever_the_file_says():
    """An answer without a reason is no answer."""
    files = ["edge", "everything", "inter-vpc", f"[{VPC}, {GATEWAY}]", "{type: subnet, tags: {tier: db}}"]
    for select in files:
        explainer = Explainer(
            loaded(f"flow_logs: [{{name: a, select: {select}, exclude: {{kind: rds}}}}]").config, inventory()
        )
        for one in explainer.everything():
            assert one.verdicts
            assert all(verdict.reasons for verdict in one.verdicts), (select, one.resource.id)


def test_a_target_without_inventory_is_left_out():
    """Its resources are unknown, not unlogged."""
    explainer = Explainer(
        loaded("flow_logs: [{name: a, select: edge}]").config, inventory(key=("999999999999", "eu-west-1"))
    )
    assert list(explainer.targets) == []
    assert KEY not in [(t.account_id, t.region) for t in explainer.targets]


def test_several_routes_are_no_double_bill():
    """Each is wanted, and says where its records go; the same route twice is one."""
    archived = f"name: a, select: {VPC}, route: [s3, {{to: cloudwatch, traffic_type: REJECT}}]"
    one = explained(f"flow_logs: [{{{archived}}}]", WEB)
    assert [(v.route, v.traffic_type) for v in one.covered_by] == [("s3", "ALL"), ("cloudwatch", "REJECT")]
    assert not one.twice
    again = explained(f"flow_logs: [{{{archived}}}, {{name: b, select: {WEB}, route: s3}}]", WEB)
    assert again.twice == {"ACCEPT", "REJECT"}


def test_overlap_drop_leaves_other_routes_alone():
    """The VPC's files do not reach the aggregator, so the interface keeps its own way there."""
    rest = f"overlap: drop\nflow_logs: [{{name: a, select: {WEB}}}, {{name: b, select: {VPC}, route: s3}}]"
    assert [(v.entry, v.route) for v in explained(rest, WEB).covered_by] == [("a", "cloudwatch"), ("b", "s3")]
