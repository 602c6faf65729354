"""How many interfaces flow logs cover, and how many records they are taken to write."""

import pytest
from small_network import ATTACHMENT, GATEWAY, REGIONAL, SUBNET, VPC, WEB, interface, inventory, loaded, vpc

from flowlog_config.operate.cost.assumed import Assumed
from flowlog_config.operate.cost.measured import EVERYTHING, Measured, with_measured
from flowlog_config.operate.cost.written import written_by
from flowlog_config.plan.make import make_plan


def written(text, found=None, **said):
    """What the file's flow logs write, with an inventory or without."""
    return written_by(make_plan(loaded(text), found, recording=True).plan, found, Assumed(**said))


def entry(select, **more):
    """A file of one entry."""
    return f"flow_logs: [{{name: a, select: [{select}]{''.join(f', {k}: {v}' for k, v in more.items())}}}]\n"


@pytest.mark.parametrize(
    ("select", "interfaces"),
    [(VPC, 4), (SUBNET, 4), (WEB, 1), (REGIONAL, 1), (GATEWAY, 1), (ATTACHMENT, 1), (f"{WEB}, {SUBNET}", 5)],
)
def test_counts_what_is_in_the_inventory(select, interfaces):
    """Regional NAT gateways only by themselves, zonal ones by their interface, connect attachments not at all."""
    (one,) = written(entry(select), inventory())
    assert (one.interfaces, one.not_known) == (interfaces, ())


def test_without_an_inventory_each_vpc_counts_as_one_and_says_so():
    """Its size is not known, unless it is given."""
    (one,) = written(entry(f"{VPC}, {WEB}"))
    assert (one.interfaces, one.not_known) == (2, (VPC,))
    (one,) = written(entry(f"{VPC}, {WEB}"), interfaces=300)
    assert (one.interfaces, one.not_known) == (301, ())


def test_ten_thousand_interfaces_are_each_counted():
    """One by one, and by their VPC."""
    many = [vpc(), *(interface(f"eni-{i:017x}", "instance") for i in range(10_000))]
    text = (
        f"flow_logs: [{{name: a, select: {{type: network-interface}}}}, {{name: b, select: {VPC}}}]\noverlap: allow\n"
    )
    each, whole = written(text, inventory(many))
    assert (each.interfaces, each.flow_logs) == (10_000, 10_000)
    assert (whole.interfaces, whole.flow_logs) == (10_000, 1)


@pytest.mark.parametrize(
    ("more", "records"),
    [
        ({}, (7300, 73_000)),
        ({"traffic_type": "ACCEPT"}, (5110, 73_000)),
        ({"traffic_type": "REJECT"}, (73, 21_900)),
        ({"max_aggregation_interval": 600}, (730, 73_000)),
    ],
)
def test_records_are_those_of_interfaces_and_hours(more, records):
    """10 to 100 an hour, 730 hours; less of them for a traffic type or a long interval."""
    (one,) = written(entry(WEB, **more), few=10, many=100)
    assert one.records == pytest.approx(records)


def test_bytes_are_those_of_the_format():
    """Unless something else was measured."""
    assert [written(entry(id_))[0].bytes_per_record for id_ in (WEB, GATEWAY)] == [115, 399]
    assert written(entry(WEB, format="security"))[0].bytes_per_record == 237
    assert written(entry(WEB), bytes_per_record=200)[0].bytes_per_record == 200


SEVERAL = f"""\
flow_logs:
  - {{name: a, select: {WEB}, route: [s3, {{to: cloudwatch, traffic_type: REJECT}}]}}
  - {{name: b, select: {GATEWAY}}}
"""


def test_what_was_measured_is_shared_out_whole():
    """Between all entries and routes, in proportion to what is assumed."""
    found = with_measured(written(SEVERAL), {EVERYTHING: Measured(500, in_gb=True)})
    assert sum(one.gb[0] for one in found) == pytest.approx(500)
    assert all(one.gb[0] == one.gb[1] for one in found)
    assert found[0].destination.route == "s3"
    assert found[0].gb[0] > found[1].gb[0] > 0


def test_what_was_measured_of_one_entry_leaves_the_others():
    """In records an hour."""
    before = written(SEVERAL)
    after = with_measured(before, {"a": Measured(1000, in_gb=False)})
    assert sum(one.records[0] for one in after if one.entry == "a") == pytest.approx(730_000)
    assert after[2] == before[2]


def test_nothing_measured_is_lost_where_nothing_is_assumed():
    """An entry without interfaces gets its amount, too."""
    found = with_measured(written(entry(WEB), few=0, many=0), {EVERYTHING: Measured(7, in_gb=True)})
    assert found[0].gb == pytest.approx((7, 7))
