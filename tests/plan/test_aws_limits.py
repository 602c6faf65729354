"""Every name and value of a plan is one AWS takes, by AWS's own service models."""

import re
import string

import botocore.session
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import files, text_of

from flowlog_config.formats import DEFAULT_FORMATS, FIELDS, Family, fields_of
from flowlog_config.plan import make_plan, naming
from flowlog_config.plan.filters import filter_pattern
from flowlog_config.schema import InvalidConfigError, load
from flowlog_config.schema.values import RETENTION_DAYS

_SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
_MODELS = botocore.session.get_session()
STACK_NAME = r"[A-Za-z][A-Za-z0-9-]{0,127}"
"""Source: CloudFormation API, CreateStack StackName (checked 2026-11); the service model has no pattern."""
LOGICAL_ID = r"[A-Za-z0-9]{1,255}"
"""Source: CloudFormation guide, Resources section and quotas (checked 2026-11)."""
SUFFIX_CHARACTERS = 60
"""What CloudFormation adds to a log group's prefix is shorter than this."""


def shape(service, operation, *members):
    """Give the shape of a member of an operation's input."""
    found = _MODELS.get_service_model(service).operation_model(operation).input_shape
    for name in members:
        found = found.member if name == "[]" else found.members[name]
    return found


def assert_taken(value, found):
    """Check a text against the length and the pattern of a shape."""
    about = found.metadata
    assert about.get("min", 0) <= len(value) <= about.get("max", 10**9), value
    assert re.fullmatch(about.get("pattern", "(?s).*"), value), value


GROUP = shape("logs", "CreateLogGroup", "logGroupName")
PATTERN = shape("logs", "PutSubscriptionFilter", "filterPattern")
STREAM = shape("firehose", "CreateDeliveryStream", "DeliveryStreamName")
ATTRIBUTES = shape(
    *("firehose", "CreateDeliveryStream", "HttpEndpointDestinationConfiguration"),
    *("RequestConfiguration", "CommonAttributes"),
)
TRAFFIC = shape("ec2", "CreateFlowLogs", "TrafficType")
RESOURCE_TYPE = shape("ec2", "CreateFlowLogs", "ResourceType")


@given(files())
@_SLOW
def test_every_name_and_value_is_one_aws_takes(file):
    """Log groups, filters, streams, attributes, stacks, logical ids."""
    plan = make_plan(load("flowlogs.yaml", text_of(file))).plan
    for target in plan.targets:
        assert re.fullmatch(STACK_NAME, target.stack_name)
        for destination in target.log_groups:
            assert_taken(destination.log_group_prefix + "x" * SUFFIX_CHARACTERS, GROUP)
            assert_taken(destination.filter_pattern, PATTERN)
            assert destination.retention_days in RETENTION_DAYS
        for folder in target.folders:
            assert re.fullmatch("[a-z]+-[0-9a-f]{8}/", folder.folder)
        for destination in (*target.log_groups, *target.streams):
            assert_taken(destination.stream_name, STREAM)
            assert len(destination.common_attributes) <= ATTRIBUTES.metadata["max"]
            for name, value in destination.common_attributes.items():
                assert_taken(name, ATTRIBUTES.member.members["AttributeName"])
                assert_taken(value, ATTRIBUTES.member.members["AttributeValue"])
        ids = [one.logical_id for one in target.flow_logs]
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(LOGICAL_ID, id_) for id_ in ids)


@given(files())
@_SLOW
def test_every_flow_log_combines_what_aws_lets_combine(file):
    """Traffic type and interval by family, tag keys only with their fields."""
    plan = make_plan(load("flowlogs.yaml", text_of(file))).plan
    for one in (one for target in plan.targets for one in target.flow_logs):
        transit = one.destination.family is Family.TRANSIT_GATEWAY
        assert one.source.resource_type in RESOURCE_TYPE.enum
        assert one.source.family is one.destination.family
        assert (one.traffic_type is None) if transit else (one.traffic_type in TRAFFIC.enum)
        assert one.max_aggregation_interval in ((60,) if transit else (60, 600))
        assert set(one.destination.fields) <= fields_of(one.destination.family).keys()
        assert len(one.tag_field_specifications) <= (0 if transit else 3)
        assert all(1 <= len(spec.tag_keys) <= 2 for spec in one.tag_field_specifications)


