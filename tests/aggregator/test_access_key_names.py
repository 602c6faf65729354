"""What the access keys are called."""

import re

from hypothesis import given
from hypothesis import strategies as st

from flowlog_config.aggregator import access_keys
from flowlog_config.aggregator.access_keys import key_name

names = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,63}|[0-9]{12}-[a-z]{2}-[a-z]+-[0-9]", fullmatch=True)
alike = st.text("aA-_", min_size=1, max_size=4)


@given(names | st.text(min_size=1))
def test_name_is_a_valid_environment_variable(name):
    """Shells, Kubernetes and Vector take letters, digits and underscores only."""
    assert re.fullmatch("[A-Z_][A-Za-z0-9_]*", key_name(name))


@given(st.lists(names | alike, min_size=2, max_size=6, unique=True))
def test_different_targets_have_different_names(several):
    """No two targets share a name by chance, since one key would then replace the other."""
    assert len({key_name(name) for name in several}) == len(several)


def test_plain_name_is_readable():
    """A target's name is what people look for."""
    assert key_name("eu-production") == "FLOWLOG_ACCESS_KEY_EU_PRODUCTION"
    assert key_name("111122223333-eu-west-1") == "FLOWLOG_ACCESS_KEY_111122223333_EU_WEST_1"


def test_name_does_not_depend_on_other_targets(plan, with_targets):
    """A target that comes or goes renames no key of another."""
    alone = access_keys(with_targets(plan, ("Prod", None)))
    among = access_keys(with_targets(plan, ("prod", None), ("Prod", None), ("PROD", None)))
    assert alone[0].name == among[1].name


def test_shared_key_is_named_the_same_in_any_order(plan, with_targets):
    """Two targets of one secret swap places, and nothing changes."""
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbC123"
    names = {
        key.name
        for order in (("a", "b"), ("b", "a"))
        for key in access_keys(with_targets(plan, *((n, arn) for n in order)))
    }
    assert names == {"FLOWLOG_ACCESS_KEY_A"}
