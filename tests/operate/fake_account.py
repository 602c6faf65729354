"""
A fake account for drift: what a plan deploys into it, as AWS describes it, for tests to break one by one.

Longer than 200 lines because each call of AWS's that drift makes is answered here.
"""

from botocore.exceptions import ClientError
from small_network import ACCOUNT, HEAD, REGION, VPC, everything, inventory, loaded

from flowlog_config.operate.drift import run
from flowlog_config.plan import BucketDestination, LogDestination, StreamDestination
from flowlog_config.plan.make import make_plan

GROUP = "/flowlog/vpc/0123456789ab"
STREAM = f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/"
EDGE = "flow_logs: [{name: edge, select: edge}]"
_SAID_BY = {
    "describe_vpcs": ("Vpcs", "vpc"),
    "describe_subnets": ("Subnets", "subnet"),
    "describe_network_interfaces": ("NetworkInterfaces", "network-interface"),
    "describe_nat_gateways": ("NatGateways", "nat-gateway"),
    "describe_transit_gateways": ("TransitGateways", "transit-gateway"),
    "describe_transit_gateway_attachments": ("TransitGatewayAttachments", "transit-gateway-attachment"),
    "describe_flow_logs": ("FlowLogs", ""),
    "describe_log_groups": ("logGroups", ""),
    "describe_subscription_filters": ("subscriptionFilters", ""),
}


def denied(operation):
    """AWS's answer to who may not ask."""
    return ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, operation)


def _place(destination, group):
    """Say where a flow log delivers, as DescribeFlowLogs does."""
    match destination:
        case StreamDestination():
            return {"LogDestinationType": "kinesis-data-firehose", "LogDestination": STREAM + destination.stream_name}
        case BucketDestination():
            return {"LogDestinationType": "s3", "LogDestination": f"arn:aws:s3:::stack-bucket/{destination.folder}"}
    return {"LogDestinationType": "cloud-watch-logs", "LogGroupName": group}


class Account:
    """
    An account with the small network and what a file deployed into it.

    Attributes:
        plan: The plan of the file on the small network.
        resources: What the account has now.
        flow_logs: As DescribeFlowLogs gives them.
        groups: As DescribeLogGroups gives them, by name.
        group_tags: Tags of log groups, by name.
        filters: As DescribeSubscriptionFilters gives them, by name of the log group.
        streams: Tags of the delivery streams, by name.
        urls: Endpoints of delivery streams that are not the plan's, by name.
        refuses: Operations that are denied.
        asked: Operations asked for so far.
    """

    def __init__(self, rest=EDGE, before=None, account_id=ACCOUNT):
        self.account_id, self.before = account_id, before or inventory()
        self.loaded = loaded(rest, HEAD)
        self.plan = make_plan(self.loaded, self.before).plan
        self.resources = {one.id: one for one in everything()}
        self.refuses, self.asked = set(), []
        self.flow_logs, self.groups, self.group_tags, self.filters = [], {}, {}, {}
        self.urls = {}
        self.streams = {
            one.stream_name: {"flowlog:name": self.plan.name}
            | ({"LogDeliveryEnabled": "true"} if isinstance(one, StreamDestination) else {})
            for one in self.plan.targets[0].through_streams
        }
        for number, one in enumerate(self.plan.targets[0].flow_logs):
            group = f"{GROUP}/{one.destination.id}"
            self.flow_logs.append(self._described(number, one, group))
            if not isinstance(one.destination, LogDestination):
                continue
            self.groups[group] = {"logGroupName": group, "retentionInDays": one.destination.retention_days}
            self.groups[group]["arn"] = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}:*"
            self.group_tags[group] = {"flowlog:name": self.plan.name}
            stream = STREAM + one.destination.stream_name
            pattern = one.destination.filter_pattern
            self.filters[group] = [{"filterName": "ours", "filterPattern": pattern, "destinationArn": stream}]

    def _described(self, number, one, group):
        tags = {"flowlog:name": self.plan.name, "flowlog:entry": one.entry}
        return {
            "FlowLogId": f"fl-{number:017x}",
            "FlowLogStatus": "ACTIVE",
            "ResourceId": one.source.id,
            "TrafficType": one.traffic_type,
            **_place(one.destination, group),
            "LogFormat": one.destination.log_format,
            "MaxAggregationInterval": one.max_aggregation_interval,
            "DeliverLogsStatus": "SUCCESS",
            "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        }

    @property
    def group(self):
        """The only log group."""
        (name,) = self.groups
        return name

    def logs(self, resource_id):
        """Give the flow log on a resource, to change."""
        (found,) = [one for one in self.flow_logs if one["ResourceId"] == resource_id]
        return found

    def others_log(self, resource_id, **more):
        """Let somebody else log a resource."""
        given = {
            "FlowLogId": "fl-0fffffffffffffff0",
            "ResourceId": resource_id,
            "TrafficType": "ALL",
            "FlowLogStatus": "ACTIVE",
        }
        place = {"LogDestinationType": "s3", "LogDestination": "arn:aws:s3:::security"}
        self.flow_logs.append({**given, **place, **more})

    def look(self, *, slots=2, ignored=()):
        """Look for drift; gives that of the only target."""
        expected = run.Expected(self.loaded.config, self.plan, self.before, slots, ignored)
        (drift,) = run.look(expected, self.plan.targets, session_for=lambda _: self)
        return drift

    def found(self, **options):
        """Look for drift; gives kind and subject of each finding."""
        return [(str(one.kind), one.subject) for one in self.look(**options).findings]

    def client(self, service_name, *, config=None):
        """Be every client."""
        del service_name, config
        return self

    def get_caller_identity(self):
        """Be of the account."""
        return {"Account": self.account_id}

    def get_paginator(self, operation):
        """Give the pages of an operation."""
        return _Pages(self, operation)

    def list_tags_for_resource(self, *, resourceArn):  # noqa: N803 - AWS's own name
        """Give the tags of a log group."""
        self.ask("list_tags_for_resource")
        return {"tags": self.group_tags[resourceArn.partition(":log-group:")[2]]}

    def list_tags_for_delivery_stream(self, *, DeliveryStreamName, ExclusiveStartTagKey=None):  # noqa: N803 - AWS's own names
        """Give the tags of a stream, one a page: whoever forgets the second page finds less."""
        self.ask("list_tags_for_delivery_stream")
        if DeliveryStreamName not in self.streams:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "ListTagsForDeliveryStream")
        tags = sorted(self.streams[DeliveryStreamName].items(), key=lambda tag: tag[0] == "LogDeliveryEnabled")
        start = [key for key, _ in tags].index(ExclusiveStartTagKey) + 1 if ExclusiveStartTagKey else 0
        page = [{"Key": key, "Value": value} for key, value in tags[start : start + 1]]
        return {"Tags": page, "HasMoreTags": start + 1 < len(tags)}

    def describe_delivery_stream(self, *, DeliveryStreamName):  # noqa: N803 - AWS's own name
        """Describe a stream, as far as drift looks at it."""
        self.ask("describe_delivery_stream")
        if DeliveryStreamName not in self.streams:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "DescribeDeliveryStream")
        urls = self.urls.get(DeliveryStreamName, [self.plan.aggregator.endpoint])
        found = [{"HttpEndpointDestinationDescription": {"EndpointConfiguration": {"Url": url}}} for url in urls]
        return {"DeliveryStreamDescription": {"Destinations": found or [{"ExtendedS3DestinationDescription": {}}]}}

    def ask(self, operation):
        """Take note of a call, and refuse it if told to."""
        self.asked.append(operation)
        if operation in self.refuses:
            raise denied(operation)


