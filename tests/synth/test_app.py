"""``app.py`` as ``cdk`` runs it: in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = [ROOT / "flowlogs.yaml", *sorted((ROOT / "examples").glob("*.yaml"))]
SNAPSHOTS = Path(__file__).parent / "snapshots"


def _run(directory, file=None, context=None):
    context = context or ({"file": str(file)} if file else {})
    environment = {**os.environ, "CDK_OUTDIR": str(directory), "CDK_CONTEXT_JSON": json.dumps(context)}
    command = [sys.executable, "app.py"]
    return subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=False)  # noqa: S603 - ours


def _readable(path):
    """Write a template as a reviewer reads it: ours has one resource a line."""
    return json.dumps(json.loads(path.read_text()), indent=1) + "\n"


def _files(directory):
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Give the directory of one synthesis of flowlogs.yaml."""
    directory = tmp_path_factory.mktemp("first")
    done = _run(directory)
    assert (done.returncode, done.stdout) == (0, "")
    return directory


def test_the_same_file_gives_the_same_bytes(first, tmp_path):
    """Nothing reads a clock or a random source, so a deployment without a change has none."""
    assert _run(tmp_path).returncode == 0
    assert _files(tmp_path) == _files(first)


def test_values_for_the_aggregator_lie_beside_the_templates(first):
    """Both sides come from one run, of one plan."""
    assert list(first.glob("*values*.yaml"))
    assert list(first.glob("*.template.json"))


def test_takes_another_file_from_the_context(tmp_path):
    """``cdk -c file=…`` chooses the file."""
    file = tmp_path / "other.yaml"
    file.write_text((ROOT / "examples" / "smallest.yaml").read_text() + "\nname: other\n")
    assert _run(tmp_path / "out", file).returncode == 0
    assert (tmp_path / "out" / "other-111122223333-eu-west-1.template.json").exists()


@pytest.mark.parametrize(
    ("context", "said"),
    [
        ({"flie": "x.yaml"}, "did you mean -c file=…?"),
        ({"flowlog:file": "x.yaml"}, "the context has `flowlog:file`"),
        ({"flowlog:allow-deletions": "true"}, "did you mean -c flowlog:allow-deletion=…?"),
        ({"file": ""}, "and it is empty"),
    ],
)
def test_a_misspelt_or_empty_context_deploys_no_other_file(tmp_path, context, said):
    """A variable that is not set, or a slip, would otherwise take flowlogs.yaml without a word."""
    done = _run(tmp_path, context=context)
    assert done.returncode == 1
    assert said in done.stderr
    assert not list(tmp_path.glob("*.template.json"))


def test_says_which_file_it_takes(tmp_path):
    """On standard error, beside what ``cdk`` itself prints; the context of others is none of ours."""
    done = _run(
        tmp_path,
        context={"vpcId": "theirs", "profile": "x", "@aws-cdk/core:x": True, "availability-zones:account=1": []},
    )
    assert (done.returncode, done.stderr.splitlines()[0]) == (0, "Reading flowlogs.yaml")


def test_takes_the_file_from_a_context_that_is_too_long_for_the_environment(tmp_path):
    """``cdk`` then writes it into a file and says where."""
    file, context = tmp_path / "other.yaml", tmp_path / "context.json"
    file.write_text((ROOT / "examples" / "smallest.yaml").read_text() + "\nname: other\n")
    context.write_text(json.dumps({"file": str(file)}))
    environment = {**os.environ, "CDK_OUTDIR": str(tmp_path / "out"), "CONTEXT_OVERFLOW_LOCATION_ENV": str(context)}
    subprocess.run([sys.executable, "app.py"], cwd=ROOT, env=environment, check=True)
    assert (tmp_path / "out" / "other-111122223333-eu-west-1.template.json").exists()


def test_shows_problems_as_they_are_and_no_traceback(tmp_path):
    """A wrong file ends with exit code 1 and the report, and writes no template."""
    file = tmp_path / "wrong.yaml"
    file.write_text((ROOT / "examples" / "smallest.yaml").read_text().replace("eu-west-1", "eu-west-1a"))
    done = _run(tmp_path / "out", file)
    assert done.returncode == 1
    assert "error FL208" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "out").glob("*.template.json"))


def test_says_which_file_is_missing(tmp_path):
    """The name of the file is in the report, and what to do."""
    done = _run(tmp_path / "out", tmp_path / "absent.yaml")
    assert done.returncode == 1
    assert "absent.yaml" in done.stderr
    assert "error FL100" in done.stderr


def test_shows_warnings_and_goes_on(tmp_path):
    """A warning is seen where the deployment is, and stops nothing."""
    file = tmp_path / "warned.yaml"
    text = (ROOT / "examples" / "smallest.yaml").read_text()
    file.write_text(text + "defaults: {forward: {srcaddr: 10.0.0.1}}\n")
    done = _run(tmp_path / "out", file)
    assert done.returncode == 0
    assert "warning FL316" in done.stderr


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_templates_of_examples_are_those_reviewed(example, tmp_path, request):
    """A change of a template is seen in a diff of its snapshot before it is deployed."""
    assert _run(tmp_path, example).returncode == 0
    made = {path.name: _readable(path) for path in tmp_path.glob("*.template.json")}
    directory = SNAPSHOTS / example.stem
    if request.config.getoption("--snapshot-update"):
        directory.mkdir(parents=True, exist_ok=True)
        for path in directory.iterdir():
            path.unlink()
        for name, text in made.items():
            (directory / name).write_text(text)
    kept = {path.name: path.read_text() for path in directory.glob("*.template.json")}
    assert made == kept, "read the difference, then `make snapshots`"


def test_the_pinned_command_line_reads_the_assembly(first):
    """The library may write a newer format than an older ``cdk`` knows."""
    environment = {**os.environ, "CDK_DISABLE_CLI_TELEMETRY": "true", "CI": "1"}
    command = [ROOT / "node_modules" / ".bin" / "cdk", "ls", "--app", str(first), "--no-notices"]
    done = subprocess.run(command, env=environment, text=True, capture_output=True, check=False)  # noqa: S603 - pinned
    assert (done.returncode, done.stdout.split()) == (0, ["flowlog-111122223333-eu-west-1"])
