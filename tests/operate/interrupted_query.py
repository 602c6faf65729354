"""A process in which a query runs for ever, for a test to interrupt; its last line says what was stopped."""

import sys
import threading
from pathlib import Path

from fake_insights import Insights

from flowlog_config.discovery import sessions
from flowlog_config.operate.query_command import query
from flowlog_config.plan.file import plan_file

insights = Insights([one.log_group_prefix + "x" for one in plan_file(Path(sys.argv[1])).plan.targets[0].log_groups])
insights.statuses = ["Running"]
sessions.Sessions = lambda **_: lambda _: insights


def _tell():
    insights.polled.wait()
    print("running", flush=True)  # noqa: T201 - read by the test


threading.Thread(target=_tell, daemon=True).start()
try:
    query.main(["rejected-by-source", "-f", sys.argv[1]], standalone_mode=False)
finally:
    print(insights.stopped, flush=True)  # noqa: T201 - as above
