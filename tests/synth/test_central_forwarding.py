"""Files of many accounts, posted by the function of the account they are delivered to; and a function in each of two regions."""

import fnmatch
import json

import pytest
from shapes import POSTED_APART, POSTED_HERE
from synthesised import filled, flat

CENTRAL, WORKLOAD, PAYMENTS, APART = "999988887777", "111122223333", "222233334444", "444455556666"
BUCKET = f"flowlog-{CENTRAL}-eu-west-1"
FUNCTION_KINDS = {
    "AWS::Lambda::Function",
    "AWS::Lambda::EventSourceMapping",
    "AWS::SQS::Queue",
    "AWS::SQS::QueuePolicy",
}


@pytest.fixture(scope="module")
def stacks(shape):
    """Give the resources of each stack by its account, as CloudFormation would write them, with what only it knows filled in."""
    made = shape("central-posted")
    return {stack.account: filled(document, stack) for stack, document in zip(made.stacks, made.documents, strict=True)}


def _properties(resources, id_):
    return resources[id_]["Properties"]


def _former(resources, role):
    """Give the statement of a role about the bucket of before."""
    (policy,) = _properties(resources, role)["Policies"]
    about = [one for one in policy["PolicyDocument"]["Statement"] if "aws:ResourceAccount" in json.dumps(one)]
    (found,) = about
    return found


def _allowed(resources, role):
    """Give what a role may do: resources and conditions by action; without what is about the bucket of before."""
    (policy,) = _properties(resources, role)["Policies"]
    statements = [one for one in policy["PolicyDocument"]["Statement"] if one != _former(resources, role)]
    assert {one["Effect"] for one in statements} == {"Allow"}
    return {action: (one["Resource"], one.get("Condition")) for one in statements for action in one["Action"]}


def _places(resources):
    """Give where the files of a stack's flow logs go."""
    flow_logs = [one["Properties"] for one in resources.values() if one["Type"] == "AWS::EC2::FlowLog"]
    return [one["LogDestination"] for one in flow_logs if one["LogDestinationType"] == "s3"]


def _told(resources):
    (told,) = _properties(resources, "FlowLogBucket")["NotificationConfiguration"]["QueueConfigurations"]
    return told["Queue"], {rule["Name"]: rule["Value"] for rule in told["Filter"]["S3Key"]["Rules"]}


def test_function_and_queue_stand_where_the_bucket_is_and_nowhere_else(stacks):
    """A target that delivers to another has nothing of them, and none of its roles reads a secret."""
    for account in (CENTRAL, APART):
        kinds = {one["Type"] for one in stacks[account].values()}
        assert kinds >= FUNCTION_KINDS
    for account in (WORKLOAD, PAYMENTS):
        kinds = {one["Type"] for one in stacks[account].values()}
        assert not kinds & {*FUNCTION_KINDS, "AWS::S3::Bucket", "AWS::SecretsManager::Secret"}
        assert "secretsmanager" not in json.dumps(stacks[account])


def test_files_of_every_account_arrive_below_the_folder_that_tells_the_queue(stacks):
    """Written on one side and notified on the other; what is only archived tells nobody."""
    queue, rules = _told(stacks[CENTRAL])
    assert (queue, rules) == ("<ForwarderQueue.Arn>", {"prefix": "forwarded/", "suffix": ".log.gz"})
    assert _properties(stacks[CENTRAL], "FlowLogBucket")["BucketName"] == BUCKET
    told = f"arn:aws:s3:::{BUCKET}/{rules['prefix']}"
    posted = {account: [one.startswith(told) for one in _places(stacks[account])] for account in (WORKLOAD, PAYMENTS)}
    assert {account: (sum(ones), len(ones)) for account, ones in posted.items()} == {WORKLOAD: (2, 4), PAYMENTS: (1, 1)}
    assert all(one.startswith(f"arn:aws:s3:::{BUCKET}/") for account in posted for one in _places(stacks[account]))
    (apart,) = _places(stacks[APART])
    assert apart.startswith(f"<FlowLogBucket.Arn>/{_told(stacks[APART])[1]['prefix']}")


def test_bucket_and_key_let_in_the_accounts_that_deliver_from_where_they_deliver(stacks):
    """In both regions; the target with a bucket of its own is not among them, nor is the central one, which logs nothing."""
    statements = _properties(stacks[CENTRAL], "FlowLogBucketPolicy")["PolicyDocument"]["Statement"]
    statements += _properties(stacks[CENTRAL], "EncryptionKey")["KeyPolicy"]["Statement"]
    delivering = [one for one in statements if one["Principal"] == {"Service": "delivery.logs.amazonaws.com"}]
    assert len(delivering) == 3
    for one in delivering:
        assert one["Condition"]["StringEquals"]["aws:SourceAccount"] == [WORKLOAD, PAYMENTS]
        regions = {arn.split(":")[3] for arn in one["Condition"]["ArnLike"]["aws:SourceArn"]}
        assert regions == {"eu-west-1", "us-east-1"}
    own = _properties(stacks[APART], "FlowLogBucketPolicy")["PolicyDocument"]["Statement"]
    (write,) = [one for one in own if one.get("Sid") == "AWSLogDeliveryWrite"]
    assert write["Condition"]["StringEquals"]["aws:SourceAccount"] == [APART]


