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
ROUTED = """
flow_logs:
  - name: everything
    select: [vpc-0ed6e0000000000a1, tgw-0ab1e0000000000d1]
    route: {route}
"""
S3 = """
s3:
  glacier_after_days: 90
  glacier_class: DEEP_ARCHIVE
  expire_after_days: 400
  aggregator_reads: true
  readers:
    - {name: observer, principals: ["834693425129"], external_id: company-17}
    - {name: auditor, principals: "arn:aws:iam::444455556666:role/audit", external_id: audit-1}
"""
EXISTING = """
s3: {bucket: "arn:aws:s3:::archive/network/", aggregator_reads: true}
"""
POSTED = f"""
s3:
  forward_to:
    endpoint: https://ingest.example.com:443/logs/json
    headers: {{signoz-ingestion-key: "{{api_key}}"}}
    access_key_secret: {SECRET}
"""
VECTOR = HEAD.replace("cluster_name", "dialect: vector, cluster_name")
COMBINED = """
flow_logs:
  - name: archived
    select: [vpc-0ed6e0000000000a1, subnet-0ed6e0000000000a2]
    route: [s3, {to: cloudwatch, traffic_type: REJECT, retention_days: 3}]
  - name: straight
    select: [tgw-0ab1e0000000000d1, vpc-0c0de0000000000b1]
    route: [firehose, {to: s3, max_aggregation_interval: 60}]
"""
LOGGING = '{name: logging, account: "999988887777", region: eu-west-1, kms_key: create}'
SENDERS = """
  - {name: workload, account: "111122223333", region: eu-west-1, kms_key: create, deliver_to: logging}
  - {name: payments, account: "222233334444", region: eu-west-1, deliver_to: logging}
"""
SENT = """
flow_logs:
  - name: everything
    targets: workload
    select: [vpc-0ed6e0000000000a1, tgw-0ab1e0000000000d1]
    route: [cloudwatch, firehose, s3]
  - {name: paid, targets: payments, select: vpc-0ed6e0000000000a2, route: [cloudwatch, firehose, s3]}
  - {name: own, targets: logging, select: vpc-0ed6e0000000000a3, route: s3}
"""
POSTED_HERE = "arn:aws:secretsmanager:eu-west-1:999988887777:secret:signoz-AbCdEf"
POSTED_APART = "arn:aws:secretsmanager:us-east-1:444455556666:secret:signoz-AbCdEf"
POSTED_TOGETHER = f"""
s3:
  forward_to:
    endpoint: https://ingest.example.com:443/logs/json
    headers: {{signoz-ingestion-key: "{{api_key}}"}}
    access_key_secret: [{POSTED_HERE}, {POSTED_APART}]
targets:
  - {LOGGING}
  - {{name: workload, account: "111122223333", region: eu-west-1, deliver_to: logging}}
  - {{name: payments, account: "222233334444", region: us-east-1, kms_key: create, deliver_to: logging}}
  - {{name: apart, account: "444455556666", region: us-east-1}}
flow_logs:
  - name: workload
    targets: workload
    select: [vpc-0ed6e0000000000a1, tgw-0ab1e0000000000d1]
    route: [lambda, s3, cloudwatch]
  - {{name: payments, targets: payments, select: vpc-0ed6e0000000000a2, route: lambda}}
  - {{name: apart, targets: apart, select: vpc-0ed6e0000000000a3, route: lambda}}
"""
SHAPES = {
    "smallest": SMALLEST,
    "rich": RICH,
    "no-queries": SMALLEST + "saved_queries: false\n",
    "own-key": HEAD + TARGET.replace("region:", f'kms_key: "{KEY}", region:') + ONE_VPC,
    "own-secret": HEAD + TARGET.replace("region:", f'access_key_secret: "{SECRET}", region:') + ONE_VPC,
    "china": HEAD + TARGET.replace("eu-west-1", "cn-north-1, kms_key: create") + ONE_VPC,
    "firehose": HEAD + TARGET.replace("region:", "kms_key: create, region:") + ROUTED.format(route="firehose"),
    "s3": HEAD + TARGET + ROUTED.format(route="s3"),
    "s3-rich": VECTOR + TARGET.replace("region:", "kms_key: create, region:") + S3 + ROUTED.format(route="s3"),
    "s3-parquet": HEAD
    + TARGET
    + "s3: {file_format: parquet, hive_compatible_partitions: false}"
    + ROUTED.format(route="s3"),
    "s3-existing": HEAD + TARGET + EXISTING + ROUTED.format(route="s3"),
    "lambda": HEAD + TARGET.replace("region:", "kms_key: create, region:") + POSTED + ROUTED.format(route="lambda"),
    "combined": HEAD + TARGET.replace("region:", f'kms_key: "{KEY}", region:') + COMBINED,
    "central": f"{HEAD}targets:\n  - {LOGGING}{SENDERS}{SENT}",
    "sender": f"{HEAD}targets:{SENDERS}  - {LOGGING}\n{SENT}",
    "central-posted": HEAD + POSTED_TOGETHER,
    "us-government": HEAD + TARGET.replace("eu-west-1", "us-gov-west-1, kms_key: create") + ONE_VPC,
}
