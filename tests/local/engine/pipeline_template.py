"""
A template as our stacks make one: everything from the flow log to the stream, written by hand.

Longer than 200 lines because a template is.
"""

from copy import deepcopy

ACCOUNT, REGION = "111122223333", "eu-west-1"
VPC, GATEWAY = "vpc-0c0de0000000000b1", "tgw-0ab1e0000000000d1"

_FIREHOSE_TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "firehose.amazonaws.com"},
    "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
}
_LOGS_TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "logs.amazonaws.com"},
    "Action": "sts:AssumeRole",
    "Condition": {
        "StringLike": {"aws:SourceArn": {"Fn::Sub": "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:*"}},
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
    },
}
_FLOW_TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
    "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
}


def _document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _role(trust):
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": _document(trust)}}


def _policy(role, actions, resource):
    statement = {"Effect": "Allow", "Action": actions, "Resource": resource}
    properties = {"PolicyName": role, "Roles": [{"Ref": role}], "PolicyDocument": _document(statement)}
    return {"Type": "AWS::IAM::Policy", "Properties": properties}


def _arn(logical_id):
    return {"Fn::GetAtt": [logical_id, "Arn"]}


_TEMPLATE = {
    "Resources": {
        "Key": {
            "Type": "AWS::KMS::Key",
            "Properties": {
                "EnableKeyRotation": True,
                "KeyPolicy": _document(
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}},
                        "Action": "kms:*",
                        "Resource": "*",
                    },
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": {"Fn::Sub": "logs.${AWS::Region}.amazonaws.com"}},
                        "Action": [
                            "kms:Encrypt*",
                            "kms:Decrypt*",
                            "kms:ReEncrypt*",
                            "kms:GenerateDataKey*",
                            "kms:Describe*",
                        ],
                        "Resource": "*",
                        "Condition": {
                            "ArnLike": {
                                "kms:EncryptionContext:aws:logs:arn": {
                                    "Fn::Sub": "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/flowlog/*"
                                }
                            }
                        },
                    },
                ),
            },
        },
        "KeyAlias": {
            "Type": "AWS::KMS::Alias",
            "Properties": {"AliasName": "alias/flow-logs", "TargetKeyId": {"Ref": "Key"}},
        },
        "Group": {
            "Type": "AWS::Logs::LogGroup",
            "DeletionPolicy": "RetainExceptOnCreate",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "LogGroupName": "/flowlog/production",
                "RetentionInDays": 30,
                "KmsKeyId": _arn("Key"),
                "LogGroupClass": "STANDARD",
                "Tags": [{"Key": "team", "Value": "payments"}],
            },
        },
        "ErrorGroup": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 14}},
        "ErrorStream": {
            "Type": "AWS::Logs::LogStream",
            "Properties": {"LogGroupName": {"Ref": "ErrorGroup"}, "LogStreamName": "http"},
        },
        "Backup": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
                "BucketEncryption": {
                    "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
                },
                "LifecycleConfiguration": {
                    "Rules": [{"Id": "old", "Status": "Enabled", "ExpirationInDays": 30, "Prefix": "failed/"}]
                },
                "PublicAccessBlockConfiguration": {"BlockPublicAcls": True, "RestrictPublicBuckets": True},
                "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            },
        },
        "BackupPolicy": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {
                "Bucket": {"Ref": "Backup"},
                "PolicyDocument": _document(
                    {
                        "Effect": "Deny",
                        "Principal": {"AWS": "*"},
                        "Action": "s3:*",
                        "Resource": [_arn("Backup")],
                        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                    }
                ),
            },
        },
        "ApiKey": {
            "Type": "AWS::SecretsManager::Secret",
            "Properties": {
                "GenerateSecretString": {
                    "SecretStringTemplate": "{}",
                    "GenerateStringKey": "api_key",
                    "ExcludePunctuation": True,
                    "PasswordLength": 48,
                }
            },
        },
        "StreamRole": _role(_FIREHOSE_TRUST),
        "Stream": {
            "Type": "AWS::KinesisFirehose::DeliveryStream",
            "Properties": {
                "DeliveryStreamType": "DirectPut",
                "DeliveryStreamEncryptionConfigurationInput": {"KeyType": "AWS_OWNED_CMK"},
                "HttpEndpointDestinationConfiguration": {
                    "EndpointConfiguration": {"Url": "https://logs.example.com/aws", "Name": "aggregator"},
                    "SecretsManagerConfiguration": {"Enabled": True, "SecretARN": {"Ref": "ApiKey"}},
                    "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 4},
                    "RetryOptions": {"DurationInSeconds": 3600},
                    "RequestConfiguration": {
                        "ContentEncoding": "GZIP",
                        "CommonAttributes": [{"AttributeName": "env", "AttributeValue": "production"}],
                    },
                    "CloudWatchLoggingOptions": {
                        "Enabled": True,
                        "LogGroupName": {"Ref": "ErrorGroup"},
                        "LogStreamName": {"Ref": "ErrorStream"},
                    },
                    "RoleARN": _arn("StreamRole"),
                    "S3BackupMode": "FailedDataOnly",
                    "S3Configuration": {"BucketARN": _arn("Backup"), "RoleARN": _arn("StreamRole")},
                },
                "Tags": [{"Key": "team", "Value": "payments"}],
            },
        },
        "FilterRole": _role(_LOGS_TRUST),
        "FilterPolicy": _policy("FilterRole", ["firehose:PutRecord", "firehose:PutRecordBatch"], _arn("Stream")),
        "Filter": {
            "Type": "AWS::Logs::SubscriptionFilter",
            "DependsOn": ["FilterPolicy"],
            "Properties": {
                "LogGroupName": {"Ref": "Group"},
                "FilterName": "to-aggregator",
                "FilterPattern": "",
                "DestinationArn": _arn("Stream"),
                "RoleArn": _arn("FilterRole"),
            },
        },
        "FlowRole": _role(_FLOW_TRUST),
        "FlowPolicy": _policy(
            "FlowRole", ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"], _arn("Group")
        ),
        "FlowLog": {
            "Type": "AWS::EC2::FlowLog",
            "DependsOn": ["FlowPolicy"],
            "Properties": {
                "ResourceType": "VPC",
                "ResourceId": VPC,
                "TrafficType": "ALL",
                "MaxAggregationInterval": 60,
                "LogGroupName": {"Ref": "Group"},
                "DeliverLogsPermissionArn": _arn("FlowRole"),
                "LogFormat": "${version} ${interface-id} ${srcaddr} ${dstaddr}",
                "Tags": [{"Key": "Name", "Value": "production"}],
            },
        },
        "GatewayFlowLog": {
            "Type": "AWS::EC2::FlowLog",
            "Properties": {
                "ResourceType": "TransitGateway",
                "ResourceId": GATEWAY,
                "MaxAggregationInterval": 60,
                "LogDestinationType": "s3",
                "LogDestination": {"Fn::Join": ["", [_arn("Backup"), "/gateway/"]]},
                "LogFormat": "${version} ${tgw-id} ${srcaddr} ${dstaddr}",
                "DestinationOptions": {
                    "FileFormat": "parquet",
                    "HiveCompatiblePartitions": False,
                    "PerHourPartition": True,
                },
            },
        },
        "Query": {
            "Type": "AWS::Logs::QueryDefinition",
            "Properties": {
                "Name": "flowlog/top talkers",
                "QueryString": "stats sum(bytes) by srcaddr",
                "LogGroupNames": [{"Ref": "Group"}],
            },
        },
    },
    "Outputs": {
        "FlowLogId": {"Value": {"Ref": "FlowLog"}},
        "FlowLogIdByAttribute": {"Value": {"Fn::GetAtt": ["FlowLog", "Id"]}},
        "SecretArn": {"Value": {"Ref": "ApiKey"}},
        "StackUuid": {"Value": {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]}},
    },
}


def pipeline(**changes):
    """Give a fresh copy of the template; each change names a resource and the properties to set on it."""
    template = deepcopy(_TEMPLATE)
    for logical_id, properties in changes.items():
        template["Resources"][logical_id]["Properties"].update(properties)
    return template


def only(*logical_ids):
    """Give the template with these resources alone and no outputs."""
    template = pipeline()
    return {"Resources": {name: template["Resources"][name] for name in logical_ids}}
