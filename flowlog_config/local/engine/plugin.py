"""Putting the plugin into ministack: which of its functions are replaced by ours, and how errors are answered."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from flowlog_config.local.engine import (
    cfn_bucket_policies,
    cfn_delivery_streams,
    cfn_drift,
    cfn_flow_logs,
    cfn_log_destinations,
    cfn_log_groups,
    cfn_secrets,
    cfn_storage,
    delivery_streams,
    flow_log_buckets,
    flow_logs,
    insights_queries,
    log_destinations,
    log_events,
    log_groups,
    nat_gateways,
    network_interfaces,
    peering_connections,
    query_definitions,
    seams,
    seeds,
    state,
    subscription_filters,
    transit_gateway_attachments,
    transit_gateways,
    vpc_endpoints,
    vpcs,
)
from flowlog_config.local.engine.errors import AwsError
from flowlog_config.local.engine.query_protocol import parse_request, render_response

_EC2_MODULES = (
    flow_logs,
    nat_gateways,
    network_interfaces,
    peering_connections,
    transit_gateway_attachments,
    transit_gateways,
    vpc_endpoints,
    vpcs,
)
_CFN_MODULES = (
    cfn_flow_logs,
    cfn_log_groups,
    cfn_log_destinations,
    cfn_delivery_streams,
    cfn_storage,
    cfn_bucket_policies,
    cfn_secrets,
    cfn_drift,
)

Handler = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@cache
def install() -> None:
    """
    Put the plugin in, once a process.

    Raises:
        EngineError: When the installed ministack lacks a name the plugin needs.
    """
    seams.verify()
    _install_ec2()
    _install_logs()
    _install_firehose()
    seams.ssm.get_parameter = seeds.on_demand(seams.ssm.get_parameter)
    for module in _CFN_MODULES:
        module.install()
    _clear_our_stores()


def _install_ec2() -> None:
    for module in _EC2_MODULES:
        for action, function in module.ACTIONS.items():
            seams.ec2.ACTION_MAP[action] = _ec2_handler(action, function)


def _ec2_handler(action: str, function: Handler) -> seams.Operation:
    def handle(params: Mapping[str, Any]) -> Any:
        try:
            request = parse_request(action, params)
            if request.get("DryRun"):
                text = "Request would have succeeded, but DryRun flag is set."
                return seams.ec2.error("DryRunOperation", text, 412)
            body = render_response(action, function(request))
        except AwsError as error:
            return seams.ec2.error(error.code, escape(error.message), 400)
        return 200, {"Content-Type": "application/xml"}, body

    return handle


def _install_logs() -> None:
    logs = seams.logs
    stock_put_filter = logs.put_subscription_filter

    def put_subscription_filter(request: Mapping[str, Any]) -> Any:
        subscription_filters.check(request)
        return stock_put_filter(request)

    logs.put_subscription_filter = _json_errors(put_subscription_filter)
    logs.put_log_events = _json_handler(log_events.put_log_events)
    logs.filter_log_events = _json_handler(log_events.filter_log_events)
    logs.create_log_group = _json_errors(log_groups.creating(logs.create_log_group))
    logs.delete_log_group = _json_errors(log_groups.deleting(logs.delete_log_group))
    logs.describe_log_groups = _json_errors(log_groups.describing(logs.describe_log_groups))
    logs.put_destination = _json_errors(log_destinations.putting(logs.put_destination))
    logs.put_destination_policy = _json_errors(log_destinations.putting_policy(logs.put_destination_policy))
    added = {
        **query_definitions.ACTIONS,
        **insights_queries.ACTIONS,
        **log_groups.ACTIONS,
        **flow_log_buckets.ACTIONS,
    }
    _add_log_actions({name: _json_handler(each) for name, each in added.items()})


def _add_log_actions(handlers: Mapping[str, Callable[[Any], Any]]) -> None:
    """Answer operations stock ministack does not know, before its own dispatch."""
    stock = seams.logs.handle_request

    async def handle_request(method: str, path: str, headers: Mapping[str, str], body: bytes, query: Any) -> Any:
        action = headers.get("x-amz-target", "").rpartition(".")[2]
        if action in handlers:
            return handlers[action](json.loads(body or b"{}"))
        return await stock(method, path, headers, body, query)

    seams.logs.handle_request = handle_request


def _json_handler(function: Handler) -> seams.Operation:
    return _json_errors(lambda request: seams.responses.json_response(function(request)))


def _json_errors(function: seams.Operation) -> seams.Operation:
    def handle(request: Mapping[str, Any]) -> Any:
        try:
            return function(request)
        except AwsError as error:
            return seams.responses.error_response_json(error.code, error.message, 400)

    return handle


def _install_firehose() -> None:
    firehose = seams.firehose
    stock = firehose.dest_description
    firehose.create_delivery_stream = _json_errors(delivery_streams.creating(firehose.create_delivery_stream))
    firehose.HANDLERS["CreateDeliveryStream"] = firehose.create_delivery_stream

    def describe(destination: Mapping[str, Any]) -> Any:
        if destination["type"] != "HttpEndpoint":
            return stock(destination)
        described = delivery_streams.describe_http_endpoint(destination["config"])
        return {"DestinationId": destination["id"], "HttpEndpointDestinationDescription": described}

    firehose.dest_description = describe
    firehose.HANDLERS[delivery_streams.READ_RECORDS] = delivery_streams.read_records


def _clear_our_stores() -> None:
    """Empty them whenever ministack empties its own, of EC2."""
    stock = seams.ec2.reset

    def reset() -> None:
        stock()
        state.clear()

    seams.ec2.reset = reset
