"""
``flowlog diff`` against a commit or another file: what was logged is told by the inventory of then.

Longer than 200 lines because all that can be wrong with a commit and its inventory is tried beside what is right.
"""

import json
import subprocess
from dataclasses import replace

import pytest
from click.testing import CliRunner
from small_network import DATABASE, HEAD, WEB, everything, inventory

from flowlog_config.inventory.file import write_inventory
from stacks.commands import diff

TAGGED = HEAD + "flow_logs: [{name: all, select: {type: network-interface, tags: {log: 'yes'}}}]\n"
BOTH = HEAD + f"flow_logs: [{{name: all, select: [{WEB}, {DATABASE}]}}]\n"
ONE = HEAD + f"flow_logs: [{{name: all, select: {WEB}}}]\n"


def tagged(*ids):
    """Give the small account with a tag on some of it."""
    given = {id_: {"log": "yes"} for id_ in ids}
    return inventory([replace(one, tags=given.get(one.id, {})) for one in everything()])


def git(*arguments):
    """Run git in the current folder, as somebody."""
    whole = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *arguments]
    subprocess.run(whole, check=True, capture_output=True)  # noqa: S603 - the tests' own words


@pytest.fixture
def commit(tmp_path, monkeypatch):
    """Make a repository, and give what writes a file and its inventory there, and commits both."""
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet", "--initial-branch", "main")

    def write(text, found, name="flowlogs", *, committed=True):
        (tmp_path / f"{name}.yaml").write_text(text)
        if found:
            write_inventory(found, tmp_path / f"{name}.inventory.json")
        if committed:
            git("add", "--all")
            git("commit", "--quiet", "-m", "x")

    return write


def run(*arguments):
    """Run the command."""
    return CliRunner().invoke(diff, arguments, catch_exceptions=False)


def test_a_change_of_the_inventory_alone_is_seen(commit):
    """Its tags are gone, so the selector finds it no more; the file says what it said."""
    commit(TAGGED, tagged(WEB, DATABASE))
    commit(TAGGED, tagged(WEB), committed=False)
    ran = run("--from-git", "main", "--check")
    assert ran.exit_code == 1
    assert "1 resource would no longer be logged" in ran.stderr
    assert "1 kept" in ran.stdout


def test_what_left_the_account_is_no_problem_of_the_old_file(commit):
    """It named a resource that the new inventory does not have."""
    commit(BOTH, inventory())
    commit(ONE, inventory([one for one in everything() if one.id != DATABASE]), committed=False)
    ran = run("--from-git", "HEAD", "--check")
    assert ran.exit_code == 0, ran.output
    assert "the inventory no longer has it" in ran.stdout


def test_what_had_left_the_account_by_then_is_no_problem_either(commit):
    """Else the branch that mends the file could not be compared with the one it mends."""
    left = inventory([one for one in everything() if one.id != DATABASE])
    commit(BOTH, left)
    commit(ONE, left, committed=False)
    ran = run("--from-git", "HEAD", "--check")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "1 kept" in ran.stdout
    commit(BOTH, left, committed=False)
    assert "FL401" in run("--from-git", "HEAD").stderr


@pytest.mark.parametrize("nothing", ["traffic_type: REJECT, forward: {action: ACCEPT}", "forward: {action: REJEKT}"])
def test_a_filter_that_let_nothing_through_is_mended(commit, nothing):
    """It was deployed, and what the entry logged is told as it was."""
    commit(ONE.replace(f"{WEB}}}", f"{WEB}, {nothing}}}"), inventory())
    commit(ONE, inventory(), committed=False)
    ran = run("--from-git", "HEAD", "--check")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "New flow logs" not in ran.stdout
    commit(HEAD + f"flow_logs: [{{name: all, select: {DATABASE}}}]\n", inventory(), committed=False)
    assert "1 resource would no longer be logged" in run("--from-git", "HEAD", "--check").stderr


@pytest.mark.parametrize("folder", [".", "net/prod"])
def test_the_inventory_is_where_the_old_file_says(commit, tmp_path, folder):
    """The file need not be at the top of the repository, nor its inventory beside it."""
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    write_inventory(tagged(WEB, DATABASE), tmp_path / "found.json")
    named = f"{TAGGED}inventory: {'../../' if folder != '.' else ''}found.json\n"
    commit(named, None, f"{folder}/flowlogs")
    write_inventory(tagged(WEB), tmp_path / "found.json")
    data = json.loads(run("--file", f"{folder}/flowlogs.yaml", "--from-git", "main", "--json").stdout)
    assert (data["unlogged"], data["targets"][0]["kept"]) == (1, 1)


def test_without_inventories_ids_are_compared(commit):
    """A file that names ids needs none."""
    commit(BOTH, None)
    commit(ONE, None, committed=False)
    assert "1 resource would no longer be logged" in run("--from-git", "main", "--check").stderr


def test_a_commit_without_the_inventory_says_once_what_to_do(commit):
    """However many entries have selectors: no discovery adds anything to a commit."""
    two = TAGGED.replace("}}}]", "}}}, {name: edge, select: edge}]")
    commit(two, None)
    commit(two, tagged(WEB), committed=False)
    ran = run("--from-git", "main")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.stderr.count("\n") == 1
    assert "main does not tell what flowlogs.yaml logged: selectors need an inventory, and there is none" in ran.stderr
    assert "Commit file and inventory together" in ran.stderr
    assert "flowlog discover" not in ran.stderr


