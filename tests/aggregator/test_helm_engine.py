"""The values through Helm's real template engine. Runs where it is installed: pip install helm-python-sdk (70 MB)."""

import pytest
import yaml

from flowlog_config.aggregator import render_values

helm = pytest.importorskip(
    "helm_python", reason="Helm's engine is not installed; to run this: pip install helm-python-sdk"
)

TEMPLATE = """\
plain:
{{ toYaml .Values | indent 2 }}
evaluated:
{{ tpl (toYaml .Values) . | indent 2 }}
"""


@pytest.fixture
def chart(tmp_path):
    """Give a chart that passes the values on twice: as they are, and through tpl."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text("{apiVersion: v2, name: echo, version: 1.0.0}\n")
    (tmp_path / "templates" / "echo.yaml").write_text(TEMPLATE)
    with helm.Chart.load(str(tmp_path)) as loaded:
        yield loaded


@pytest.mark.parametrize("name", ["no", "007", "a\nb: c", "}} é \U0001f600 \u2028 '\"\\", "1e5", "{% x %}", "5$ #"])
def test_values_reach_a_template_unchanged_with_and_without_tpl(several, with_aggregator, chart, name):
    """Whether a chart evaluates the values or not, the same arrives."""
    text = render_values(with_aggregator(several, cluster_name=name))
    (rendered,) = chart.render(helm.values_from_yaml(text), name="echo", namespace="default").values()
    data = yaml.safe_load(rendered)
    expected = yaml.safe_load(text)
    expected["global"]["cluster_name"] = name
    for way in ("plain", "evaluated"):
        assert {key: data[way][key] for key in expected} == expected
