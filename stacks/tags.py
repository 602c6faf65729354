"""The tags of what a stack makes."""

from flowlog_config.plan import FlowLog, Plan


def stack_tags(plan: Plan) -> dict[str, str]:
    """Give the tags of everything: the file's and ``flowlog:name``, which tells whose it is."""
    return {**plan.tags, "flowlog:name": plan.name}


def flow_log_tags(plan: Plan, flow_log: FlowLog) -> dict[str, str]:
    """Give a flow log's tags: the file's, its own (which win), and where in the file it comes from."""
    ours = {"Name": f"flowlog/{flow_log.entry}", "flowlog:entry": flow_log.entry}
    return {**plan.tags, **flow_log.tags, "flowlog:name": plan.name, **ours}
