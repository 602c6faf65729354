"""Filter patterns: what is written from conditions is read back as them, and nothing else is guessed at."""

from hypothesis import given
from hypothesis import strategies as st

from flowlog_config.plan.filters import conditions_of, filter_pattern


@given(
    st.lists(st.sampled_from(["version", "srcaddr", "tcp-flags", "bytes"]), min_size=1, unique=True),
    st.data(),
)
def test_conditions_are_read_back_from_a_pattern(fields, data):
    """All that a file can say; anything else is not guessed at."""
    value = st.sampled_from([0, 22, "10.0.*", "REJECT", "22", "a:b/c@d"])
    chosen = data.draw(st.lists(st.sampled_from(fields), unique=True))
    conditions = {name: data.draw(st.lists(value, min_size=1, max_size=3)) for name in chosen}
    assert conditions_of(filter_pattern(fields, conditions), fields) == conditions
    assert conditions_of("{ $.action = REJECT }", fields) is None
