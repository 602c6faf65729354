"""
`flowlog helm` as people and scripts use it.

Longer than 200 lines because each way of asking is tried by itself: values, file, commands and JSON, right and wrong.
"""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from flowlog_config.aggregator import RenderError, command, notes, render_values, secret_commands, values
from flowlog_config.aggregator.command import helm
from flowlog_config.aggregator.install import install_lines
from flowlog_config.plan import plan_file

BAD_NAME = "cluster_name: production", "cluster_name: '{{ .Release.Name }}'"


@pytest.fixture
def path(tmp_path):
    """Give a small file of flow logs."""
    file = tmp_path / "flowlogs.yaml"
    file.write_text(
        """\
version: 1
aggregator:
  endpoint: https://flowlogs.example.com/
  cluster_name: production
targets:
  - {account: "111122223333", region: eu-west-1}
flow_logs:
  - {name: one, select: vpc-0c0de0000000000b1}
"""
    )
    return file


@pytest.fixture
def run(path):
    """Run the command on that file."""
    return lambda *arguments: CliRunner().invoke(helm, ["--file", str(path), *map(str, arguments)])


def replace_in(path, old, new):
    """Change the file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_standard_output_is_the_values_and_nothing_else(run, path):
    """`flowlog helm > values.yaml` gives a file Helm can use; the rest is on standard error."""
    done = run()
    plan = plan_file(path).plan
    assert done.exit_code == 0
    assert done.stdout_bytes == render_values(plan).encode()
    for text in [*secret_commands(plan, path), *notes(plan)]:
        assert text in done.stderr


def test_a_file_that_selects_nothing_is_told_as_such(run, path):
    """A bucket to read would give the aggregator nothing either."""
    path.with_name("flowlogs.inventory.json").write_bytes(Path("flowlogs.inventory.json").read_bytes())
    replace_in(path, "select: vpc-0c0de0000000000b1", "select: {type: vpc, tags: {no: body}}")
    done = run()
    assert done.exit_code == 1
    assert f"because the file selects nothing: flowlog check --file {path}" in done.stderr
    assert "aggregator_reads" not in done.output


@pytest.mark.parametrize(
    ("dialect", "namespace", "lines"),
    [
        (
            "kubesense",
            "kubesense",
            ["helm upgrade RELEASE CHART --namespace kubesense -f your-values.yaml -f values.yaml"],
        ),
        (
            "vector",
            "vector",
            [
                "helm repo add vector https://helm.vector.dev",
                "helm upgrade --install vector vector/vector --namespace vector -f values.yaml -f your-values.yaml",
            ],
        ),
        (
            "otel-collector",
            "observability",
            [
                "helm repo add open-telemetry https://open-telemetry.github.io/opentelemetry-helm-charts",
                "helm upgrade --install flow-logs open-telemetry/opentelemetry-collector --namespace observability -f values.yaml",
            ],
        ),
    ],
)
def test_secret_and_aggregator_are_in_the_namespace_the_dialect_is_installed_in(run, path, dialect, namespace, lines):
    """The aggregator reads no secret of another namespace; the lines that install it say the same one."""
    replace_in(path, "cluster_name", f"dialect: {dialect}\n  cluster_name")
    said = run().stderr
    for line in [f"kubectl create namespace {namespace} ", *lines]:
        assert f"\n{line}" in said
    assert f"generic flowlog-access-keys --namespace {namespace} " in run("--commands").stdout
    assert [line in "\n".join(json.loads(run("--json").stdout)["install"]) for line in lines] == [True] * len(lines)


def test_a_namespace_of_the_file_is_used_everywhere(run, path):
    """It stands above the dialect's own."""
    replace_in(path, "cluster_name", "kubernetes_secret: {namespace: logs}\n  cluster_name")
    said = run().stderr
    assert "--namespace kubesense" not in said
    assert "helm upgrade RELEASE CHART --namespace logs " in said


def test_says_when_the_stacks_come_first_and_when_the_values(run):
    """The access key must be there to be read; a log group must be known before its first record."""
    said = run().stderr
    first, later = (
        said.index("A target that makes its own access key is deployed before this"),
        said.index("what it only takes away\nis deployed first"),
    )
    assert first < later < said.index("Make the secret flowlog-access-keys")


def test_the_lines_name_the_file_that_was_written(run, tmp_path):
    """Whatever it is called."""
    file = tmp_path / "of flow logs.yaml"
    assert f"-f '{file}'" in run("--output", file).stderr


