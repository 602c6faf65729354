"""Names that mean something to YAML, Helm, Vector or Kubernetes."""

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from flowlog_config.aggregator import render_values, values
from flowlog_config.aggregator.kubesense import check
from flowlog_config.schema import InvalidConfigError

quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(name=st.text(min_size=1, max_size=253))
@example(name="no")
@example(name="00123")
@example(name="1e5")
@example(name="~")
@example(name="}}")
@example(name="'\"\\")
@example(name="a\nb: c\n# d")
@example(name="a: [b, {c: d}] # e & *f !g %h @i `j")
@example(name="\u2028\u0085\ufeff\x00\x7f\U0001f600é\ud800")
@example(name="{% raw %}{# x #}")
@example(name="long " * 50)
def test_any_name_that_nothing_evaluates_survives(plan, with_aggregator, name):
    """What YAML reads is the name, character for character, on one line; the rest of the values is unchanged."""
    assume("{{" not in name and "$" not in name)
    text = render_values(with_aggregator(plan, cluster_name=name))
    data = yaml.safe_load(text)
    assert text.count("\n") == render_values(plan).count("\n")
    assert data["global"]["cluster_name"] == name
    assert data["aggregator"] == values(plan)["aggregator"]


@quick
@given(before=st.text(), after=st.text(), live=st.sampled_from(["{{", "${", "$A", "$.", "$$"]))
def test_a_name_that_helm_or_vector_would_evaluate_is_refused(plan, with_aggregator, before, after, live):
    """It is not known where the name goes, so it must mean the same before and after both."""
    with pytest.raises(InvalidConfigError) as refused:
        render_values(with_aggregator(plan, cluster_name=f"{before}{live}{after}"))
    (found,) = refused.value.problems
    assert (found.kind.id, found.path) == ("FL214", ("aggregator", "cluster_name"))


def test_no_value_holds_what_helm_evaluates(several):
    """A chart may pass the values through tpl or not: it is the same text."""
    assert "{{" not in render_values(several)


@pytest.mark.parametrize("name", ["price 5$", "a $ b", "100%", "a{b}c"])
def test_a_dollar_that_names_nothing_is_taken(plan, with_aggregator, name):
    """Only what would be replaced is refused."""
    assert values(with_aggregator(plan, cluster_name=name))["global"]["cluster_name"] == name


@pytest.mark.parametrize(
    "address", ["0.0.0.0:0", "0.0.0.0:65536", "0.0.0.0:8686", "0.0.0.0:4317", "300.0.0.1:443", "[::1::]:443"]
)
def test_an_address_vector_cannot_bind_is_refused(plan, with_aggregator, address):
    """Vector would not start, and with it everything else the aggregator does."""
    (found,) = check(with_aggregator(plan, listen_address=address))
    assert (found.kind.id, found.path) == ("FL205", ("aggregator", "listen_address"))


@pytest.mark.parametrize(("dialect", "port"), [("vector", 8686), ("otel-collector", 13133), ("otel-collector", 8888)])
def test_each_aggregator_keeps_its_own_ports(for_collector, with_aggregator, dialect, port):
    """The address of its health or its metrics cannot be bound twice."""
    taken = with_aggregator(for_collector, dialect=dialect, listen_address=f"0.0.0.0:{port}")
    with pytest.raises(InvalidConfigError) as refused:
        values(taken)
    (found,) = refused.value.problems
    assert (found.kind.id, found.path) == ("FL205", ("aggregator", "listen_address"))


@pytest.mark.parametrize(
    "name", ["no", "00123", "1e5", "~", "}}", "'\"\\", "a: [b, {c: d}] # e", "{% raw %}{# x #}", "é 日本"]
)
@pytest.mark.parametrize("fixture", ["for_vector", "for_collector"])
def test_a_name_means_itself_to_every_aggregator(request, with_aggregator, fixture, name):
    """What YAML reads back is what was meant, or the values would be refused; and only the name is new."""
    plan = request.getfixturevalue(fixture)
    text = render_values(with_aggregator(plan, cluster_name=name))
    assert text.count("\n") == render_values(plan).count("\n")
    assert yaml.safe_load(text) == values(with_aggregator(plan, cluster_name=name))


@pytest.mark.parametrize("address", ["0.0.0.0:443", "127.0.0.1:1", "[::]:65535"])
def test_an_address_vector_can_bind_is_taken(plan, with_aggregator, address):
    """Versions 4 and 6 of the protocol, first and last port."""
    assert list(check(with_aggregator(plan, listen_address=address))) == []


@pytest.mark.parametrize("name", ["", "Upper", "a_b", "-a", "a-", "a b", "$(id)", "a..b", "a" * 254, "a\n"])
def test_a_secret_name_kubernetes_refuses_is_refused(plan, with_aggregator, name):
    """The name goes into commands for a shell, too."""
    secret = plan.aggregator.kubernetes_secret.model_copy(update={"name": name})
    (found,) = check(with_aggregator(plan, kubernetes_secret=secret))
    assert (found.kind.id, found.path) == ("FL214", ("aggregator", "kubernetes_secret", "name"))


def test_a_namespace_has_no_dot(plan, with_aggregator):
    """A secret's name may have one, a namespace may not."""
    secret = plan.aggregator.kubernetes_secret.model_copy(update={"name": "a.b", "namespace": "a.b"})
    (found,) = check(with_aggregator(plan, kubernetes_secret=secret))
    assert found.path[-1] == "namespace"
