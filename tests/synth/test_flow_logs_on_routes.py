"""Flow logs on each of their routes: what AWS takes with which destination."""

from synthesised import HEAD, SECRET, TARGET, flat, synthesise


def _flow_logs(synthesised, kind):
    every = synthesised.resources("AWS::EC2::FlowLog").values()
    return [one for one in every if one["Properties"]["LogDestinationType"] == kind]


def test_straight_to_firehose_without_log_group_and_role(shape):
    """The service-linked role writes; a role given here would be refused."""
    straight = shape("firehose")
    flow_logs = _flow_logs(straight, "kinesis-data-firehose")
    assert len(flow_logs) == 2
    for one in flow_logs:
        assert flat(one["Properties"]["LogDestination"]).startswith("<Stream")
        assert not {"LogGroupName", "DeliverLogsPermissionArn", "DestinationOptions"} & one["Properties"].keys()
    groups = straight.resources("AWS::Logs::LogGroup")
    assert groups.keys() == {"ErrorLogGroup"}
    assert not straight.resources("AWS::Logs::SubscriptionFilter")


def test_streams_that_flow_logs_write_to_have_the_tag(shape):
    """Without it in the template the next update of tags would stop the records; other streams must not have it."""

    def tagged(name):
        for stream in shape(name).properties("AWS::KinesisFirehose::DeliveryStream"):
            tags = {tag["Key"]: tag["Value"] for tag in stream["Tags"]}
            yield stream["DeliveryStreamName"], tags.get("LogDeliveryEnabled")

    assert set(dict(tagged("firehose")).values()) == {"true"}
    assert set(dict(tagged("smallest")).values()) == {None}
    straight = {one.stream_name for one in shape("combined").plan.targets[0].streams}
    assert {name for name, tag in tagged("combined") if tag == "true"} == straight


def test_files_go_to_a_folder_of_their_own(shape):
    """With all three options, which AWS wants together, and no role."""
    for one in _flow_logs(shape("s3"), "s3"):
        properties = one["Properties"]
        options = {"FileFormat": "plain-text", "HiveCompatiblePartitions": True, "PerHourPartition": True}
        assert properties["DestinationOptions"] == options
        assert not {"LogGroupName", "DeliverLogsPermissionArn"} & properties.keys()
        assert "FlowLogBucketPolicy" in one["DependsOn"]
    places = {flat(one["Properties"]["LogDestination"]) for one in _flow_logs(shape("s3"), "s3")}
    folders = {one.folder for one in shape("s3").plan.targets[0].folders}
    assert places == {f"<FlowLogBucket.Arn>/{folder}" for folder in folders}
    assert len(folders) == 2


def test_parquet_and_plain_folders(shape):
    """What the file says of its files is what AWS is asked for."""
    options = {"FileFormat": "parquet", "HiveCompatiblePartitions": False, "PerHourPartition": True}
    assert all(o["Properties"]["DestinationOptions"] == options for o in _flow_logs(shape("s3-parquet"), "s3"))


def test_one_resource_on_several_routes(shape):
    """Everything into the bucket, and only what was rejected through CloudWatch Logs."""
    of_vpc = [
        (one["LogDestinationType"], one["TrafficType"])
        for one in shape("combined").properties("AWS::EC2::FlowLog")
        if one["ResourceId"] == "vpc-0ed6e0000000000a1"
    ]
    assert sorted(of_vpc) == [("cloud-watch-logs", "REJECT"), ("s3", "ALL")]
    (group,) = [g for id_, g in shape("combined").resources("AWS::Logs::LogGroup").items() if id_ != "ErrorLogGroup"]
    assert group["Properties"]["RetentionInDays"] == 3


def test_another_shape_of_file_is_another_folder(tmp_path):
    """AWS cannot change it in a flow log, and refuses a second one with the same destination."""

    def ids(s3, name):
        text = f"{HEAD}{TARGET}s3: {s3}\nflow_logs: [{{name: a, select: vpc-0ed6e0000000000a1, route: s3}}]"
        return set(synthesise(text, tmp_path / name).resources("AWS::EC2::FlowLog"))

    plain, parquet, flat_ = (
        ids(s3, name)
        for name, s3 in (
            ("plain", "{}"),
            ("parquet", "{file_format: parquet}"),
            ("flat", "{hive_compatible_partitions: false}"),
        )
    )
    assert plain.isdisjoint(parquet)
    assert plain.isdisjoint(flat_)
    assert ids("{expire_after_days: 30}", "kept") == plain