def test_what_kubesense_may_not_read_is_said(run, path):
    """Its parser of other formats is not documented."""
    words = "Whether KubeSense's parser knows any format but the default one is not known"
    assert words not in run().stderr
    replace_in(path, "b1}", "b1, format: security}")
    assert words in run().stderr


def test_dash_is_standard_output(run):
    """A dash is what it is to other commands."""
    assert run("--output", "-").stdout == run().stdout


def test_output_writes_the_file(run, tmp_path):
    """The file holds the same bytes, and standard output stays empty."""
    file = tmp_path / "values.yaml"
    done = run("--output", file)
    assert (done.exit_code, done.stdout) == (0, "")
    assert file.read_bytes() == run().stdout_bytes
    assert f"Wrote {file}" in done.stderr


def test_commands_alone_can_be_piped_to_a_shell(run, path):
    """Standard output is the lines, without a word around them."""
    done = run("--commands")
    assert done.stdout.splitlines() == secret_commands(plan_file(path).plan, path)
    assert done.stderr == ""


def test_commands_in_what_is_said_name_the_file(run, path):
    """Run literally, they would deploy or compare another one."""
    deploy = f"deploy it first (npx cdk deploy --all -c file={path})"
    assert deploy in run("--commands").stdout
    assert deploy in "\n".join(json.loads(run("--json").stdout)["commands"])
    assert f"flowlog diff --file {path} prints the order" in run().stderr


def test_json_has_everything(run, path, tmp_path):
    """A program gets values, lines, notes and warnings as data."""
    file = tmp_path / "values.yaml"
    data = json.loads(run("--json", "--output", file).stdout)
    plan = plan_file(path).plan
    assert data == {
        "ok": True,
        "file": str(file),
        "install": install_lines(plan, str(file)),
        "values": values(plan),
        "commands": secret_commands(plan, path),
        "notes": notes(plan),
        "problems": [],
    }
    assert yaml.safe_load(file.read_text()) == data["values"]
    assert json.loads(run("--json").stdout)["file"] is None


@pytest.mark.parametrize(
    ("change", "id_"),
    [(("eu-west-1", "eu-west-1a"), "FL208"), (BAD_NAME, "FL214"), (("version: 1\n", ""), "FL201")],
)
def test_problems_end_with_1_and_write_nothing(run, path, tmp_path, change, id_):
    """Problems of the file and of the values are told alike, with their place, and no file appears."""
    replace_in(path, *change)
    file = tmp_path / "values.yaml"
    done = run("--output", file)
    assert (done.exit_code, done.stdout, file.exists()) == (1, "", False)
    assert f"error {id_} " in done.stderr
    as_data = run("--json")
    assert as_data.exit_code == 1
    told = json.loads(as_data.stdout)
    assert (told["ok"], [row["id"] for row in told["problems"]]) == (False, [id_])
    assert told["problems"][0]["line"] > 0


def test_a_refused_name_is_shown_where_it_stands(run, path):
    """The report has the line of the file, although only the values cannot hold the name."""
    replace_in(path, *BAD_NAME)
    assert f"{path}:4:17: error FL214" in run().stderr


@pytest.mark.parametrize(
    ("route", "said"),
    [("s3", "s3.aggregator_reads: true"), ("lambda", "posts the records to https://logs.example.com/")],
)
def test_a_file_without_records_for_an_aggregator_says_where_they_go(run, path, route, said):
    """Reading the bucket is advice for an archive, and none for files that a function posts."""
    replace_in(path, "}\nflow_logs", f"}}\ndefaults: {{route: {route}}}\nflow_logs")
    if route == "lambda":
        replace_in(path, "defaults", "s3: {forward_to: {endpoint: https://logs.example.com/}}\ndefaults")
    done = run()
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr


def test_missing_file_says_what_to_do(run, path):
    """A newcomer in the wrong folder learns how to go on."""
    path.unlink()
    done = run()
    assert (done.exit_code, done.stdout) == (1, "")
    assert "--file" in done.stderr


def test_unwritable_output_says_so(run, tmp_path):
    """A folder that is not there is the user's to make."""
    done = run("--output", tmp_path / "none" / "values.yaml")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "cannot be written" in done.stderr
    assert "--output" in done.stderr


def test_our_own_fault_ends_with_2(run, monkeypatch):
    """A script can tell our mistakes from its own."""

    def broken(_):
        raise RenderError("the values are not what was meant")

    monkeypatch.setattr(command, "render_values", broken)
    done = run()
    assert (done.exit_code, done.stdout) == (2, "")
    assert "not what was meant" in done.stderr


def test_help_has_an_example(run):
    """The example keeps its lines."""
    assert "\n    flowlog helm > values.yaml\n" in run("--help").output
