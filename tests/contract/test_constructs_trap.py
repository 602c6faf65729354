"""A folder named ``constructs`` beside ``app.py`` must never become a package: it would hide the library of that name."""

import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path

import constructs
import pytest

ROOT = Path(__file__).parents[2]


def _python(*arguments):
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True).stdout  # noqa: S603 - ours


def test_constructs_is_the_library():
    """The library comes from site-packages, whatever is on the path."""
    assert "site-packages" in Path(constructs.__file__).parts
    assert hasattr(constructs, "Construct")


@pytest.mark.parametrize("arguments", [["-c"], ["-P", "-c"]])
def test_constructs_is_the_library_for_a_script_of_the_project(arguments):
    """``python app.py`` puts the project first on the path, before the library."""
    code = "import constructs, constructs._jsii; print(constructs.__file__)"
    assert "site-packages" in _python(*arguments, code)


@pytest.mark.parametrize("folder", ["constructs", "tests/constructs"])
def test_no_local_package_has_the_name(folder):
    """An ``__init__.py``, as editors like to make, breaks every command (aws/aws-cdk#19301)."""
    assert not (ROOT / folder / "__init__.py").exists()


def test_app_is_wiring_only():
    """What grows there belongs in a room."""
    assert len((ROOT / "app.py").read_text().splitlines()) < 60


def test_flowlog_command_does_not_pay_for_the_cdk():
    """``import aws_cdk`` takes a second and starts Node.js."""
    code = "import sys, flowlog_config.cli; sys.exit('aws_cdk' in sys.modules or 'jsii' in sys.modules)"
    _python("-c", code)


def test_key_policy_is_printed_without_the_cdk():
    """The statements for the owner of a key are plain data."""
    code = "import sys, flowlog_constructs.key_policy; sys.exit('aws_cdk' in sys.modules)"
    _python("-c", code)


def test_cdk_command_line_is_pinned_and_reads_what_the_library_writes():
    """Library and command line are pinned exactly, in the files and in the environment alike."""
    pinned = json.loads((ROOT / "package.json").read_text())["devDependencies"]["aws-cdk"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]["node_modules/aws-cdk"]["version"]
    assert pinned == locked
    assert f'"aws-cdk-lib=={importlib.metadata.version("aws-cdk-lib")}"' in (ROOT / "pyproject.toml").read_text()


def test_cdk_runs_the_app_of_the_virtual_environment():
    """``npx cdk`` works straight after ``make setup``, with nothing activated; the file has nothing of flow logs."""
    settings = json.loads((ROOT / "cdk.json").read_text())
    assert settings["app"] == ".venv/bin/python app.py"
    assert all(flag.startswith("@aws-cdk") for flag in settings["context"])
