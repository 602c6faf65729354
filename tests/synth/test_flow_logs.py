"""Flow logs and the log groups they write into."""

import pytest
from aws_cdk.assertions import Match
from synthesised import flat

FLOW_LOG = "AWS::EC2::FlowLog"
LOG_GROUP = "AWS::Logs::LogGroup"


def _of(synthesised, resource_id):
    return next(p for p in synthesised.properties(FLOW_LOG) if p["ResourceId"] == resource_id)


@pytest.mark.parametrize(
    ("resource_id", "kind"),
    [
        ("vpc-0ed6e0000000000a1", "VPC"),
        ("subnet-0ed6e0000000000a2", "Subnet"),
        ("eni-0ed6e0000000000a3", "NetworkInterface"),
        ("nat-0ed6e0000000000a4", "RegionalNatGateway"),
        ("tgw-0ab1e0000000000d1", "TransitGateway"),
        ("tgw-attach-0ab1e0000000000d2", "TransitGatewayAttachment"),
    ],
)
def test_names_the_resource_type_cloudformation_expects(rich, resource_id, kind):
    """Every kind of id becomes the resource type of its kind."""
    assert _of(rich, resource_id)["ResourceType"] == kind


@pytest.mark.parametrize("resource_id", ["tgw-0ab1e0000000000d1", "tgw-attach-0ab1e0000000000d2"])
def test_gives_transit_gateways_no_traffic_type_and_60_seconds(rich, resource_id):
    """EC2 refuses a traffic type, and any interval but 60, for transit gateways."""
    properties = _of(rich, resource_id)
    assert "TrafficType" not in properties
    assert properties["MaxAggregationInterval"] == 60


def test_writes_traffic_type_and_interval_of_the_file(rich):
    """What the file says about a flow log is what EC2 is told."""
    properties = _of(rich, "vpc-0ed6e0000000000a1")
    assert (properties["TrafficType"], properties["MaxAggregationInterval"]) == ("REJECT", 600)


def test_always_writes_format_and_interval(smallest, rich):
    """A default of AWS's that changes must not change the records."""
    for properties in (*smallest.properties(FLOW_LOG), *rich.properties(FLOW_LOG)):
        assert properties["LogFormat"].startswith("${")
        assert properties["MaxAggregationInterval"] in {60, 600}


def test_format_is_the_one_the_stream_tells_the_aggregator(rich):
    """The columns in the common attributes are those of the flow logs whose records the stream carries."""
    filters = {
        flat(f["LogGroupName"]): flat(f["DestinationArn"]) for f in rich.properties("AWS::Logs::SubscriptionFilter")
    }
    streams = rich.resources("AWS::KinesisFirehose::DeliveryStream")
    for properties in rich.properties(FLOW_LOG):
        stream = streams[filters[flat(properties["LogGroupName"])].strip("<>").removesuffix(".Arn")]["Properties"]
        request = stream["HttpEndpointDestinationConfiguration"]["RequestConfiguration"]
        told = {a["AttributeName"]: a["AttributeValue"] for a in request["CommonAttributes"]}
        assert told["format"] == properties["LogFormat"].replace("${", "").replace("}", "")


def test_goes_to_a_log_group_of_the_stack_with_the_role_of_the_stack(smallest):
    """The log group is given by name, since its ARN ends with :* and EC2 refuses that."""
    smallest.template.has_resource_properties(
        FLOW_LOG,
        {
            "LogDestinationType": "cloud-watch-logs",
            "LogGroupName": {"Ref": Match.string_like_regexp("^LogGroup")},
            "DeliverLogsPermissionArn": {"Fn::GetAtt": ["FlowLogRole", "Arn"]},
            "LogDestination": Match.absent(),
        },
    )


def test_waits_for_the_filter_that_forwards_its_records(rich):
    """A filter does not look back, so records written before it would never reach the aggregator."""
    filters = {id_: f["Properties"] for id_, f in rich.resources("AWS::Logs::SubscriptionFilter").items()}
    for flow_log in rich.resources(FLOW_LOG).values():
        (filter_id,) = flow_log["DependsOn"]
        assert filters[filter_id]["LogGroupName"] == flow_log["Properties"]["LogGroupName"]


def test_gives_the_tag_keys_of_tag_fields(rich):
    """Tag fields stay empty unless EC2 is told the keys."""
    specifications = _of(rich, "vpc-0c0de0000000000b2")["TagFieldSpecifications"]
    assert specifications == [{"ResourceType": "instance", "TagKeys": ["service"]}]


def test_tags_a_flow_log_with_its_place_in_the_file(rich):
    """A flow log says which entry it comes from; its own tags win over those of the file."""
    tags = {tag["Key"]: tag["Value"] for tag in _of(rich, "vpc-0ed6e0000000000a1")["Tags"]}
    ours = {"Name": "flowlog/rejected", "flowlog:name": "network", "flowlog:entry": "rejected"}
    assert tags == {**ours, "team": "security"}


def test_tags_everything_that_takes_tags(rich):
    """The file's tags and the project's name are on every taggable resource."""
    untaggable = {
        "AWS::Logs::QueryDefinition",
        "AWS::Logs::SubscriptionFilter",
        "AWS::Logs::LogStream",
        "AWS::S3::BucketPolicy",
        FLOW_LOG,  # has its own test
    }
    for id_, resource in rich.documents[0]["Resources"].items():
        if resource["Type"] not in untaggable:
            tags = {tag["Key"]: tag["Value"] for tag in resource["Properties"]["Tags"]}
            assert tags == {"team": "network", "flowlog:name": "network"}, id_


def test_log_groups_can_have_subscription_filters_and_forget_in_time(rich):
    """Only STANDARD log groups can be forwarded; each keeps records as long as the file says."""
    groups = rich.properties(LOG_GROUP)
    assert {group["LogGroupClass"] for group in groups} == {"STANDARD"}
    assert 3653 in {group["RetentionInDays"] for group in groups}


def test_log_groups_are_named_by_cloudformation(rich):
    """A log group kept from an earlier stack, or from an earlier entry, has another name and fails no deployment."""
    assert not [group for group in rich.properties(LOG_GROUP) if "LogGroupName" in group]


def test_the_plan_knows_how_the_names_of_log_groups_begin(rich):
    """The aggregator and the commands find groups by what comes before CloudFormation's random part."""
    (target,) = rich.plan.targets
    ids = {flow_log["LogGroupName"]["Ref"] for flow_log in rich.properties(FLOW_LOG)}
    assert {d.log_group_prefix for d in target.destinations} == {f"{target.stack_name}-{id_}-" for id_ in ids}
