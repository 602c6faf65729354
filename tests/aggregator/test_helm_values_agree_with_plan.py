"""What the values say against what the plan, and so the stacks, say."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from flowlog_config.aggregator import RenderError, access_keys, notes, render, render_values, values
from flowlog_config.aggregator.edge_notes import key_notes
from flowlog_config.aggregator.kubesense import KUBESENSE

OPTIONS = yaml.safe_load((Path(__file__).parent / "vector_firehose_options.yaml").read_text())
KINDS = {"text": str, "list": list, "flag": bool}
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbC123"


def faults(source):
    """Give what Vector, and we, would not take of a source's options."""
    found = [f"unknown: {key}" for key in source if key not in OPTIONS]
    for key, rule in OPTIONS.items():
        if key not in source:
            found += [f"missing: {key}"] if rule["required"] else []
            continue
        value = source[key]
        texts = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        if type(value) is not KINDS[rule["kind"]] or value == []:
            found.append(f"kind: {key}")
        elif not all(re.fullmatch(rule["pattern"], text) for text in texts):
            found.append(f"value: {key}")
    return found


def only_source(data):
    """Give the one source of the values."""
    (source,) = data["aggregator"]["customSources"]["sources"].values()
    return source


@pytest.mark.parametrize("name", ["plan", "several"])
def test_source_has_just_the_options_vector_takes(name, request):
    """Every option is one of Vector's, and none that it requires is missing."""
    assert faults(only_source(yaml.safe_load(render_values(request.getfixturevalue(name))))) == []


@pytest.mark.parametrize("key", OPTIONS)
def test_model_of_vector_notices_a_missing_or_misspelt_option(key, plan):
    """The check above fails for a source that lacks or misspells an option."""
    source = only_source(values(plan))
    without = {k: v for k, v in source.items() if k != key}
    assert bool(faults(without)) is OPTIONS[key]["required"]
    assert f"unknown: {key}s" in faults(without | {f"{key}s": source[key]})
    assert faults(source | {key: 7}) == [f"kind: {key}"]


def test_only_keys_that_take_nothing_away_are_written(several):
    """No key of the chart is set that would replace its pipeline, its ports or its environment."""
    data = values(several)
    assert set(data) == {"global", "aggregator"}
    assert set(data["global"]) == {"cluster_name"}
    assert set(data["aggregator"]) == {"envFrom", "customSources"}
    assert set(data["aggregator"]["customSources"]) == {"enabled", "sources"}


def test_one_source_listens_where_the_plan_says(several):
    """All streams of all targets share one source, since an address can be bound once."""
    assert only_source(values(several))["address"] == several.aggregator.listen_address == "[::]:8080"
    assert values(several)["aggregator"]["customSources"]["enabled"] is True


def test_every_target_has_a_key_from_the_kubernetes_secret(several):
    """There is one reference for each target's secret, and the secret is the plan's."""
    data = values(several)
    keys = only_source(data)["access_keys"]
    assert keys == [f"${{{key.name}}}" for key in access_keys(several)]
    assert [t for key in access_keys(several) for t in key.targets] == list(several.targets)
    assert len(set(keys)) == len(several.targets) == 3
    assert data["aggregator"]["envFrom"] == [{"secretRef": {"name": several.aggregator.kubernetes_secret.name}}]


def test_targets_with_the_same_secret_share_a_key(plan, with_targets):
    """One secret is listed once, however many targets send its key."""
    shared = with_targets(plan, ("a", ARN), ("b", None), ("c", ARN), ("d", None))
    assert [[t.target.name for t in key.targets] for key in access_keys(shared)] == [["a", "c"], ["b"], ["d"]]
    assert len(only_source(yaml.safe_load(render_values(shared)))["access_keys"]) == 3


@pytest.mark.parametrize("dialect", ["kubesense", "vector"])
def test_while_keys_are_replaced_both_are_accepted(several, with_aggregator, dialect):
    """No moment of the change refuses a request."""
    text = render_values(with_aggregator(several, dialect=dialect, rotating=True))
    for key in access_keys(several):
        for name in (key.name, f"{key.name}_next"):
            assert re.search(rf"""["'].*\b{name}[}}\]]["']""", text)


def test_next_key_has_a_name_no_other_target_has(plan, with_targets, with_aggregator):
    """A target called a-next keeps its own key."""
    rotating = with_aggregator(with_targets(plan, ("a", None), ("a-next", None)), rotating=True)
    names = [name for key in access_keys(rotating) for name in key.names]
    assert len(set(names)) == len(names) == 4


def test_cluster_name_is_that_of_the_plan(several):
    """The name is text even where YAML 1.1 would read a word as false."""
    assert yaml.safe_load(render_values(several))["global"]["cluster_name"] == "no"


def test_no_secret_arn_and_no_key_is_in_the_values(several):
    """The text has references only."""
    assert "arn:" not in render_values(several)


def test_same_plan_gives_same_text(several):
    """Nothing but the plan decides the text."""
    assert render_values(several) == render_values(replace(several))


def test_text_that_says_something_else_is_our_fault(plan, monkeypatch):
    """A template that drops or changes a value is noticed before anybody uses the text."""
    wrong = replace(KUBESENSE, values=lambda p: KUBESENSE.values(p) | {"more": 1})
    monkeypatch.setattr(render, "_DIALECTS", {"kubesense": wrong})
    with pytest.raises(RenderError):
        render_values(plan)


def test_no_target_would_let_everyone_in_and_is_refused(plan):
    """Vector takes an empty list of keys for a source open to all."""
    with pytest.raises(RenderError):
        values(replace(plan, targets=()))


def test_notes_name_the_port_and_the_size_of_a_request(several):
    """What a person does in front of the aggregator depends on the plan's own numbers."""
    text = "\n".join(notes(several))
    assert "port 8080" in text
    assert "6 MiB (4 MiB of records" in text
    assert several.aggregator.endpoint in text
    assert "413" in text
    assert "/health" in text


def test_notes_tell_about_existing_keys_only_where_there_are_some(plan, several):
    """A generated key is always safe to paste into YAML, an existing one may not be."""
    assert key_notes(plan) == []
    (note,) = key_notes(several)
    assert note in notes(several)
