"""Flow logs and delivery streams that are there and in no stack: adopted, left alone, or in the way."""

from dataclasses import replace

import pytest
from fake_leftovers import FILE, STACK, Leftovers, flow_log, left_of, stack_of, tags
from small_network import KEY, WEB, inventory, loaded

from flowlog_config.inventory.model import Assignment
from flowlog_config.operate.adopt.text import mapping
from flowlog_config.plan.make import make_plan


@pytest.mark.parametrize(("owner", "do"), [("flowlog", "delete-delivery-stream"), ("theirs", "another `name`")])
def test_a_stream_of_a_planned_name_is_in_the_way(owner, do):
    """Ours holds nothing and may be deleted; somebody else's may not."""
    account = Leftovers()
    stream = account.plan.targets[0].log_groups[0].stream_name
    account.answers["list_tags_for_delivery_stream", stream] = {"Tags": tags(name=owner)}
    (left,) = stack_of(account).left
    assert (left.why, left.name) == ("in-the-way", stream)
    assert do in left.use
    account.has(Stream=stream)
    assert ("in-the-way", stream) not in left_of(account)


def test_a_stream_of_another_stack_that_is_there_is_left_to_it():
    """Records go through it: nobody is told to delete it."""
    account = Leftovers()
    stream = account.plan.targets[0].log_groups[0].stream_name
    account.answers["list_tags_for_delivery_stream", stream] = {"Tags": tags("StreamVpc", "flowlog-before")}
    assert "delete-delivery-stream" in stack_of(account).left[0].use
    account.answers["describe_stacks", "flowlog-before"] = {"Stacks": [{"StackStatus": "UPDATE_COMPLETE"}]}
    (left,) = stack_of(account).left
    assert "delete-delivery-stream" not in left.use
    assert "delete-stack --region eu-west-1 --stack-name flowlog-before" in left.use


def test_an_equal_flow_log_into_the_log_group_is_in_the_way():
    """Its role is gone, so CloudFormation cannot take it, and AWS takes no second one."""
    account = Leftovers()
    id_ = flow_log(account, LogGroupName=account.group)
    (left,) = stack_of(account).left
    assert (left.why, left.name) == ("in-the-way", f"{id_} on {WEB}")
    assert "FlowLogRole" in left.message
    assert "delete-flow-logs" in left.use


@pytest.mark.parametrize(
    "more", [{"LogGroupName": "elsewhere"}, {"MaxAggregationInterval": 600}, {"TrafficType": "REJECT"}]
)
def test_a_flow_log_with_another_setting_is_not_in_the_way(more):
    """AWS takes both."""
    account = Leftovers()
    flow_log(account, **{"LogGroupName": account.group, **more})
    assert left_of(account) == []


def test_it_comes_back_where_the_stack_has_all_it_refers_to():
    """As one that was deleted by hand and made again."""
    account = Leftovers()
    (planned,) = account.plan.targets[0].flow_logs
    destination = planned.destination
    account.has(**{destination.log_group_id: account.group}, FlowLogRole="role", ForwardingEniX="filter")
    id_ = flow_log(account, LogGroupName=account.group)
    assert left_of(account)[0][0] == "in-the-way"
    forwarding = destination.log_group_id.replace("LogGroup", "Forwarding")
    account.has(**{destination.log_group_id: account.group, "FlowLogRole": "role", forwarding: "filter"})
    assert mapping(stack_of(account))[planned.logical_id] == {"Id": id_}


def test_flow_logs_of_others_are_counted_and_left():
    """``flowlog drift`` lists them."""
    account = Leftovers()
    flow_log(account, Tags=[], LogDestinationType="s3", LogDestination="arn:aws:s3:::security")
    stack = stack_of(account)
    assert [note.partition(":")[0] for note in stack.notes] == ["flow logs of others on what this file logs"]
    assert "fl-" not in str(mapping(stack))


NEAR = f"s3: {{bucket: 'arn:aws:s3:::archive'}}\nflow_logs: [{{name: all, route: [s3, cloudwatch], select: {WEB}}}]"


def _delivered(account, maker=STACK, bucket="archive"):
    """Let an equal flow log to the bucket be there, with the tags that CloudFormation gave it."""
    (planned,) = (one for one in account.plan.targets[0].flow_logs if one.destination.route == "s3")
    flow_log(
        account,
        route="s3",
        LogDestinationType="s3",
        LogDestination=f"arn:aws:s3:::{bucket}/{planned.destination.folder}",
        Tags=[*tags(planned.logical_id, maker), {"Key": "flowlog:entry", "Value": planned.entry}],
    )
    return planned.logical_id