def test_files_to_be_posted_have_a_function_that_is_told_of_them(shape):
    """Of no other file; the bucket waits for the queue, and the queue for nothing of the bucket."""
    made = shape("lambda")
    assert {one["Properties"]["LogDestinationType"] for one in _flow_logs(made, "s3")} == {"s3"}
    places = [flat(one["Properties"]["LogDestination"]) for one in _flow_logs(made, "s3")]
    assert all(place.startswith("<FlowLogBucket.Arn>/forwarded/") for place in places)
    bucket = made.resources("AWS::S3::Bucket")["FlowLogBucket"]
    (told,) = bucket["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    rules = {rule["Name"]: rule["Value"] for rule in told["Filter"]["S3Key"]["Rules"]}
    assert (flat(told["Queue"]), rules) == ("<ForwarderQueue.Arn>", {"prefix": "forwarded/", "suffix": ".log.gz"})
    assert "ForwarderQueuePolicy" in bucket["DependsOn"]
    policies = made.resources("AWS::SQS::QueuePolicy")
    assert "FlowLogBucket" not in str(policies["ForwarderQueuePolicy"])


TWO_TARGETS = f"""{HEAD}
targets:
  - {{name: posting, account: "111122223333", region: eu-west-1}}
  - {{name: other, account: "444455556666", region: us-east-1OTHER}}
s3: {{forward_to: {{endpoint: "https://logs.example.com/", access_key_secret: "{SECRET}"}}}}
flow_logs:
"""


def _functions(made):
    return [
        {id_ for id_, one in document.get("Resources", {}).items() if one["Type"] == "AWS::Lambda::Function"}
        for document in made.documents
    ]


def test_only_a_target_whose_files_are_posted_has_the_function(tmp_path):
    """Another one with files has none, and need not be where the secret is."""
    entries = (
        "  - {name: a, targets: posting, select: vpc-0ed6e0000000000a1, route: lambda}\n"
        "  - {name: b, targets: other, select: vpc-0ed6e0000000000a2, route: s3}\n"
    )
    made = synthesise(TWO_TARGETS.replace("OTHER", "") + entries, tmp_path)
    assert _functions(made) == [{"Forwarder"}, set()]
    assert "FlowLogBucket" in made.documents[1]["Resources"]


def test_files_of_other_targets_are_posted_where_the_bucket_is(tmp_path):
    """The target they come from has no function, and may be anywhere."""
    entries = "  - {name: b, targets: other, select: vpc-0ed6e0000000000a2, route: lambda}\n"
    made = synthesise(TWO_TARGETS.replace("OTHER", ", deliver_to: posting") + entries, tmp_path)
    assert _functions(made) == [{"Forwarder"}, set()]


def test_function_reads_the_folder_and_one_secret(shape):
    """No key is in the template, and no other file is for it."""
    made = shape("lambda")
    role = made.resources("AWS::IAM::Role")["ForwarderRole"]["Properties"]
    statements = flat(role["Policies"][0]["PolicyDocument"]["Statement"])
    read, former = [one for one in statements if "s3:GetObject" in one["Action"]]
    assert (read["Resource"], read.get("Condition")) == (["<FlowLogBucket.Arn>/forwarded/*"], None)
    before = "arn:<AWS::Partition>:s3:::flowlog-111122223333-eu-west-1/forwarded/*"
    assert former["Resource"] == [before]
    assert former["Condition"] == {"StringEquals": {"aws:ResourceAccount": "<AWS::AccountId>"}}
    (secret,) = [one for one in statements if "secretsmanager:GetSecretValue" in one["Action"]]
    assert secret["Resource"] == [SECRET]
    (function,) = made.properties("AWS::Lambda::Function")
    assert function["Code"]["S3Bucket"] == "cdk-hnb659fds-assets-111122223333-eu-west-1"
    assert function["Environment"]["Variables"]["SECRET_ARN"] == SECRET
    assert list(made.directory.glob("asset.*/forwarder/handler.py"))
