"""``flowlog diff`` against what the real templates are, and against what is really deployed."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner
from small_network import ATTACHMENT, HEAD, VPC, WEB, inventory, loaded

from flowlog_config.inventory.file import write_inventory
from flowlog_config.operate.diff.as_data import as_data
from flowlog_config.operate.diff.change import TargetDiff
from flowlog_config.operate.diff.from_assembly import AssemblyError, read_assembly
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.plan.make import make_plan
from stacks.app import make_app
from stacks.application import add_stacks
from stacks.commands import diff
from stacks.templates import templates_of

FILE = "flow_logs: [{name: all, select: [" + f"{WEB}, {ATTACHMENT}]" + "}]"
RICH = f"""
defaults: {{forward: {{}}}}
flow_logs:
  - {{name: web, select: {WEB}, format: [version, instance-tag], tag_field_specifications: {{instance: [a, b]}}, tags: {{team: x}}}}
  - {{name: vpc, select: {VPC}, traffic_type: REJECT, max_aggregation_interval: 600, retention_days: 30, forward: {{dstport: 22}}}}
  - {{name: transit, select: {ATTACHMENT}}}
  - {{name: fast, select: {WEB}, route: firehose}}
  - {{name: archive, select: {WEB}, route: s3}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a file and its inventory, as the current one, and no way to any account."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    (tmp_path / "flowlogs.yaml").write_text(HEAD + FILE)
    for name in ("flowlogs", "old"):
        write_inventory(inventory(), tmp_path / f"{name}.inventory.json")
    return tmp_path


def synthesise(text, folder):
    """Leave a file's templates in ``cdk.out``; gives its plan."""
    plan = make_plan(loaded(text), inventory()).plan
    app = make_app(outdir=str(folder / "cdk.out"))
    add_stacks(app, plan)
    app.synth()
    return plan


def run(*arguments, code=0):
    """Run the command; gives what it printed."""
    ran = CliRunner().invoke(diff, arguments, catch_exceptions=False)
    assert ran.exit_code == code, ran.output
    return ran


def test_a_synthesised_template_says_what_its_plan_says(tmp_path):
    """Both sides of a comparison come by other ways, and are the same."""
    plan = synthesise(RICH, tmp_path)
    assert read_assembly(tmp_path / "cdk.out")[plan.name] == states_of(templates_of(plan), project=plan.name)


def test_templates_of_other_projects_are_told_apart(tmp_path):
    """By the tag that all stacks of a file have; one without it is none of ours."""
    synthesise(FILE, tmp_path)
    (by_name,) = read_assembly(tmp_path / "cdk.out").items()
    assert by_name[0] == "flowlog"
    manifest = tmp_path / "cdk.out" / "manifest.json"
    manifest.write_text(manifest.read_text().replace("flowlog:name", "team"))
    with pytest.raises(AssemblyError, match="no stack of a flowlog file"):
        read_assembly(tmp_path / "cdk.out")


def test_a_folder_of_the_file_with_its_former_name_is_not_left_out(folder):
    """The stacks of before stay, and log the same."""
    synthesise(FILE, folder)
    (folder / "flowlogs.yaml").write_text(f"{HEAD}{FILE}\nname: company\n")
    told = run("--from", "cdk.out").stdout
    assert (
        "stack flowlog-111122223333-eu-west-1, of a file named flowlog, stays and logs 2 of the same resources" in told
    )
    assert "new stack company-111122223333-eu-west-1" in told


def test_compares_with_a_folder_of_templates(folder):
    """Nothing changes against its own; something against another's."""
    synthesise(FILE, folder)
    assert "2 flow logs unchanged" in run("--from", "cdk.out").stdout
    synthesise(RICH, folder)
    told = run("--from", "cdk.out").stdout
    assert "No longer logged: 1" in told
    assert '"archive": by the archive in the bucket; nobody else gets it instead' in told


def test_compares_with_another_file_and_its_inventory(folder):
    """The old version of the file, from version control."""
    (folder / "old.yaml").write_text(HEAD + RICH)
    data = json.loads(run("--from", "old.yaml", "--json").stdout)
    assert data["ok"]
    (target,) = data["targets"]
    assert {(one["resource"], one["kind"]) for one in target["changes"]} == {
        (WEB, "replaced"),
        (WEB, "removed"),
        (ATTACHMENT, "retagged"),
        (VPC, "unlogged"),
    }


def test_check_refuses_what_would_no_longer_be_logged(folder):
    """Unless that is meant."""
    (folder / "old.yaml").write_text(HEAD + RICH)
    assert "1 resource would no longer be logged" in run("--from", "old.yaml", "--check", code=1).stderr
    assert run("--from", "old.yaml", "--check", "--allow-unlogged").exit_code == 0
    assert json.loads(run("--from", "old.yaml", "--check", "--json", code=1).stdout)["ok"] is False
    (folder / "old.yaml").write_text(HEAD + FILE)
    assert run("--from", "old.yaml", "--check").exit_code == 0


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("old.yaml", "version: 2\n", "old.yaml:1:10: error FL"),
        ("manifest.json", "no json", "is not JSON"),
        ("manifest.json", "[]", "no part of a cloud assembly"),
        ("manifest.json", '{"artifacts": {"a": null}}', "no stack of a flowlog file"),
        ("manifest.json", '{"artifacts": {"a": {"properties": "b"}}}', "no part of a cloud assembly"),
        ("other.txt", "", "manifest.json cannot be read"),
    ],
)
def test_says_what_is_wrong_with_what_it_compares_with(folder, name, text, said):
    """A file is reported like any file; a folder must be a cloud assembly."""
    there = folder / "before"
    there.mkdir()
    (there / name).write_text(text)
    ran = run("--from", str(there / name if name.endswith("yaml") else there), code=1)
    assert said in ran.stderr


def test_a_program_is_told_all_that_a_person_is():
    """Each attribute of what is found has a key, but for those that are told in others."""
    found = TargetDiff(("111122223333", "eu-west-1"))
    elsewhere = {"place": "account", "gap": "refused_meanwhile", "aggregator_reads": "retiring"}
    assert {elsewhere.get(one.name, one.name) for one in fields(TargetDiff)} <= as_data(
        found, Path("flowlogs.yaml")
    ).keys()


def test_says_why_it_cannot_tell_what_is_deployed(folder, monkeypatch):
    """Without credentials nothing is known, and nothing is claimed."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "none"))
    ran = run(code=1)
    assert "cannot tell what is deployed" in ran.stderr
    assert "there are no AWS credentials" in ran.stderr
