"""Deployed into the embedded engine: an object put into the bucket arrives at the endpoint with nobody's help."""

import io
import json
import time
import zipfile

from aws_cdk import App, Stack
from flow_log_file import BUCKET, line, packed

from flowlog_constructs.forwarder.body_format import BodyFormat
from flowlog_constructs.forwarder.settings import Forwarding
from flowlog_constructs.forwarder_code import ForwarderCode
from flowlog_constructs.log_forwarder import LogForwarder
from flowlog_constructs.resource import Resource

PREFIX = "AWSLogs/111122223333/"
LONGEST_WAIT_SECONDS = 60


def _template(folder, endpoint, aws, authority):
    """Synthesise a bucket with its forwarder; the only change is the authority that vouches for the test's endpoint."""
    stack = Stack(App(outdir=str(folder), builtin_cloud_formation_validation=False), "Deployed")
    code = ForwarderCode(stack, "Code")
    forwarder = LogForwarder(
        stack,
        "Forwarder",
        code_bucket=code.s3_bucket_name,
        code_key=code.s3_object_key,
        bucket_arn=f"arn:aws:s3:::{BUCKET}-deployed",
        key_prefix=PREFIX,
        forwarding=Forwarding(
            url=endpoint.url,
            body_format=BodyFormat.JSON_ARRAY,
            headers={"signoz-ingestion-key": "{api_key}"},
            max_batch_records=10,
        ),
        secret_arn=aws.secret,
    )
    notification = forwarder.queue.notification(prefix=PREFIX, suffix=".log.gz")
    bucket = {
        "BucketName": f"{BUCKET}-deployed",
        "NotificationConfiguration": {"QueueConfigurations": [notification]},
    }
    Resource(stack, "Bucket", "AWS::S3::Bucket", bucket, depends_on=[forwarder.queue.policy])
    forwarder.function.typed.add_property_override("Environment.Variables.SSL_CERT_FILE", str(authority))
    stack.node.root.synth()
    return json.loads((folder / stack.template_file).read_text())


def _upload_code(template, folder, engine, s3):
    """Do what the CDK's command line does with an asset: pack it and put it where the template says."""
    (asset,) = folder.glob("asset.*")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for file in sorted(asset.rglob("*.*")):
            archive.write(file, file.relative_to(asset))
    (function,) = [one for one in template["Resources"].values() if one["Type"] == "AWS::Lambda::Function"]
    key = function["Properties"]["Code"]["S3Key"]
    bucket = f"cdk-hnb659fds-assets-{engine.settings.account_id}-{engine.settings.region}"
    s3.put_object(Bucket=bucket, Key=key, Body=buffer.getvalue())


def _until(condition):
    """Wait until it holds; give whether it does."""
    end = time.monotonic() + LONGEST_WAIT_SECONDS
    while not condition() and time.monotonic() < end:
        time.sleep(0.2)
    return condition()


def test_an_object_in_the_bucket_arrives_at_the_endpoint(running_engine, aws, endpoint, tls, tmp_path):
    """S3's own notification, the queue, the mapping, the uploaded code and the role's reach; then everything goes again."""
    folder = tmp_path / "out"
    template = _template(folder, endpoint, aws, tls[1])
    _upload_code(template, folder, running_engine, aws.s3)
    cloudformation = running_engine.client("cloudformation")
    cloudformation.create_stack(
        StackName="Deployed", TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"]
    )
    cloudformation.get_waiter("stack_create_complete").wait(StackName="Deployed", WaiterConfig={"Delay": 1})
    endpoint.plan = [200, 503]
    aws.s3.put_object(Bucket=f"{BUCKET}-deployed", Key=f"{PREFIX}vpcflowlogs/a b.log.gz", Body=packed(40))
    aws.s3.put_object(Bucket=f"{BUCKET}-deployed", Key="elsewhere/c.log.gz", Body=packed(5))
    assert _until(lambda: len(endpoint.records) >= 40)
    assert [record["message"] for record in endpoint.records] == [line(number) for number in range(40)]
    aws.s3.delete_object(Bucket=f"{BUCKET}-deployed", Key=f"{PREFIX}vpcflowlogs/a b.log.gz")
    aws.s3.delete_object(Bucket=f"{BUCKET}-deployed", Key="elsewhere/c.log.gz")
    cloudformation.delete_stack(StackName="Deployed")
    cloudformation.get_waiter("stack_delete_complete").wait(StackName="Deployed", WaiterConfig={"Delay": 1})
