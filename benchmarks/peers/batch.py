"""
The same flow logs with this project's constructs in batches: ``python batch.py COUNT OUTDIR``.

Log group, role and flow logs only, as the peers make them, without YAML and plan, so that like is compared with like. As in
``app.py``, batches are filled while the CDK starts in another process.
"""

import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

from flowlog_constructs.batch import Batch
from flowlog_constructs.flow_log_destination import to_log_group
from flowlog_constructs.flow_log_role import FlowLogRole
from flowlog_constructs.record_log_group import RecordLogGroup
from flowlog_constructs.resource_flow_log import FlowLogSettings, ResourceFlowLog

FIELDS = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
)
FORMAT = " ".join(f"${{{name}}}" for name in FIELDS.split())
TAGS = {"Name": "flowlog/a", "flowlog:entry": "a", "flowlog:name": "flowlog"}


def filled(numbers: range) -> Batch:
    """Describe what one stack has."""
    batch = Batch()
    group = RecordLogGroup(batch, "LogGroup", retention_days=14)
    role = FlowLogRole(batch, "Role", log_group_names=["*"])
    settings = FlowLogSettings(
        resource_type="NetworkInterface",
        traffic_type="ALL",
        destination=to_log_group(group.ref, role_arn=role.attr_arn),
        log_format=FORMAT,
        max_aggregation_interval=60,
        tags=TAGS,
    )
    for number in numbers:
        ResourceFlowLog(batch, f"FlowLog{number}", resource_id=f"eni-{number:017x}", settings=settings)
    return batch


def main(count: int, outdir: str) -> None:
    """Make the app and synthesise it."""
    gc.disable()
    sys.setswitchinterval(0.0005)
    import_module("jsii")
    started = ThreadPoolExecutor(1).submit(import_module, "flowlog_constructs.batch_stack")
    batches = {first: filled(range(first, min(count, first + 450))) for first in range(0, count, 450)}
    stack = started.result().BatchStack
    aws_cdk, around_of = import_module("aws_cdk"), import_module("flowlog_constructs.stack_tags").Around
    app = aws_cdk.App(
        outdir=outdir,
        analytics_reporting=False,
        tree_metadata=False,
        stack_traces=False,
        builtin_cloud_formation_validation=False,
    )
    around = around_of(app)
    for first, batch in batches.items():
        stack(app, f"Stack{first}", batch=batch, around=around)
    app.synth()
    gc.freeze()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
