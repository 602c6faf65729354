"""Things of somebody else in accounts of the engine, which no deployment may touch."""

import json

from flowlog_config.local.engine import seams

GROUP = "/theirs"


class Theirs:
    """
    A flow log, its log group and role, and a bucket, in each of some places.

    Args:
        engine: Runs in this process.
        places: Accounts and regions.
    """

    def __init__(self, engine, places):
        for account, region in places:
            _make(engine, {"account_id": account, "region": region}, f"theirs-{account}")
        self._before = self._found()

    def assert_untouched(self):
        """Assert that all of it is there as it was."""
        assert self._found() == self._before

    @staticmethod
    def _found():
        logs = [one for _, one in seams.ec2.flow_logs.all_items() if one.get("LogGroupName") == GROUP]
        groups = [one for key, one in seams.logs.log_groups.all_items() if key[2] == GROUP]
        roles = [one for key, one in seams.iam.roles._data.items() if key[-1] == "theirs"]
        buckets = [one for key, one in seams.s3.buckets._data.items() if key[-1].startswith("theirs-")]
        assert logs
        assert len(logs) == len(groups) == len(roles) == len(buckets)
        return json.dumps([logs, groups, roles, buckets], default=str)


def _make(engine, at, bucket):
    trust = {"Effect": "Allow", "Principal": {"Service": "vpc-flow-logs.amazonaws.com"}, "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = engine.client("iam", **at).create_role(RoleName="theirs", AssumeRolePolicyDocument=policy)["Role"]["Arn"]
    location = {"LocationConstraint": at["region"]}
    engine.client("s3", **at).create_bucket(Bucket=bucket, CreateBucketConfiguration=location)
    engine.client("logs", **at).create_log_group(logGroupName=GROUP)
    ec2 = engine.client("ec2", **at)
    ec2.create_flow_logs(
        ResourceIds=[ec2.describe_vpcs()["Vpcs"][0]["VpcId"]],
        ResourceType="VPC",
        TrafficType="ALL",
        LogGroupName=GROUP,
        DeliverLogsPermissionArn=role,
    )
