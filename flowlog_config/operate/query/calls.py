"""
Every permission a query needs. Nothing is written; a query bills what it scans.

Source: Service Authorization Reference, CloudWatch Logs and STS (checked 2026-11).
"""

from flowlog_config.discovery.calls import IDENTITY_PERMISSION

DESCRIBE_GROUPS = "logs:DescribeLogGroups"
START = "logs:StartQuery"
RESULTS = "logs:GetQueryResults"
STOP = "logs:StopQuery"

PERMISSIONS = tuple(sorted({IDENTITY_PERMISSION, DESCRIBE_GROUPS, START, RESULTS, STOP}))
"""All that the credentials or role of a target need for ``flowlog query``."""
