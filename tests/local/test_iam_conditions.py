"""The Condition element: every operator the judge knows, and those it does not."""

import pytest

from flowlog_config.local.iam.conditions import Truth, holds


@pytest.mark.parametrize(
    ("condition", "context", "truth"),
    [
        ({"StringEquals": {"k": ["a", "b"]}}, {"K": "b"}, Truth.YES),
        ({"StringEquals": {"k": "a*"}}, {"k": "ab"}, Truth.NO),
        ({"StringEquals": {"k": []}}, {"k": "a"}, Truth.NO),
        ({"StringNotEquals": {"k": ["a", "b"]}}, {"k": "b"}, Truth.NO),
        ({"StringNotEquals": {"k": "a"}}, {}, Truth.YES),
        ({"StringEqualsIgnoreCase": {"k": "A"}}, {"k": "a"}, Truth.YES),
        ({"StringLike": {"k": "a*c?"}}, {"k": "abbcd"}, Truth.YES),
        ({"StringLike": {"k": "a.c"}}, {"k": "abc"}, Truth.NO),
        ({"StringEqualsIfExists": {"k": "a"}}, {}, Truth.YES),
        ({"StringEqualsIfExists": {"k": "a"}}, {"k": "b"}, Truth.NO),
        ({"ArnLike": {"k": "arn:aws:logs:*:1:*"}}, {"k": "arn:aws:logs:r:1:log-group:x"}, Truth.YES),
        ({"ArnEquals": {"k": "arn:aws:*:1:x"}}, {"k": "arn:aws:logs:r:1:x"}, Truth.NO),
        ({"ArnNotLike": {"k": "arn:aws:logs:*:1:*"}}, {"k": "arn:aws:logs:r:1:x"}, Truth.NO),
        ({"Bool": {"k": False}}, {"k": "false"}, Truth.YES),
        ({"Bool": {"k": "false"}}, {"k": "true"}, Truth.NO),
        ({"Null": {"k": "true"}}, {}, Truth.YES),
        ({"Null": {"k": "true"}}, {"k": "x"}, Truth.NO),
        ({"Null": {"k": False}}, {"k": "x"}, Truth.YES),
        ({"NumericEquals": {"k": 1}}, {"k": "1"}, Truth.UNKNOWN),
        ({"ForAllValues:StringEquals": {"k": "a"}}, {"k": "a"}, Truth.UNKNOWN),
        ({"IpAddress": {"k": "a"}, "StringEquals": {"k": "a"}}, {"k": "b"}, Truth.NO),
        ({"StringEquals": {"k": "${aws:PrincipalAccount}"}}, {"k": "1"}, Truth.UNKNOWN),
        ({"StringEquals": {"k": "${aws:PrincipalAccount}", "j": "a"}}, {"k": "1", "j": "a"}, Truth.UNKNOWN),
        ({"StringEquals": {"k": "${aws:PrincipalAccount}", "j": "a"}}, {"k": "1", "j": "b"}, Truth.NO),
        (["StringEquals"], {}, Truth.UNKNOWN),
    ],
)
def test_condition_operators(condition, context, truth):
    """Each known operator holds and fails as documented; the others are unknown."""
    assert holds(condition, context).truth is truth
