"""
The requests CloudFormation makes of a template's resources, with samples for what only it knows.

Longer than 200 lines because each type of resource has its request here.
"""

import json

ACCOUNT = "111122223333"
SAMPLES = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackId": f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/name/0a1b2c3d-1111-2222-3333-444455556666",
}
REFERENCES = {
    "AWS::Lambda::Function": "stack-Forwarder-1A2B3C",
    "AWS::S3::Bucket": "stack-bucket-1a2b3c",
    "AWS::SQS::Queue": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/stack-queue-1A2B3C",
    "AWS::SecretsManager::Secret": f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:Key-AbCdEf",
}
ARNS = {
    "AWS::S3::Bucket": "arn:aws:s3:::stack-bucket-1a2b3c",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/stack-Role-1A2B3C",
    "AWS::KMS::Key": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0a1b2c3d-1111-2222-3333-444455556666",
    "AWS::SQS::Queue": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:stack-queue-1A2B3C",
    "AWS::KinesisFirehose::DeliveryStream": f"arn:aws:firehose:eu-west-1:{ACCOUNT}:deliverystream/name",
}


def resolve(value, template, region):
    """Put values in the place of intrinsic functions."""
    if isinstance(value, list):
        return [resolve(one, template, region) for one in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and (function := _FUNCTIONS.get(next(iter(value)))):
        return function(resolve(next(iter(value.values())), template, region), template, region)
    return {key: resolve(one, template, region) for key, one in value.items()}


def _ref(name, template, region):
    if name == "AWS::Region":
        return region
    if name in SAMPLES:
        return SAMPLES[name]
    resource = template["Resources"][name]
    if resource["Type"] == "AWS::Logs::LogGroup":
        return f"stack-{name}-aB3dE5gH7jK9"
    return REFERENCES[resource["Type"]]


def _get_att(path, template, region):
    name, attribute = path
    assert attribute == "Arn"
    return _arn(name, template, region)


def _arn(name, template, region):
    type_ = template["Resources"][name]["Type"]
    if type_ == "AWS::Logs::LogGroup":
        return f"arn:aws:logs:{region}:{ACCOUNT}:log-group:{resolve({'Ref': name}, template, region)}:*"
    return ARNS[type_]


_FUNCTIONS = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Join": lambda join, *_: join[0].join(join[1]),
    "Fn::Split": lambda split, *_: split[1].split(split[0]),
    "Fn::Select": lambda select, *_: select[1][select[0]],
}


def requests_of(resource, template, region):
    """Give (service, operation, request) for each call that creates a resource."""
    properties = resolve(resource["Properties"], template, region)
    return _MAKERS[resource["Type"]](properties)


def _flow_log(p):
    tags = [{"ResourceType": "vpc-flow-log", "Tags": p.pop("Tags")}]
    id_ = p.pop("ResourceId")
    return [("ec2", "CreateFlowLogs", {**p, "ResourceIds": [id_], "TagSpecifications": tags})]


def _log_group(p):
    name = {"logGroupName": "stack-LogGroup-aB3dE5gH7jK9"}
    made = {
        **name,
        "logGroupClass": p.get("LogGroupClass", "STANDARD"),
        "tags": {t["Key"]: t["Value"] for t in p["Tags"]},
    }
    if "KmsKeyId" in p:
        made["kmsKeyId"] = p["KmsKeyId"]
    retention = {**name, "retentionInDays": p["RetentionInDays"]}
    return [("logs", "CreateLogGroup", made), ("logs", "PutRetentionPolicy", retention)]


def _lower(p):
    return {key[0].lower() + key[1:]: value for key, value in p.items()}


def _saved_query(p):
    made = _lower(p)
    parameters = [_lower(one) for one in made.pop("parameters", ())]
    return [("logs", "PutQueryDefinition", {**made, "parameters": parameters})]


def _secret(p):
    generate = p["GenerateSecretString"]
    assert json.loads(generate.pop("SecretStringTemplate")) == {}
    assert generate.pop("GenerateStringKey") == "api_key"
    made = {"Name": "Key", "Description": p["Description"], "Tags": p["Tags"]}
    return [("secretsmanager", "CreateSecret", made), ("secretsmanager", "GetRandomPassword", generate)]


def _sink(p):
    name, policy = p["DestinationName"], p.pop("DestinationPolicy")
    made = _lower(p) | {"tags": {tag["Key"]: tag["Value"] for tag in p["Tags"]}}
    grant = {"destinationName": name, "accessPolicy": policy}
    return [("logs", "PutDestination", made), ("logs", "PutDestinationPolicy", grant)]


