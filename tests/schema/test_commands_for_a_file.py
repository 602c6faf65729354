"""Commands that are printed name the file they are about, unless they would take it anyway."""

import shlex
from pathlib import Path

import pytest

from flowlog_config.schema import commands
from flowlog_config.schema.commands import file_context, for_file, in_project

PROJECT = Path(__file__).parents[2]


@pytest.fixture(params=["project", "elsewhere"])
def folder(request, tmp_path, monkeypatch):
    """Be in the project's folder, then in another."""
    here = PROJECT if request.param == "project" else tmp_path
    monkeypatch.chdir(here)
    return here


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("flowlog discover", "flowlog discover --file {}"),
        ("flowlog discover, if it is new", "flowlog discover --file {}, if it is new"),
        ("run `flowlog plan --record`; then", "run `flowlog plan --record --file {}`; then"),
        ("run flowlog adopt again, which", "run flowlog adopt --file {} again, which"),
        ("flowlog explain vpc-1", "flowlog explain --file {} vpc-1"),
        ("npx cdk deploy --all --revert-drift brings", "npx cdk deploy --all --revert-drift -c file={} brings"),
        ("npx cdk deploy --exclusively a b", "npx cdk deploy --exclusively -c file={} a b"),
        ("(npx cdk diff shows them)", "(npx cdk diff -c file={} shows them)"),
        ("flowlog helm > values.yaml, and", "flowlog helm --file {} > values.yaml, and"),
        ("`flowlog helm` gives it the access keys", "`flowlog helm` gives it the access keys"),
        ("the policy (flowlog permissions --for s3):", "the policy (flowlog permissions --for s3 --file {}):"),
        ("flowlog permissions --for drift", "flowlog permissions --for drift"),
    ],
)
def test_every_command_that_works_on_a_file_names_it(text, said, tmp_path):
    """Run literally, ``npx cdk deploy --all`` would deploy another file."""
    path = tmp_path / "cur.yaml"
    assert for_file(text, path) == said.format(path)


def test_the_project_s_own_file_needs_no_option(monkeypatch):
    """Every command takes it anyway."""
    monkeypatch.chdir(PROJECT)
    text = "flowlog discover, then npx cdk deploy --all"
    assert for_file(text, Path("flowlogs.yaml")) == text


def test_a_file_of_the_same_name_elsewhere_is_not_the_one_cdk_takes(tmp_path, monkeypatch):
    """``flowlog`` reads the one of the folder it runs in, ``npx cdk`` that of the project."""
    monkeypatch.chdir(tmp_path)
    said = for_file("flowlog discover, then npx cdk deploy --all", Path("flowlogs.yaml"))
    assert said == f"flowlog discover, then npx cdk deploy --all -c file={tmp_path}/flowlogs.yaml"


def test_a_path_for_cdk_leads_to_the_same_file_from_the_project_s_folder(folder):
    """Wherever a person is, ``npx cdk`` runs in the project's folder."""
    path = Path("examples") / ".." / "my logs.yaml"
    option, context = shlex.split(file_context(path))
    assert option == "-c"
    assert PROJECT / context.removeprefix("file=") == folder / "my logs.yaml"


def test_inside_the_project_the_path_is_short(monkeypatch):
    """Also from a folder of it."""
    monkeypatch.chdir(PROJECT / "examples")
    assert in_project(Path("smallest.yaml")) == Path("examples/smallest.yaml")
    assert in_project(Path("../flowlogs.yaml")) == Path("flowlogs.yaml")
    assert (commands._PROJECT / "cdk.json").exists()
