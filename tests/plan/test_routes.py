"""Routes: which flow logs an entry becomes, and where each goes."""

import pytest
from strategies import text_of

from flowlog_config.plan import BucketDestination, ForwardedDestination, LogDestination, StreamDestination, make_plan
from flowlog_config.schema import InvalidConfigError
from flowlog_config.schema.load import load

VPC, SUBNET, TGW = "vpc-0ed6e0000000000a1", "subnet-0ed6e0000000000a2", "tgw-0ab1e0000000000d1"

POSTED = {"forward_to": {"endpoint": "https://logs.example.com/"}}


def planned(*entries, **more):
    """Plan entries given as data."""
    file = {
        "version": 1,
        "aggregator": {"endpoint": "https://flowlogs.example.com/", "cluster_name": "production"},
        "targets": [{"account": "111122223333", "region": "eu-west-1"}],
        **more,
        "flow_logs": [{"name": f"e{i}", "select": VPC, **entry} for i, entry in enumerate(entries)],
    }
    return make_plan(load("flowlogs.yaml", text_of(file)))


def flow_logs(*entries, **more):
    """Give the flow logs of the only target."""
    (target,) = planned(*entries, **more).plan.targets
    return target.flow_logs


def kinds(*entries, **more):
    """Give route and traffic type of each flow log."""
    return sorted((one.destination.route, one.traffic_type or "") for one in flow_logs(*entries, **more))


def problems(*entries, **more):
    """Give the ids of what is wrong, or worth a look."""
    try:
        return [one.kind.id for one in planned(*entries, **more).warnings]
    except InvalidConfigError as error:
        return [one.kind.id for one in error.problems]


@pytest.mark.parametrize(
    ("route", "kind"),
    [
        ("cloudwatch", LogDestination),
        ("firehose", StreamDestination),
        ("s3", BucketDestination),
        ("lambda", ForwardedDestination),
    ],
)
def test_each_word_is_a_kind_of_destination(route, kind):
    """And all of them have a format, an id and a family."""
    (one,) = flow_logs({"route": route}, s3=POSTED)
    assert isinstance(one.destination, kind)
    assert one.destination.route == route
    assert one.destination.log_format.startswith("${version} ${account-id}")


def test_what_an_id_says_has_not_changed():
    """These ids were written down when there was one route; another one would replace what people have deployed."""
    (plain,), (said,) = flow_logs({}), flow_logs({"route": "cloudwatch"})
    assert plain == said
    assert plain.destination.id == "vpc-8f306327"


def test_no_two_routes_share_an_id():
    """Streams and groups are named after it."""
    ids = {flow_logs({"route": word}, s3=POSTED)[0].logical_id for word in ("cloudwatch", "firehose", "s3", "lambda")}
    assert len(ids) == 4


def test_several_routes_of_one_entry_are_several_flow_logs():
    """What a route says wins over the entry, and that over the defaults."""
    route = ["s3", {"to": "cloudwatch", "traffic_type": "REJECT"}]
    assert kinds({"route": route}) == [("cloudwatch", "REJECT"), ("s3", "ALL")]
    assert kinds({"route": route, "traffic_type": "ACCEPT"}) == [("cloudwatch", "REJECT"), ("s3", "ACCEPT")]
    defaults = {"traffic_type": "ACCEPT"}
    assert kinds({"route": route}, defaults=defaults) == [("cloudwatch", "REJECT"), ("s3", "ACCEPT")]


def test_a_route_has_its_own_format_interval_and_retention():
    """Everything but what is logged can differ."""
    route = [{"to": "s3", "format": "all"}, {"to": "cloudwatch", "max_aggregation_interval": 600, "retention_days": 3}]
    by_route = {one.destination.route: one for one in flow_logs({"route": route})}
    assert len(by_route["s3"].destination.fields) > 14 == len(by_route["cloudwatch"].destination.fields)
    assert (by_route["s3"].max_aggregation_interval, by_route["cloudwatch"].max_aggregation_interval) == (60, 600)
    assert by_route["cloudwatch"].destination.retention_days == 3