def _bucket(p):
    name = {"Bucket": p.get("BucketName", "stack-bucket-1a2b3c")}
    (encryption,) = p["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    encryption["ApplyServerSideEncryptionByDefault"] = encryption.pop("ServerSideEncryptionByDefault")
    (rule,) = p["LifecycleConfiguration"]["Rules"]
    rule["ID"], rule["Filter"] = rule.pop("Id"), {"Prefix": ""}
    if "ExpirationInDays" in rule:
        rule["Expiration"] = {"Days": rule.pop("ExpirationInDays")}
    for move in rule.get("Transitions", ()):
        move["Days"] = move.pop("TransitionInDays")
    (owner,) = p["OwnershipControls"]["Rules"]
    block = p["PublicAccessBlockConfiguration"]
    queues = [
        {
            "QueueArn": one["Queue"],
            "Events": [one["Event"]],
            "Filter": {"Key": {"FilterRules": one["Filter"]["S3Key"]["Rules"]}},
        }
        for one in p.get("NotificationConfiguration", {}).get("QueueConfigurations", ())
    ]
    return [
        (
            "s3",
            "PutBucketNotificationConfiguration",
            {**name, "NotificationConfiguration": {"QueueConfigurations": queues}},
        ),
        ("s3", "PutBucketEncryption", {**name, "ServerSideEncryptionConfiguration": {"Rules": [encryption]}}),
        ("s3", "PutBucketLifecycleConfiguration", {**name, "LifecycleConfiguration": {"Rules": [rule]}}),
        ("s3", "PutBucketOwnershipControls", {**name, "OwnershipControls": {"Rules": [owner]}}),
        ("s3", "PutPublicAccessBlock", {**name, "PublicAccessBlockConfiguration": block}),
        ("s3", "PutBucketTagging", {**name, "Tagging": {"TagSet": p["Tags"]}}),
    ]


def _bucket_policy(p):
    return [("s3", "PutBucketPolicy", {"Bucket": p["Bucket"], "Policy": json.dumps(p["PolicyDocument"])})]


def _role(p):
    trust = json.dumps(p["AssumeRolePolicyDocument"])
    name = p.get("RoleName", "Role")
    made = {"RoleName": name, "AssumeRolePolicyDocument": trust, "Description": p["Description"], "Tags": p["Tags"]}
    (policy,) = p["Policies"]
    document = json.dumps(policy["PolicyDocument"], separators=(",", ":"))
    put = {"RoleName": name, "PolicyName": policy["PolicyName"], "PolicyDocument": document}
    return [("iam", "CreateRole", made), ("iam", "PutRolePolicy", put)]


def _key(p):
    tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in p["Tags"]]
    made = {"Policy": json.dumps(p["KeyPolicy"]), "Description": p["Description"], "Tags": tags}
    deleted = {"KeyId": "key", "PendingWindowInDays": p["PendingWindowInDays"]}
    return [("kms", "CreateKey", made), ("kms", "ScheduleKeyDeletion", deleted)]


def _function(p):
    tags = {tag["Key"]: tag["Value"] for tag in p.pop("Tags")}
    loop = {"FunctionName": "Function", "RecursiveLoop": p.pop("RecursiveLoop")}
    return [
        ("lambda", "CreateFunction", {"FunctionName": "Function", **p, "Tags": tags}),
        ("lambda", "PutFunctionRecursionConfig", loop),
    ]


def _event_source(p):
    tags = {tag["Key"]: tag["Value"] for tag in p.pop("Tags")}
    return [("lambda", "CreateEventSourceMapping", {**p, "Tags": tags})]


def _managed_policy(p):
    document = json.dumps(p["PolicyDocument"], separators=(",", ":"))
    made = {"PolicyName": "Policy", "PolicyDocument": document, "Description": p["Description"]}
    return [("iam", "CreatePolicy", made)]


def _queue(p):
    tags = {tag["Key"]: tag["Value"] for tag in p.pop("Tags")}
    attributes = {key: value if isinstance(value, str) else json.dumps(value) for key, value in p.items()}
    return [("sqs", "CreateQueue", {"QueueName": "Queue", "Attributes": attributes, "tags": tags})]


def _queue_policy(p):
    attributes = {"Policy": json.dumps(p["PolicyDocument"])}
    return [("sqs", "SetQueueAttributes", {"QueueUrl": url, "Attributes": attributes}) for url in p["Queues"]]


_MAKERS = {
    "AWS::EC2::FlowLog": _flow_log,
    "AWS::IAM::ManagedPolicy": _managed_policy,
    "AWS::IAM::Role": _role,
    "AWS::KMS::Key": _key,
    "AWS::KinesisFirehose::DeliveryStream": lambda p: [("firehose", "CreateDeliveryStream", p)],
    "AWS::Logs::Destination": _sink,
    "AWS::Lambda::EventSourceMapping": _event_source,
    "AWS::Lambda::Function": _function,
    "AWS::Logs::LogGroup": _log_group,
    "AWS::Logs::LogStream": lambda p: [("logs", "CreateLogStream", _lower(p))],
    "AWS::Logs::QueryDefinition": _saved_query,
    "AWS::Logs::SubscriptionFilter": lambda p: [("logs", "PutSubscriptionFilter", {"filterName": "f", **_lower(p)})],
    "AWS::S3::Bucket": _bucket,
    "AWS::S3::BucketPolicy": _bucket_policy,
    "AWS::SQS::Queue": _queue,
    "AWS::SQS::QueuePolicy": _queue_policy,
    "AWS::SecretsManager::Secret": _secret,
}
