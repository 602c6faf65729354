"""A pipeline deployed by hand to the engine, each part as the documentation wants it, for tests to break one by one."""

import json
from types import SimpleNamespace

ACCOUNT, REGION = "111122223333", "eu-west-1"
GROUP, STREAM, BUCKET = "/flow/production", "flow-production", "flow-backup"
ERROR_GROUP = "/aws/firehose/flow-production"
URL = "https://logs.example.com/firehose"
KEY = "correct horse battery staple"
STREAM_ARN = f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/{STREAM}"
GROUP_ARN = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{GROUP}"
FORMAT = (
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} "
    "${bytes} ${start} ${end} ${action} ${log-status}"
)


def trust(service, source_arn):
    """Write the trust policy of a service with both confused-deputy conditions."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": source_arn}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def allow(*actions, resource):
    """Write one statement that allows actions."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource}


def put_role(clients, name, trust_policy, *statements):
    """Make a role with one inline policy; returns its ARN."""
    made = clients.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust_policy))
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    clients.iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=json.dumps(document))
    return made["Role"]["Arn"]


def deploy(clients, *, url=URL, secret=None, pattern="", buffering=None, **http):
    """Deploy group, roles, secret, bucket, stream and filter; keyword arguments replace parts of the destination."""
    logs = clients.logs
    logs.create_log_group(logGroupName=GROUP)
    logs.create_log_group(logGroupName=ERROR_GROUP)
    logs.create_log_stream(logGroupName=ERROR_GROUP, logStreamName="errors")
    clients.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    text = json.dumps({"api_key": KEY}) if secret is None else secret
    secret_arn = clients.secretsmanager.create_secret(Name="flow-key", SecretString=text)["ARN"]
    firehose_role = put_role(
        clients,
        "firehose",
        trust("firehose.amazonaws.com", f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/*"),
        allow(
            "s3:AbortMultipartUpload",
            "s3:GetBucketLocation",
            "s3:GetObject",
            "s3:ListBucket",
            "s3:ListBucketMultipartUploads",
            "s3:PutObject",
            resource=[f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
        ),
        allow("secretsmanager:GetSecretValue", resource=secret_arn),
        allow("logs:PutLogEvents", resource=f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{ERROR_GROUP}:log-stream:*"),
    )
    destination = {
        "EndpointConfiguration": {"Url": url, "Name": "aggregator"},
        "SecretsManagerConfiguration": {"Enabled": True, "SecretARN": secret_arn, "RoleARN": firehose_role},
        "BufferingHints": buffering or {"IntervalInSeconds": 60, "SizeInMBs": 1},
        "RetryOptions": {"DurationInSeconds": 60},
        "RequestConfiguration": {
            "ContentEncoding": "GZIP",
            "CommonAttributes": [{"AttributeName": "flow", "AttributeValue": "production"}],
        },
        "CloudWatchLoggingOptions": {"Enabled": True, "LogGroupName": ERROR_GROUP, "LogStreamName": "errors"},
        "RoleARN": firehose_role,
        "S3BackupMode": "FailedDataOnly",
        "S3Configuration": {
            "RoleARN": firehose_role,
            "BucketARN": f"arn:aws:s3:::{BUCKET}",
            "ErrorOutputPrefix": "failed/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/",
            "CompressionFormat": "GZIP",
        },
    }
    clients.firehose.create_delivery_stream(
        DeliveryStreamName=STREAM,
        DeliveryStreamType="DirectPut",
        HttpEndpointDestinationConfiguration=destination | http,
    )
    subscription_role = put_role(
        clients,
        "subscription",
        trust("logs.amazonaws.com", f"arn:aws:logs:{REGION}:{ACCOUNT}:*"),
        allow("firehose:PutRecord", "firehose:PutRecordBatch", resource=STREAM_ARN),
    )
    logs.put_subscription_filter(
        logGroupName=GROUP,
        filterName="all",
        filterPattern=pattern,
        destinationArn=STREAM_ARN,
        roleArn=subscription_role,
    )
    return SimpleNamespace(secret_arn=secret_arn, firehose_role=firehose_role, subscription_role=subscription_role)


def flow_log_role(clients):
    """Make the role flow logs write with; returns its ARN."""
    return put_role(
        clients,
        "flow-logs",
        trust("vpc-flow-logs.amazonaws.com", f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc-flow-log/*"),
        allow(
            "logs:CreateLogStream",
            "logs:PutLogEvents",
            "logs:DescribeLogStreams",
            resource=[GROUP_ARN, f"{GROUP_ARN}:*"],
        ),
    )


def add_flow_log(clients, role_arn, *, resource_type, resource_id, log_format=FORMAT, **more):
    """Make a flow log into the group."""
    answer = clients.ec2.create_flow_logs(
        ResourceType=resource_type,
        ResourceIds=[resource_id],
        LogGroupName=GROUP,
        DeliverLogsPermissionArn=role_arn,
        LogFormat=log_format,
        MaxAggregationInterval=60,
        **more,
    )
    assert not answer["Unsuccessful"]
    return answer["FlowLogIds"][0]
