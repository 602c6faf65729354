"""The questions, saved beside each log group."""

import pytest
from aws_cdk.assertions import Match
from shapes import SHAPES
from synthesised import flat

from flowlog_config.plan.naming import pascal

QUERY = "AWS::Logs::QueryDefinition"


def test_each_log_group_has_the_questions_its_records_can_answer(rich):
    """In a folder of the destination, below one of the file's name, under an id made of both."""
    groups = {f"<{one.log_group_id}>" for one in rich.plan.targets[0].log_groups if one.saved_queries}
    assert len(groups) > 1
    found = rich.resources(QUERY)
    assert {flat(one["Properties"]["LogGroupNames"][0]) for one in found.values()} == groups
    for id_, one in found.items():
        project, destination, question = one["Properties"]["Name"].split("/")
        assert project == "network"
        assert id_ == f"SavedQuery{pascal(destination)}{pascal(question)}"
        assert len(one["Properties"]["LogGroupNames"]) == 1


def test_a_format_that_cannot_answer_has_no_query(rich):
    """Transit gateways have no `action`; a few fields answer little."""
    questions = {}
    for one in rich.properties(QUERY):
        _, destination, question = one["Name"].split("/")
        questions.setdefault(destination, set()).add(question)
    gateway = next(asked for destination, asked in questions.items() if destination.startswith("tgw-"))
    assert "rejected-by-source" not in gateway
    assert {"top-bytes", "cross-az", "aws-services", "direction"} <= gateway


def test_the_console_asks_for_what_a_question_takes(smallest):
    """As a parameter with words beside it."""
    smallest.template.has_resource_properties(
        QUERY,
        {
            "Name": Match.string_like_regexp("/conversations$"),
            "QueryString": Match.string_like_regexp("{{interface}}"),
            "Parameters": [{"Name": "interface", "Description": Match.any_value()}],
        },
    )


def test_none_is_saved_when_the_file_says_so(shape):
    """The key `saved_queries`."""
    shape("no-queries").template.resource_count_is(QUERY, 0)


@pytest.mark.parametrize("name", SHAPES)
def test_a_plan_counts_them(shape, name):
    """So that a stack that is too large is told before synthesis."""
    made = shape(name)
    assert len(made.resources(QUERY)) == sum(len(one.saved_queries) for one in made.plan.targets[0].log_groups)