class _Pages:
    def __init__(self, account, operation):
        self._account, self._operation = account, operation

    def paginate(self, **arguments):
        """Give one item a page: whoever forgets the second page finds less."""
        self._account.ask(self._operation)
        key, type_ = _SAID_BY.get(self._operation, ("", ""))
        yield from ({key: [item]} for item in self._items(type_, arguments))
        yield {}

    def _items(self, type_, arguments):
        account = self._account
        if type_:
            return [_item(one) for one in account.resources.values() if one.type == type_]
        if self._operation == "describe_flow_logs":
            return account.flow_logs
        if self._operation == "describe_log_groups":
            return [one for name, one in account.groups.items() if name.startswith(arguments["logGroupNamePrefix"])]
        if self._operation == "describe_subscription_filters":
            return account.filters[arguments["logGroupName"]]
        return []


def _item(one):
    """Write a resource of the small network as AWS describes it, as far as discovery reads it."""
    tags = [{"Key": key, "Value": value} for key, value in one.tags.items()]
    private = [address for address in one.addresses if ":" not in address]
    item = {"OwnerId": one.owner, "State": one.state, "Tags": tags, "VpcId": one.vpc or VPC, "SubnetId": one.subnet}
    if one.type == "vpc":
        return {**item, "VpcId": one.id}
    if one.type == "subnet":
        return {**item, "SubnetId": one.id}
    if one.type == "transit-gateway":
        return {**item, "TransitGatewayId": one.id}
    if one.type == "nat-gateway":
        public = {"ConnectivityType": "public", "NatGatewayAddresses": [{"PublicIp": address} for address in private]}
        return {**item, **public, "NatGatewayId": one.id, "AvailabilityMode": one.availability}
    if one.type == "transit-gateway-attachment":
        gateway = {"TransitGatewayId": one.transit_gateway, "TransitGatewayOwnerId": one.owner, "ResourceId": one.vpc}
        return {**item, **gateway, "TransitGatewayAttachmentId": one.id, "ResourceType": one.attachment_type}
    return {**item, **_interface_item(one, private), "TagSet": tags, "Status": one.state}


def _interface_item(one, private):
    words = {
        "nat-gateway": ("nat_gateway", f"Interface for NAT Gateway {one.service}"),
        "rds": ("interface", "RDSNetworkInterface"),
        "application-load-balancer": ("interface", f"ELB {one.service}"),
    }
    type_, description = words.get(one.kind, ("interface", ""))
    attached = {"InstanceId": one.service} if one.kind == "instance" else {}
    addresses = [{"PrivateIpAddress": address} for address in private if address.startswith("10.")]
    for address in private:
        if not address.startswith("10."):
            addresses[0]["Association"] = {"PublicIp": address}
    return {
        "NetworkInterfaceId": one.id,
        "InterfaceType": type_,
        "Description": description,
        "Attachment": attached,
        "PrivateIpAddresses": addresses,
        "Ipv6Addresses": [{"Ipv6Address": address} for address in one.addresses if ":" in address],
    }