def test_a_flow_log_of_another_stack_that_is_there_is_left_to_it():
    """As after a target got another name: in two stacks, the one that is removed would end the other's records."""
    account = Leftovers(NEAR)
    logical_id = _delivered(account, maker="flowlog-before")
    account.answers["describe_stacks", "flowlog-before"] = {"Stacks": [{"StackStatus": "UPDATE_COMPLETE"}]}
    stack = stack_of(account)
    assert logical_id not in mapping(stack)
    (left,) = [one for one in stack.left if one.what == "flow log"]
    assert left.why == "in-the-way"
    assert "of the stack flowlog-before, which is there" in left.message
    assert "delete-stack --region eu-west-1 --stack-name flowlog-before" in left.use


@pytest.mark.parametrize("status", [None, "DELETE_COMPLETE"])
def test_a_flow_log_of_a_stack_that_is_gone_comes_back(status):
    """Nobody else has it."""
    account = Leftovers(NEAR)
    logical_id = _delivered(account, maker="flowlog-before")
    if status:
        account.answers["describe_stacks", "flowlog-before"] = {"Stacks": [{"StackStatus": status}]}
    assert mapping(stack_of(account))[logical_id] == {"Id": "fl-0123456789abcdef0"}


def _in_two_stacks():
    """Leave what a file delivers files with whose second stack has the flow log, and that flow log; gives its logical id."""
    rest = f"flow_logs: [{{name: all, route: [s3, cloudwatch], select: {WEB}}}]"
    first = make_plan(loaded(rest), inventory()).plan.targets[0]
    recorded = Assignment(2, {(WEB, one.id): 2 for one in first.destinations})
    account = Leftovers(rest, known=replace(inventory(), assigned={KEY: recorded}))
    bucket = f"{STACK}-flowlogbucket-1"
    return account, _delivered(account, maker="flowlog-gone", bucket=bucket)


def test_what_the_second_stack_can_have_back_is_not_said_to_be_left_too():
    """The name of the first stack begins that of the second, whose log groups must not count twice."""
    account, _ = _in_two_stacks()
    logical_id = account.plan.targets[0].log_groups[0].log_group_id
    group = account.keep_group(f"-2-{logical_id}")
    second = account.look().stacks[1]
    assert mapping(second)[logical_id] == {"LogGroupName": group}
    assert [one.name for one in second.left if one.what == "log group"] == []


def test_a_flow_log_of_the_second_stack_comes_back_with_the_bucket_of_the_first():
    """The first has it already, or can have it back, too; another bucket is another place."""
    account, logical_id = _in_two_stacks()
    assert logical_id not in mapping(account.look().stacks[1])
    bucket = account.keep_bucket("FlowLogBucket")
    first, second = account.look().stacks
    assert mapping(first)["FlowLogBucket"] == {"BucketName": bucket}
    assert mapping(second)[logical_id] == {"Id": "fl-0123456789abcdef0"}
    account.has(FlowLogBucket=bucket)
    assert mapping(account.look().stacks[1])[logical_id] == {"Id": "fl-0123456789abcdef0"}
    account.has(FlowLogBucket="flowlog-another")
    assert logical_id not in mapping(account.look().stacks[1])


def test_a_flow_log_of_an_organizations_rule_is_none_of_ours():
    """Its function makes and deletes it, so it is neither imported nor said to be deleted."""
    account = Leftovers()
    stack_tag = {"Key": "flowlog:stack", "Value": "arn:aws:cloudformation:member"}
    flow_log(account, LogGroupName=account.group, Tags=[*tags(), stack_tag])
    assert left_of(account) == []


@pytest.mark.parametrize(("text", "said"), [("Zürich", True), ("Zurich", False)])
def test_says_that_an_import_fails_into_a_stack_with_tags_beyond_ascii(text, said):
    """The CDK sends a template with a question mark there, which CloudFormation takes for a change."""
    account = Leftovers(f"{FILE}\ntags: {{place: {text}}}")
    assert stack_of(account).notes == ()
    account.has(Something="else")
    assert ["beyond ASCII" in note for note in stack_of(account).notes] == [True] * said


def test_an_equal_flow_log_without_our_tag_into_the_planned_folder_is_in_the_way():
    """AWS takes no second one; tagged as ours, the import takes it in."""
    account = Leftovers(NEAR)
    _delivered(account, maker="")
    account.flow_logs[-1]["Tags"] = []
    (left,) = [one for one in stack_of(account).left if one.what == "flow log"]
    assert left.why == "in-the-way"
    assert "create-tags --region eu-west-1 --resources fl-0123456789abcdef0" in left.use
    account.flow_logs[-1]["TrafficType"] = "ACCEPT"
    assert "flow log" not in [one.what for one in stack_of(account).left]


def test_an_equal_flow_log_without_our_tag_into_the_log_group_is_in_the_way():
    """Nothing can take it in, since its role is gone."""
    account = Leftovers()
    flow_log(account, LogGroupName=account.group, Tags=[])
    (left,) = stack_of(account).left
    assert left.why == "in-the-way"
    assert "delete-flow-logs" in left.use
