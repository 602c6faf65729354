"""The values of whole files, as a person would read them."""

from pathlib import Path

import pytest

from flowlog_config.aggregator import render_values
from flowlog_config.plan import plan_file

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILES = [
    ROOT / "flowlogs.yaml",
    *(HERE / f"{name}.yaml" for name in ("several-targets", "vector", "otel-collector")),
    *sorted(path for path in (ROOT / "examples").glob("*.yaml") if plan_file(path).plan.feeds_aggregator),
]
"""Every file whose records reach an aggregator."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_values_are_those_a_person_has_read(path, request):
    """The text of the values changes only when somebody looked at the new one and kept it."""
    text = render_values(plan_file(path).plan)
    golden = HERE / "golden" / f"{path.stem}.yaml"
    if request.config.getoption("--snapshot-update", default=False):
        golden.write_text(text, encoding="utf-8")
    assert golden.exists(), "run `make snapshots` and read the new file"
    assert text == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over():
    """Each golden file belongs to a file that is still there."""
    assert {path.stem for path in (HERE / "golden").glob("*.yaml")} == {path.stem for path in FILES}


def test_file_names_of_examples_differ():
    """Two files of one name would share a golden file."""
    assert len({path.stem for path in FILES}) == len(FILES)
