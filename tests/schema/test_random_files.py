"""Whatever a file holds, the answer is a plan or problems with places inside the file; never a traceback, never FL901."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from strategies import files, text_of, yaml_data

from flowlog_config.plan import make_plan
from flowlog_config.schema import InvalidConfigError, as_json, load, render

_SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def assert_answered(text):
    """Plan a text; every problem must be explained and lie inside it."""
    try:
        planned = make_plan(load("flowlogs.yaml", text))
        problems, document = planned.warnings, planned.document
    except InvalidConfigError as error:
        problems, document = error.problems, error.document
        assert any(one.is_error for one in problems)
    rows = as_json(problems, "flowlogs.yaml", document)
    lines = document.lines
    for row in rows:
        assert row["id"] != "FL901", row
        assert 1 <= row["line"] <= len(lines) + 1
        line = lines[row["line"] - 1] if row["line"] <= len(lines) else ""
        assert 1 <= row["column"] <= len(line) + 1
    places = [(row["line"], row["column"]) for row in rows]
    assert places == sorted(places)
    assert "Traceback" not in render(problems, "flowlogs.yaml", document)
    return {row["id"] for row in rows}


@given(files())
@_SLOW
def test_plans_every_right_file(file):
    """A file that follows the reference has no error; what is found is worth a look only."""
    assert assert_answered(text_of(file)) <= {"FL315", "FL316", "FL333", "FL335"}


@given(yaml_data())
@_SLOW
@example([[[]]])
@example({"flow_logs": {}})
@example({"flow_logs": [{"select": [{"not": {"any": []}}]}], "selectors": {"a": ["a"]}})
def test_answers_any_data(data):
    """Any data at all is answered."""
    assert_answered(text_of(data))


@given(st.text(max_size=200))
@_SLOW
@example("\ufeff")
@example("a: &a [*a]")
@example("? ? ? x")
@example("%YAML 9.9\n---\na: 1")
@example('"\\ud800": 1')
@example("\udc80")
def test_answers_any_text(text):
    """Any text at all is answered, YAML or not."""
    assert_answered(text)


def _places(data, path=()):
    yield path
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in children:
        yield from _places(inner, (*path, step))


@given(files(most_entries=3), st.data())
@_SLOW
def test_answers_a_right_file_with_something_replaced(file, data):
    """One or two values of a right file may be anything."""
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from([path for path in _places(file) if path]))
        holder = file
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = data.draw(yaml_data())
    assert_answered(text_of(file))


@given(files(most_entries=2), st.data())
@_SLOW
def test_answers_a_right_file_with_a_slip_of_the_keyboard(file, data):
    """A character lost, doubled or mistyped anywhere is answered, too."""
    text = text_of(file)
    at = data.draw(st.integers(0, len(text) - 1))
    slip = data.draw(
        st.sampled_from(["", "\t", " ", "\n", ":", "-", '"', "'", "{", "[", "#", "&", "*", "!", "\0", "é"])
    )
    assert_answered(text[:at] + slip + text[at + data.draw(st.integers(0, 2)) :])


@pytest.mark.parametrize(
    "text",
    [
        "version: " + "9" * 100_000,
        "targets:\n- account: " + "1" * 5000,
        "name: " + "x" * 2_000_000,
        "? " + "k" * 2_000_000 + "\n: 1",
        "[" * 100_000,
        "- " * 100_000,
        "{a: " * 10_000,
        "selectors:\n" + "".join(f"  s{i}: [s{i + 1}]\n" for i in range(3000)) + "  s3000: [{type: vpc}]\n",
        "selectors:\n" + "".join(f"  s{i}: [s{(i + 1) % 300}]\n" for i in range(300)),
        "flow_logs:\n" + "- select: [vpc-1]\n" * 2000,
        "tags: {" + ", ".join(f"k{i}: 1" for i in range(2000)) + "}",
        "a: 1\r\nb: 2\r\n",
        "a: 1\x85b: 2\u2028c: 3",
        "version: 1.0\ndelivery: {buffer_size_mib: 1e999, retry_seconds: .inf}",
        "version: true",
    ],
    ids=lambda text: text[:12] + str(len(text)),
)
def test_answers_the_hostile(text):
    """Enormous, deep, circular and strange texts are answered like any other."""
    assert assert_answered(text)