def test_defaults_have_a_route_and_an_entry_its_own():
    """For a file whose entries all go one way."""
    assert kinds({}, {"select": SUBNET, "route": "firehose"}, defaults={"route": "s3"}) == [
        ("firehose", "ALL"),
        ("s3", "ALL"),
    ]


def test_several_routes_of_one_entry_are_no_mistake():
    """They are meant, unlike two entries on one resource."""
    assert problems({"route": ["s3", "firehose", "cloudwatch"]}) == []
    assert problems({"route": "s3"}, {"route": "firehose"}) == ["FL315"]


def test_the_same_route_twice_collides():
    """AWS refuses the second flow log."""
    assert problems({"route": ["s3", "s3"]}) == ["FL308"]
    assert problems({"route": [{"to": "s3", "traffic_type": "REJECT"}, "s3"]}) == []


def test_overlaps_count_on_one_route_only():
    """An archive of the VPC does not have what the aggregator gets of the subnet."""
    wide, narrow = {"route": "s3"}, {"select": SUBNET}
    assert kinds(wide, narrow, overlap="drop") == [("cloudwatch", "ALL"), ("s3", "ALL")]


def test_files_lie_below_a_folder_of_the_bucket():
    """By format, so that no reader meets two formats in one folder."""
    folders = {one.destination.folder for one in flow_logs({"route": "s3", "select": [VPC, TGW]})}
    assert len(folders) == 2
    bucket = {"bucket": "arn:aws:s3:::archive/network"}
    (one,) = flow_logs({"route": "s3"}, s3=bucket)
    assert one.destination.folder == f"network/{one.destination.id}/"
    hive = "AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/"
    assert one.destination.delivered_below == one.destination.folder + hive


def test_how_long_files_are_kept_changes_no_flow_log():
    """Only what AWS cannot change in place is part of an id."""
    (before,) = flow_logs({"route": "s3"})
    (after,) = flow_logs({"route": "s3"}, s3={"expire_after_days": 30, "aggregator_reads": True})
    assert before == after


def test_a_plan_says_what_it_needs():
    """Streams need a key of the aggregator, an archive needs nothing."""
    (target,) = planned({"route": "s3"}).plan.targets
    assert not target.uses_firehose
    assert not planned({"route": "s3"}).plan.feeds_aggregator
    assert planned({"route": "s3"}, s3={"aggregator_reads": True}).plan.feeds_aggregator
    assert planned({"route": "firehose"}).plan.targets[0].uses_firehose


def test_a_reader_is_named_once():
    """Its name is part of the stack."""
    reader = {"principals": "444455556666", "external_id": "x1"}
    s3 = {"readers": [{"name": "auditor", **reader}, {"name": "auditor", **reader}]}
    assert problems({"route": "s3"}, s3=s3) == ["FL224"]


def test_posted_files_lie_apart_and_are_not_for_the_aggregator():
    """The function reads one folder, and the aggregator what lies elsewhere."""
    plan = planned({"route": ["s3", "lambda"]}, s3={**POSTED, "aggregator_reads": True}).plan
    folders = {one.route: one.folder for one in plan.targets[0].folders}
    assert folders["lambda"].startswith("forwarded/")
    assert not folders["s3"].startswith("forwarded/")
    assert plan.forwards_files
    assert plan.aggregator_takes_files
    only = planned({"route": "lambda"}, s3={**POSTED, "aggregator_reads": True}).plan
    assert not only.aggregator_takes_files


@pytest.mark.parametrize("days", [(365, 14), (14, 365)])
def test_a_log_group_that_two_entries_retire_keeps_its_records_the_longest(days):
    """Less, and CloudWatch Logs would delete what is older."""
    (before,) = (one.destination.id for one in flow_logs({}))
    more = {"format": "security", "retiring": "cloudwatch"}
    first = {"retention_days": days[0], **more}
    second = {"select": "vpc-0ed6e0000000000a2", "retention_days": days[1], "log_group": "short", **more}
    (target,) = planned(first, second).plan.targets
    assert [one.retention_days for one in target.destinations if one.id == before] == [365]
