"""What a deployment deletes, or would make unreadable."""

import json

from compared_files import diff, file, state, templates, words
from small_network import KEY, VPC, WEB

from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.from_template import states_of
from flowlog_config.operate.diff.unlogged import Coverage

KEEPING = "on_delete: retain"
DELETING = "on_delete: delete"
ENTRY = ("one", VPC, ", retention_days: 3653")
CHANGED = ("one", VPC, ", retention_days: 3653, format: security")


def test_a_deletable_log_group_that_leaves_is_deleted_with_its_records():
    """Whatever the file says now: the policy that counts is that of the last deployment."""
    found = diff(file(ENTRY, more=DELETING), file(CHANGED, more=KEEPING))[KEY[0]]
    (name,) = found.deleted
    assert f"log group {name}: will be DELETED with up to 3653 days of records" in words(found)
    assert "to keep it, first deploy what is there now once without `-c flowlog:allow-deletion=true`\n" in words(found)
    kept = diff(file(ENTRY, more=KEEPING), file(CHANGED, more=DELETING))[KEY[0]]
    assert kept.deleted == ()
    assert "stays with the records it has" in words(kept)


def test_a_stack_that_nothing_is_left_in_is_removed():
    """The CDK deletes a stack without resources; what it says of each is of no use to whoever looks for the stack."""
    two = '{account: "111122223333", region: eu-west-1, name: a}, {account: "444455556666", region: eu-west-1, name: b}'
    here, there = ("one", VPC, ", targets: a"), ("two", WEB, ", targets: b")
    found = diff(file(here, there, targets=two), file(there, targets=two))
    said = "stack flowlog-a: has nothing left, so `npx cdk deploy --all` removes it"
    assert said in words(found["111122223333"])
    assert "has nothing left" not in words(found["444455556666"])


def test_deletion_needs_a_word_of_its_own(run):
    """Resources that stop being logged are something else."""
    files = file(ENTRY, more=DELETING), file(CHANGED, more=DELETING)
    ran = run(*files, "--check", "--allow-unlogged")
    assert ran.exit_code == 1
    assert "1 log group or key would be deleted, with the records; if that is meant, say --allow-deletion" in ran.stderr
    assert run(*files, "--check", "--allow-deletion").exit_code == 0
    assert run(*files).exit_code == 0
    assert json.loads(run(*files, "--json").stdout)["deleted"] == 1


def test_a_key_is_never_made_deletable_and_one_that_is_is_told():
    """Without it nothing that it encrypted can be read, and records outlive it."""
    with_key = file(ENTRY, more=DELETING, targets='{account: "111122223333", region: eu-west-1, kms_key: create}')
    without = file(ENTRY, more=DELETING)
    found = diff(with_key, without)[KEY[0]]
    assert found.deleted == ()
    assert "key EncryptionKey: leaves the stack and stays" in words(found)
    made, name = templates(with_key)
    for one in made[KEY].values():
        one["Resources"]["EncryptionKey"]["DeletionPolicy"] = "Delete"
    old = compare(states_of(made, project=name), state(without), Coverage(None).verdict)[0]
    assert old.deleted == ("EncryptionKey",)
    assert "key EncryptionKey: will be DELETED" in words(old)


def test_what_holds_no_records_is_told_and_not_refused():
    """S3 deletes no bucket with files, and a secret can be restored."""
    found = diff(file(ENTRY, ("two", WEB, ", route: s3"), more=DELETING), file(ENTRY, more=DELETING))[KEY[0]]
    assert "is deleted if it is empty" in words(found)
    assert found.deleted == ()
