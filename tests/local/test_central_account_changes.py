"""Accounts that begin to deliver to another one, end it, join and leave, by the real CDK command line on the engine."""

from deployed_accounts import CENTRAL, REGION, WORKLOAD

from flowlog_config.local.demo.read_back import in_files

NEIGHBOUR, STRANGER = "222233334443", "444455556666"
"""One is of the same group as the workload, by its last digit, and one of another."""
HEAD = """
version: 1
name: company
aggregator: {endpoint: "https://logs.example.com/", cluster_name: production}
"""


def _file(*targets, flow_logs):
    lines = [f'  - {{name: {name}, account: "{account}", region: {REGION}{more}}}' for name, account, more in targets]
    logs = [f"  - {{name: {name}, targets: {name}, select: {ids}, route: {route}}}" for name, ids, route in flow_logs]
    return "\n".join([HEAD, "targets:", *lines, "flow_logs:", *logs])


def _ids(accounts, account):
    found = accounts.engine.client("ec2", account_id=account, region=REGION).describe_flow_logs()["FlowLogs"]
    return {one["FlowLogId"]: one["LogDestinationType"] for one in found}


def _records(written):
    assert not [one.problem for one in written if one.problem]
    assert sum(one.records for one in written) > 0
    return sum(one.records for one in written)


def test_an_account_begins_to_deliver_to_another_and_ends_it(accounts, receive):
    """Each time every record arrives by the account that the file says; the log groups and what writes to them go on."""
    log = [("workload", "[vpc-0ed6e0000000000a1, tgw-0ab1e0000000000d1]", "[cloudwatch, firehose, s3]")]
    groups = set()
    for more, owner in (("", WORKLOAD), (", deliver_to: logging", CENTRAL), ("", WORKLOAD)):
        text = _file(("workload", WORKLOAD, more), ("logging", CENTRAL, ""), flow_logs=log)
        outputs = accounts.cdk.deploy(text)
        groups.add(frozenset(id_ for id_, kind in _ids(accounts, WORKLOAD).items() if kind == "cloud-watch-logs"))
        written = accounts.write(WORKLOAD, REGION)
        _records(written)
        files = [one for one in written if one.flow_log.destination_type == "s3"]
        streamed = [one for one in written if one.flow_log.destination_type != "s3"]
        assert len(list(in_files(accounts.clients, files))) == _records(files)
        buckets = accounts.clients.at(owner, REGION).s3.list_buckets()["Buckets"]
        assert {one.flow_log.bucket for one in files} <= {one["Name"] for one in buckets}
        got, _ = receive(outputs, (WORKLOAD, REGION), (CENTRAL, REGION))
        assert len(got) >= _records(streamed)
        streams = accounts.left(owner, REGION)["streams"]
        assert len(streams) == 4
        for account in {WORKLOAD, CENTRAL} - {owner}:
            assert "streams" not in accounts.left(account, REGION)
    assert len(groups) == 1
    secrets = accounts.left(WORKLOAD, REGION)["secrets"]
    assert len(secrets) == 2


def test_accounts_join_and_leave_and_no_other_one_notices(accounts, receive):
    """Policies change in place: the flow logs that are there stay, and all records arrive."""
    vpcs = {account: accounts.network(account, REGION) for account in (NEIGHBOUR, STRANGER)}
    route = "[cloudwatch, firehose, s3]"
    central = ("logging", CENTRAL, "")
    workload = ("workload", WORKLOAD, ", deliver_to: logging")
    joining = [("neighbour", NEIGHBOUR, ", deliver_to: logging"), ("stranger", STRANGER, ", deliver_to: logging")]
    log = ("workload", "vpc-0ed6e0000000000a1", route)
    logs = [log, ("neighbour", vpcs[NEIGHBOUR], route), ("stranger", vpcs[STRANGER], route)]
    accounts.cdk.deploy(_file(workload, central, flow_logs=[log]))
    before = _ids(accounts, WORKLOAD)
    outputs = accounts.cdk.deploy(_file(workload, *joining, central, flow_logs=logs))
    assert _ids(accounts, WORKLOAD) == before
    everybody = (WORKLOAD, NEIGHBOUR, STRANGER)
    written = [one for account in everybody for one in accounts.write(account, REGION)]
    assert len(written) == 9
    streamed = [one for one in written if one.flow_log.destination_type != "s3"]
    got, _ = receive(outputs, *((account, REGION) for account in (*everybody, CENTRAL)))
    assert len(got) == _records(streamed)
    assert {one.line.split()[1] for one in got} == set(everybody)
    files = [one for one in written if one.flow_log.destination_type == "s3"]
    assert len(list(in_files(accounts.clients, files))) == _records(files)
    accounts.cdk.destroy("company-stranger")
    outputs = accounts.cdk.deploy(_file(workload, joining[0], central, flow_logs=logs[:2]))
    assert _ids(accounts, STRANGER) == {}
    assert _ids(accounts, WORKLOAD) == before
    again = [one for account in everybody[:2] for one in accounts.write(account, REGION)]
    assert _records(again)
    arns = " ".join(accounts.left(CENTRAL, REGION)["destinations"])
    assert STRANGER[-1] not in {arn.rpartition("-")[2] for arn in arns.split()}