@given(files())
@_SLOW
def test_a_filter_pattern_has_as_many_columns_as_the_format(file):
    """With another number it would match nothing, and every record would be lost."""
    plan = make_plan(load("flowlogs.yaml", text_of(file))).plan
    for destination in (d for target in plan.targets for d in target.log_groups if d.filter_pattern):
        assert destination.filter_pattern[0] + destination.filter_pattern[-1] == "[]"
        columns = destination.filter_pattern[1:-1].split(", ")
        assert [re.match(r"\w+", column)[0].replace("_", "-") for column in columns] == list(destination.fields)
        assert "..." not in destination.filter_pattern


def test_a_pattern_says_each_condition_in_its_own_column():
    """Values of one field are alternatives, columns without a condition take anything."""
    conditions = {"dstport": (80, 443), "action": ("REJECT",), "srcaddr": ("10.0.*",)}
    pattern = filter_pattern(("version", "srcaddr", "dstport", "action"), conditions)
    assert pattern == '[version, srcaddr = 10.0.*, dstport = 80 || dstport = 443, action = "REJECT"]'
    assert filter_pattern(("version",), {}) == ""


@pytest.mark.parametrize("family", list(Family))
def test_all_fields_of_a_family_fit_into_one_pattern_and_one_attribute(family):
    """The longest format there is can be forwarded with a condition."""
    fields = tuple(fields_of(family))
    assert_taken(filter_pattern(fields, {"log-status": ("OK",)}), PATTERN)
    assert_taken(" ".join(fields), ATTRIBUTES.member.members["AttributeValue"])
    assert set(fields) >= set(DEFAULT_FORMATS[family])


def test_the_longest_names_a_file_can_give_are_taken():
    """Project, target, prefix and region at their longest."""
    text = (
        f"version: 1\nname: {'n' * 32}\naggregator: {{endpoint: 'https://a.example.com/', cluster_name: c}}\n"
        f"targets: [{{account: '111122223333', region: eu-west-1, name: {'t' * 64}}}]\n"
        f"flow_logs: [{{name: {'e' * 64}, select: tgw-attach-{'0' * 17}, log_group: {'g' * 32}}}]\n"
    )
    (target,) = make_plan(load("x", text)).plan.targets
    assert re.fullmatch(STACK_NAME, target.stack_name)
    assert_taken(target.destinations[0].log_group_prefix + "x" * SUFFIX_CHARACTERS, GROUP)
    assert_taken(target.destinations[0].stream_name, STREAM)
    assert re.fullmatch(LOGICAL_ID, target.flow_logs[0].logical_id)


def test_a_target_without_a_name_gives_a_stack_name_all_the_same():
    """Made of account and region, behind the project's name, which begins with a letter."""
    text = (
        "version: 1\naggregator: {endpoint: 'https://a.example.com/', cluster_name: c}\n"
        "targets: [{account: '011122223333', region: us-gov-east-1}]\nflow_logs: [{name: a, select: vpc-00000000}]\n"
    )
    (target,) = make_plan(load("x", text)).plan.targets
    assert target.stack_name == "flowlog-011122223333-us-gov-east-1"
    assert re.fullmatch(STACK_NAME, target.stack_name)


@given(st.text(string.hexdigits.lower()[:16], min_size=17, max_size=17), st.sampled_from(sorted(FIELDS)))
def test_different_resources_have_different_logical_ids(digits, field):
    """Dashes vanish in a logical id; what is left still tells prefixes apart."""
    destination = naming.destination_id(Family.VPC, naming.digest(field=field))
    prefixes = ("vpc", "subnet", "eni", "nat", "tgw", "tgw-attach")
    assert len({naming.flow_log_id(f"{prefix}-{digits}", destination) for prefix in prefixes}) == len(prefixes)


@pytest.mark.parametrize(("most", "count", "kind"), [(449, 450, "FL501"), (47, 48, "FL502")])
def test_limits_are_told_before_a_deployment_finds_them(most, count, kind):
    """500 resources in a stack, with room for what replaces them; 50 tags on a resource with three of them ours."""
    head = (
        "version: 1\naggregator: {endpoint: 'https://a.example.com/', cluster_name: c}\n"
        "targets: [{account: '111122223333', region: eu-west-1, name: live}]\n"
    )
    made = {
        "FL501": lambda n: f"flow_logs: [{{name: a, select: [{', '.join(f'eni-{i:017x}' for i in range(n))}]}}]\n",
        "FL502": lambda n: (
            f"tags: {{{', '.join(f't{i}: x' for i in range(n))}}}\nflow_logs: [{{name: a, select: vpc-00000000}}]\n"
        ),
    }[kind]
    with pytest.raises(InvalidConfigError, match=f"{kind}.*({count}|{most + 1})"):
        make_plan(load("x", head + made(count)))
    assert make_plan(load("x", head + made(count - 1))).plan.targets