def test_a_commit_whose_inventory_lacks_a_target_says_the_same(commit):
    """Whatever discovers it now, discovers what it has now."""
    commit(TAGGED, inventory(key=("444455556666", "eu-west-1")))
    commit(TAGGED, tagged(WEB), committed=False)
    said = run("--from-git", "main").stderr
    assert (
        "main does not tell what flowlogs.yaml logged: the inventory has nothing of 111122223333 in eu-west-1" in said
    )


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("nowhere", "must be fetched first (git fetch)"),
        ("nowhere", "git cannot read the commit nowhere"),
        ("--output=x", "--output=x is no commit"),
        ("main:flowlogs.yaml", "git cannot read the commit main:flowlogs.yaml"),
        ("", "git cannot read the commit"),
        ("first", "first has no flowlogs.yaml; if it had another name"),
    ],
)
def test_says_which_commit_cannot_be_read(commit, revision, said, tmp_path):
    """And what to do."""
    commit(ONE, None, "other")
    git("tag", "first")
    commit(ONE, None)
    ran = run("--from-git", revision)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert said in ran.stderr
    assert not (tmp_path / "x").exists()


def test_problems_of_the_old_file_and_of_its_inventory_say_whose_they_are(commit, tmp_path):
    """Else one looks for them in the file of today."""
    commit("version: 2\n", None)
    (tmp_path / "flowlogs.yaml").write_text(ONE)
    assert run("--from-git", "main").stderr.startswith("main:flowlogs.yaml:1:1: error FL")
    (tmp_path / "flowlogs.inventory.json").write_text("{")
    commit(ONE, None)
    (tmp_path / "flowlogs.inventory.json").unlink()
    said = run("--from-git", "main").stderr
    assert "main:flowlogs.inventory.json is no inventory" in said
    assert "use: a commit in which it is right\n" in said
    commit(f"{ONE}inventory: lost.json\n", None)
    commit(ONE, None, committed=False)
    assert "there is no inventory lost.json in main" in run("--from-git", "main").stderr


def test_an_inventory_of_another_version_keeps_its_advice(commit, tmp_path):
    """No commit before it helps; the version that wrote it does."""
    (tmp_path / "flowlogs.inventory.json").write_text('{"version": 2}')
    commit(ONE, None)
    assert "use: the version of flowlog that wrote it\n" in run("--from-git", "main").stderr


def test_a_link_is_not_read_as_the_file_it_leads_to(commit, tmp_path):
    """What a commit has of it is a path, which is no YAML and no inventory."""
    commit(ONE, inventory(), "real")
    (tmp_path / "flowlogs.yaml").symlink_to("real.yaml")
    git("add", "--all")
    git("commit", "--quiet", "-m", "x")
    ran = run("--from-git", "main")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "flowlogs.yaml is a symbolic link in main: say the file it links to, by --file" in ran.stderr
    assert run("--file", "real.yaml", "--from-git", "main").exit_code == 0
    (tmp_path / "real.inventory.json").rename(tmp_path / "found.json")
    (tmp_path / "real.inventory.json").symlink_to("found.json")
    git("add", "--all")
    git("commit", "--quiet", "-m", "x")
    said = run("--file", "real.yaml", "--from-git", "main").stderr
    assert (
        "the inventory real.inventory.json is a symbolic link in main: write it and the file beside each other" in said
    )


def test_outside_a_repository_git_says_so(tmp_path, monkeypatch):
    """The words are git's."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flowlogs.yaml").write_text(ONE)
    said = run("--from-git", "main").stderr
    assert "not a git repository" in said
    assert "git fetch" not in said
    monkeypatch.setenv("PATH", "")
    assert "git is needed to read the commit main" in run("--from-git", "main").stderr


def test_another_file_needs_an_inventory_of_its_own(commit, tmp_path):
    """Today's would say that it logged what it would log today."""
    commit(TAGGED, tagged(WEB, DATABASE), "old")
    commit(TAGGED, tagged(WEB))
    ran = run("--from", "old.yaml", "--check")
    assert "1 resource would no longer be logged" in ran.stderr
    (tmp_path / "old.inventory.json").unlink()
    ran = run("--from", "old.yaml")
    assert ran.exit_code == 1
    assert "FL404" in ran.stderr
    assert "there is no old.inventory.json beside old.yaml: without the inventory of then" in ran.stderr
    assert "or --from-git COMMIT, which takes the file and the inventory as they were" in ran.stderr
    (tmp_path / "old.yaml").write_text(f"{TAGGED}inventory: flowlogs.inventory.json\n")
    said = run("--from", "old.yaml").stderr
    assert (
        "old.yaml and flowlogs.yaml have one inventory, flowlogs.inventory.json: it says what is in the accounts now"
        in said
    )
    assert "in old.yaml an `inventory` of its own, a copy as it was then; or --from-git COMMIT" in said
    said = run("--from", "flowlogs.yaml").stderr
    assert "flowlogs.yaml would be compared with itself" in said
    assert "--from-git HEAD, for the file as it was committed" in said


def test_one_thing_to_compare_with(commit):
    """Two would be one too many."""
    commit(ONE, None)
    ran = run("--from-git", "main", "--from", "flowlogs.yaml")
    assert ran.exit_code == 2
    assert "--from and --from-git both say what to compare with" in ran.stderr
