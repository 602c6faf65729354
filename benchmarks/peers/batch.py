"""
The same flow logs with this project's constructs in batches: ``python batch.py COUNT OUTDIR``.

Log group, role and flow logs only, as the peers make them, without YAML and plan, so that like is compared with like.
"""

import gc
import sys

from aws_cdk import App, Stack

from flowlog_constructs.batch import Batch
from flowlog_constructs.batch_synthesizer import BatchSynthesizer
from flowlog_constructs.flow_log_destination import to_log_group
from flowlog_constructs.flow_log_role import FlowLogRole
from flowlog_constructs.record_log_group import RecordLogGroup
from flowlog_constructs.resource_flow_log import FlowLogSettings, ResourceFlowLog
from flowlog_constructs.stack_tags import Around

FIELDS = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
)
FORMAT = " ".join(f"${{{name}}}" for name in FIELDS.split())
TAGS = {"Name": "flowlog/a", "flowlog:entry": "a", "flowlog:name": "flowlog"}


def main(count: int, outdir: str) -> None:
    """Make the app and synthesise it."""
    gc.disable()
    app = App(
        outdir=outdir,
        analytics_reporting=False,
        tree_metadata=False,
        stack_traces=False,
        builtin_cloud_formation_validation=False,
    )
    around = Around(app)
    for first in range(0, count, 450):
        batch = Batch()
        Stack(app, f"Stack{first}", synthesizer=BatchSynthesizer(batch, around))
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
        for number in range(first, min(count, first + 450)):
            ResourceFlowLog(batch, f"FlowLog{number}", resource_id=f"eni-{number:017x}", settings=settings)
    app.synth()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
