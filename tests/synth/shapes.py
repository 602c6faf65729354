"""Files that between them give every kind of resource and property the stacks can make."""

from synthesised import HEAD, KEY, ONE_VPC, SECRET, SMALLEST, TARGET

RICH = """
version: 1
name: network
aggregator:
  endpoint: https://flowlogs.example.com/firehose
  cluster_name: production
delivery:
  buffer_interval_seconds: 900
  buffer_size_mib: 64
  retry_seconds: 7200
  content_encoding: NONE
  failed_records_retention_days: 3650
targets:
  - account: "111122223333"
    region: eu-west-1
    kms_key: create
tags: {team: network}
flow_logs:
  - name: rejected
    select: [vpc-0ed6e0000000000a1, subnet-0ed6e0000000000a2, eni-0ed6e0000000000a3, nat-0ed6e0000000000a4]
    traffic_type: REJECT
    max_aggregation_interval: 600
    retention_days: 3653
    tags: {team: security}
  - name: transit
    select: [tgw-0ab1e0000000000d1, tgw-attach-0ab1e0000000000d2]
  - name: forwarded
    select: vpc-0c0de0000000000b1
    log_group: forwarded
    forward: {action: REJECT, dstport: [22, 3389]}
  - name: tagged
    select: vpc-0c0de0000000000b2
    format: [version, interface-id, srcaddr, dstaddr, instance-tag, log-status]
    tag_field_specifications: {instance: [service]}
"""
SHAPES = {
    "smallest": SMALLEST,
    "rich": RICH,
    "own-key": HEAD + TARGET.replace("region:", f'kms_key: "{KEY}", region:') + ONE_VPC,
    "own-secret": HEAD + TARGET.replace("region:", f'access_key_secret: "{SECRET}", region:') + ONE_VPC,
    "china": HEAD + TARGET.replace("eu-west-1", "cn-north-1, kms_key: create") + ONE_VPC,
    "us-government": HEAD + TARGET.replace("eu-west-1", "us-gov-west-1, kms_key: create") + ONE_VPC,
}
