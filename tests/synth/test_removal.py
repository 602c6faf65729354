"""What happens to records when a stack or an entry is removed: two keys open the door to deletion."""

import pytest
from aws_cdk.assertions import Annotations, Match
from synthesised import HEAD, ONE_VPC, TARGET, synthesise

HOLDING = {
    "AWS::KMS::Key",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
    "AWS::SecretsManager::Secret",
}
WITH_KEY = TARGET.replace("region:", "kms_key: create, region:")
ALLOWED = {"flowlog:allow-deletion": "true"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Synthesise with the file's key and the command line's key turned or not."""

    def make(on_delete, context):
        text = f"{HEAD}{WITH_KEY}{ONE_VPC}\non_delete: {on_delete}\n"
        return synthesise(text, tmp_path_factory.mktemp("removal"), context=context)

    return make


def _policies(synthesised, types=HOLDING):
    found = [one for one in synthesised.documents[0]["Resources"].values() if one["Type"] in types]
    assert {one["Type"] for one in found} == set(types)
    return {one["DeletionPolicy"] for one in found}, {one["UpdateReplacePolicy"] for one in found}


@pytest.mark.parametrize(
    ("on_delete", "context"),
    [("retain", None), ("retain", ALLOWED), ("delete", None), ("delete", {"flowlog:allow-deletion": "false"})],
)
def test_one_key_alone_deletes_nothing(made, on_delete, context):
    """The file alone, or the command line alone, keeps everything that holds records."""
    assert _policies(made(on_delete, context)) == ({"RetainExceptOnCreate"}, {"Retain"})


@pytest.mark.parametrize("said", ["true", True])
def test_both_keys_let_cloudformation_delete(made, said):
    """Even then a replacement keeps what it replaces, and the key without which no copy can be read stays."""
    synthesised, key = made("delete", {"flowlog:allow-deletion": said}), {"AWS::KMS::Key"}
    assert _policies(synthesised, HOLDING - key) == ({"Delete"}, {"Retain"})
    assert _policies(synthesised, key) == ({"RetainExceptOnCreate"}, {"Retain"})


def test_says_so_when_only_the_file_asks_for_deletion(made):
    """Whoever wrote ``delete`` sees which key is missing."""
    stack = made("delete", None).stacks[0]
    Annotations.from_stack(stack).has_info("*", Match.string_like_regexp("flowlog:allow-deletion=true"))


@pytest.mark.parametrize(("on_delete", "context"), [("retain", None), ("delete", ALLOWED)])
def test_says_nothing_when_both_agree(made, on_delete, context):
    """A note that is always there is never read."""
    stack = made(on_delete, context).stacks[0]
    assert not Annotations.from_stack(stack).find_info("*", Match.any_value())
