"""Rules in the function's own words."""

FORMAT = "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${log-status}"


def rule(type_="VPC", *, name="networks", tags=None, without_tags=(), **request):
    """Give a rule with its request; keyword arguments replace parts of the request, None leaves one out."""
    transit = type_ != "VPC"
    said = {
        "LogDestinationType": "cloud-watch-logs",
        "LogGroupName": "group",
        "DeliverLogsPermissionArn": "arn:aws:iam::111122223333:role/flow-logs",
        "LogFormat": "${version} ${tgw-id} ${srcaddr} ${log-status}" if transit else FORMAT,
        "MaxAggregationInterval": 60,
        "TrafficType": None if transit else "ALL",
        **request,
    }
    return {
        "name": name,
        "type": type_,
        "tags": tags or {},
        "without_tags": list(without_tags),
        "own_tags": {"Name": f"flowlog/{name}"},
        "request": {key: value for key, value in said.items() if value is not None},
    }


def logged(ec2):
    """Give what is logged: resource, interval and id of each flow log."""
    found = ec2.describe_flow_logs()["FlowLogs"]
    return sorted((one["ResourceId"], one["MaxAggregationInterval"], one["FlowLogId"]) for one in found)


def resources(ec2):
    """Give the resources that have a flow log."""
    return [resource for resource, _, _ in logged(ec2)]
