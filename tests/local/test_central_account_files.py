"""Files in the bucket of another account, and a function that posts them, by the real CDK command line on the engine."""

import json

import pytest
from click.testing import CliRunner
from deployed_accounts import CENTRAL, HERE, OTHER_REGION, REGION, THERE, WORKLOAD, file_of

from flowlog_config.cli import main
from flowlog_config.local.demo.arrived import missing
from flowlog_config.local.demo.deploy import DeployError
from flowlog_config.local.demo.narrator import Narrator
from flowlog_config.local.demo.posted import Posted
from flowlog_config.local.demo.read_back import in_files


def test_files_of_two_regions_lie_in_one_bucket(accounts):
    """Each account and region has folders of its own, encrypted with the key of the bucket's stack, which both outlive it."""
    vpc = accounts.network(WORKLOAD, OTHER_REGION)
    text = file_of(
        "s3",
        more_targets=f'- {{name: far, account: "{WORKLOAD}", region: {OTHER_REGION}, deliver_to: logging}}',
        more_flow_logs=f"- {{name: far, targets: far, select: {vpc}, route: s3}}",
    )
    outputs = accounts.cdk.deploy(text)
    bucket = outputs["company-logging"]["FlowLogBucketName"]
    written = [*accounts.written(*HERE), *accounts.write(WORKLOAD, OTHER_REGION)]
    assert {one.flow_log.bucket for one in written} == {bucket}
    assert not [one.problem for one in written if one.problem]
    assert len(list(in_files(accounts.clients, written))) == sum(one.records for one in written)
    keys = [one["Key"] for one in accounts.clients.at(*THERE).s3.list_objects_v2(Bucket=bucket)["Contents"]]
    for region in (REGION, OTHER_REGION):
        assert any(f"/aws-account-id={WORKLOAD}/aws-service=vpcflowlogs/aws-region={region}/" in key for key in keys)
    accounts.cdk.destroy()
    assert not accounts.left(*HERE)
    assert not accounts.left(WORKLOAD, OTHER_REGION)
    assert accounts.left(*THERE) == {"buckets": [bucket], "keys": accounts.left(*THERE)["keys"]}


def test_a_bucket_of_somebody_else_takes_what_its_owner_lets_in(accounts):
    """Refused until its policy and that of its key have what the command prints for the owner; then every record is there."""
    owner = accounts.clients.at("444455556666", REGION)
    owner.s3.create_bucket(Bucket="theirs", CreateBucketConfiguration={"LocationConstraint": REGION})
    text = file_of("s3", s3='s3: {bucket: "arn:aws:s3:::theirs/network/"}')
    with pytest.raises(DeployError, match="Access Denied for LogDestination: theirs"):
        accounts.cdk.deploy(text)
    told = CliRunner().invoke(main, ["permissions", "--for", "s3", "--file", str(accounts.cdk.file)])
    printed = json.loads(told.stdout)
    (statement,) = printed["key_policy_statements"].values()
    administer = {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "kms:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [administer, statement]})
    key = owner.kms.create_key(Policy=policy)["KeyMetadata"]["Arn"]
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}
    owner.s3.put_bucket_encryption(Bucket="theirs", ServerSideEncryptionConfiguration={"Rules": [rule]})
    owner.s3.put_bucket_policy(Bucket="theirs", Policy=json.dumps(printed["bucket_policy"]))
    accounts.cdk.deploy(text)
    written = accounts.written(*HERE)
    assert {one.flow_log.bucket for one in written} == {"theirs"}
    assert len(list(in_files(accounts.clients, written))) == sum(one.records for one in written)


def test_a_function_there_posts_the_files_of_both(accounts):
    """It is told of each new file of the central bucket, whoever wrote it, and gone with its stack."""
    with Posted(accounts.work) as posted:
        outputs = accounts.cdk.deploy(file_of("lambda", s3=f"s3: {{forward_to: {{endpoint: '{posted.url}'}}}}"))
        functions = accounts.engine.client("lambda", account_id=CENTRAL, region=REGION)
        posted.trusted_by(functions, outputs.values())
        written = accounts.written(*HERE)
        files = list(in_files(accounts.clients, written))
        assert not missing(files, posted.wait(files, Narrator(1)))
    accounts.cdk.destroy()
    assert not accounts.left(*HERE)
    assert accounts.left(*THERE).keys() == {"buckets", "keys"}