@pytest.mark.parametrize(
    ("account", "region", "secret"), [(CENTRAL, "eu-west-1", POSTED_HERE), (APART, "us-east-1", POSTED_APART)]
)
def test_each_function_reads_the_secret_of_its_own_place_and_no_other(stacks, account, region, secret):
    """What it is told and what its role may read are the same; it decrypts nothing else with a key it does not know."""
    variables = _properties(stacks[account], "Forwarder")["Environment"]["Variables"]
    assert variables["SECRET_ARN"] == secret
    assert json.dumps(stacks[account]).count(":secretsmanager:") == json.dumps(stacks[account]).count(secret) > 1
    allowed = _allowed(stacks[account], "ForwarderRole")
    assert allowed["secretsmanager:GetSecretValue"] == ([secret], None)
    keys, condition = allowed["kms:Decrypt"]
    assert keys == [f"arn:aws:kms:{region}:{account}:key/*"]
    assert condition["StringEquals"] == {
        "kms:ViaService": f"secretsmanager.{region}.amazonaws.com",
        "kms:EncryptionContext:SecretARN": secret,
    }


def test_role_of_the_central_function_may_read_posted_files_and_do_nothing_to_them(stacks):
    """Of whichever account they are: the folder is the bound, and what is archived is not in it."""
    allowed = _allowed(stacks[CENTRAL], "ForwarderRole")
    statements = _properties(stacks[CENTRAL], "ForwarderRole")["Policies"][0]["PolicyDocument"]["Statement"]
    read = [place for one in statements if "s3:GetObject" in one["Action"] for place in one["Resource"]]
    assert "<FlowLogBucket.Arn>/forwarded/*" in read
    assert all(place.endswith("/forwarded/*") for place in read)
    assert {action for action in allowed if action.startswith("s3:")} == {"s3:GetObject"}
    assert allowed["sqs:ReceiveMessage"] == (["<ForwarderQueue.Arn>"], None)
    everywhere = {action for action, (places, _) in allowed.items() if places == ["*"]}
    assert not everywhere
    of_files = [one for one in statements if one["Resource"] == ["<EncryptionKey.Arn>"]]
    assert [one["Condition"]["StringEquals"] for one in of_files] == [{"kms:ViaService": "s3.eu-west-1.amazonaws.com"}]


@pytest.mark.parametrize(
    ("account", "before"),
    [(CENTRAL, "flowlog-logging-flowlogbucket-218829ae8b02a"), (APART, f"flowlog-{APART}-us-east-1")],
)
def test_function_reads_what_still_comes_into_the_bucket_of_before(stacks, account, before):
    """
    Its name changes when others begin, or end, to deliver to a target.

    The bucket of before stays and tells the queue of its last files: unread, their records would end as dead letters.
    """
    statement = _former(stacks[account], "ForwarderRole")
    assert statement["Action"] == ["s3:GetObject"]
    assert statement["Condition"] == {"StringEquals": {"aws:ResourceAccount": account}}
    (resource,) = statement["Resource"]
    assert fnmatch.fnmatchcase(f"arn:aws:s3:::{before}/forwarded/x.log.gz", resource)
    assert not fnmatch.fnmatchcase(f"arn:aws:s3:::{before}/archived/x.log.gz", resource)
    assert not fnmatch.fnmatchcase("arn:aws:s3:::theirs/forwarded/x.log.gz", resource)
    decrypting = _properties(stacks[account], "ForwarderRole")["Policies"][0]["PolicyDocument"]["Statement"]
    for one in (one for one in decrypting if one["Resource"] == ["<EncryptionKey.Arn>"]):
        contexts = one["Condition"]["StringLike"]["kms:EncryptionContext:aws:s3:arn"]
        assert [c for c in contexts if fnmatch.fnmatchcase(f"arn:aws:s3:::{before}", c)]


def test_only_s3_of_the_central_account_tells_the_queue(stacks):
    """Accounts that deliver write files; it is the bucket that tells."""
    (policy,) = [
        one["Properties"]["PolicyDocument"]["Statement"]
        for id_, one in stacks[CENTRAL].items()
        if one["Type"] == "AWS::SQS::QueuePolicy" and one["Properties"]["Queues"] == ["<ForwarderQueue>"]
    ]
    (send,) = [one for one in policy if one["Effect"] == "Allow"]
    assert send["Principal"] == {"Service": "s3.amazonaws.com"}
    assert (send["Action"], send["Resource"]) == ("sqs:SendMessage", "<ForwarderQueue.Arn>")
    assert send["Condition"]["StringEquals"] == {"aws:SourceAccount": CENTRAL}


def test_outputs_of_the_central_stack_name_the_folders_that_others_write_to(shape):
    """Whoever looks for the files finds them in the outputs of the stack that has the bucket."""
    made = shape("central-posted")
    outputs = {
        stack.account: {
            flat(one["Value"]) for id_, one in document.get("Outputs", {}).items() if id_.startswith("Files")
        }
        for stack, document in zip(made.stacks, made.documents, strict=True)
    }
    workload = next(one for one in made.plan.targets if one.target.account_id == WORKLOAD)
    assert outputs[CENTRAL] == {f"s3://<FlowLogBucket>/{one.folder}" for one in workload.folders}
    assert len(outputs[CENTRAL]) == 4
    assert outputs[WORKLOAD] == outputs[PAYMENTS] == set()
    (apart,) = outputs[APART]
    assert apart.endswith(f"/AWSLogs/aws-account-id={APART}/aws-service=vpcflowlogs/")


def test_code_is_taken_to_the_accounts_of_the_functions_alone(shape):
    """Each from the bucket that bootstrapping made there."""
    made = shape("central-posted")
    for stack, document in zip(made.stacks, made.documents, strict=True):
        found = [one for one in document["Resources"].values() if one["Type"] == "AWS::Lambda::Function"]
        buckets = [one["Properties"]["Code"]["S3Bucket"] for one in found]
        wanted = [f"cdk-hnb659fds-assets-{stack.account}-{stack.region}"] if stack.account in (CENTRAL, APART) else []
        assert buckets == wanted
        assert (made.directory / f"{stack.stack_name}.assets.json").read_text().count('"packaging": "zip"') == len(
            found
        )
