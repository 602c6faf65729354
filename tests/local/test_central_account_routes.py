"""Every route into another account, by the real CDK command line on the engine: deployed, used and destroyed."""

from cdk_command import PROJECT
from deployed_accounts import CENTRAL, HERE, OTHER_REGION, REGION, THERE, WORKLOAD, file_of

from flowlog_config.local.carrier.report import Kind
from flowlog_config.local.demo.arrived import Line, missing
from flowlog_config.local.demo.demo import run_demo
from flowlog_config.local.demo.narrator import Narrator
from flowlog_config.local.demo.posted import Posted
from flowlog_config.local.demo.read_back import in_files, in_log_groups, in_streams


def _lines(events):
    return [Line(event.place, event.log_stream, event.line) for event in events]


def test_by_cloudwatch_through_a_destination_to_the_stream(accounts, receive):
    """Group and filter here, destination and stream there; the records name this account; only what holds records is kept."""
    outputs = accounts.cdk.deploy(file_of("cloudwatch"))
    written = accounts.written(*HERE)
    got, said = receive(outputs, HERE, THERE)
    assert len(got) == sum(one.records for one in written)
    assert not missing(in_log_groups(accounts.clients, written), _lines(got))
    assert {one.owner for one in got} == {WORKLOAD}
    assert any(f"of account {CENTRAL}" in one.text for one in said if one.kind is Kind.ACCEPTED)
    accounts.cdk.destroy()
    assert accounts.left(*HERE).keys() == {"log groups"}
    assert accounts.left(*THERE).keys() == {"log groups", "buckets", "secrets", "keys"}
    assert len(accounts.left(*THERE)["log groups"]) == 1


def test_straight_to_the_stream_of_the_other_account(accounts, receive):
    """Two roles and no group; all is gone afterwards in the account that is logged."""
    outputs = accounts.cdk.deploy(file_of("firehose"))
    written = accounts.written(*HERE)
    assert "streams" not in accounts.left(*HERE)
    got, _ = receive(outputs, HERE, THERE)
    assert len(got) == sum(one.records for one in written)
    assert not missing(in_streams(accounts.clients, written), _lines(got))
    accounts.cdk.destroy()
    assert not accounts.left(*HERE)
    assert accounts.left(*THERE).keys() == {"log groups", "buckets", "secrets", "keys"}


def test_each_region_has_streams_of_its_own_there(accounts, receive):
    """One logging account in two regions: no name of a role, which are known in all of them, is in the way of another."""
    vpc = accounts.network(WORKLOAD, OTHER_REGION)
    text = file_of(
        "[cloudwatch, firehose]",
        more_targets=f"""
  - {{name: far, account: "{WORKLOAD}", region: {OTHER_REGION}, deliver_to: far-logging}}
  - {{name: far-logging, account: "{CENTRAL}", region: {OTHER_REGION}}}""",
        more_flow_logs=f"- {{name: far, targets: far, select: {vpc}, route: [cloudwatch, firehose]}}",
    )
    outputs = accounts.cdk.deploy(text)
    for region, stack in ((REGION, "company-logging"), (OTHER_REGION, "company-far-logging")):
        written = accounts.write(WORKLOAD, region)
        put = [*in_log_groups(accounts.clients, written), *in_streams(accounts.clients, written)]
        got, _ = receive({stack: outputs[stack]}, (WORKLOAD, region), (CENTRAL, region))
        assert len(got) == len(put) > 0
        assert not missing(put, _lines(got))
        assert {one.source_arn.split(":")[3] for one in got} == {region}
    accounts.cdk.destroy()
    assert accounts.left(*HERE).keys() == accounts.left(WORKLOAD, OTHER_REGION).keys() == {"log groups"}


def test_all_routes_at_once(accounts, receive):
    """Each brings every record, and none hinders another."""
    with Posted(accounts.work) as posted:
        text = file_of("[cloudwatch, firehose, s3, lambda]", s3=f"s3: {{forward_to: {{endpoint: '{posted.url}'}}}}")
        outputs = accounts.cdk.deploy(text)
        posted.trusted_by(accounts.engine.client("lambda", account_id=CENTRAL, region=REGION), outputs.values())
        written = accounts.written(*HERE)
        assert len(written) == 8
        got, _ = receive(outputs, HERE, THERE)
        put = [*in_log_groups(accounts.clients, written), *in_streams(accounts.clients, written)]
        assert len(got) == len(put)
        assert not missing(put, _lines(got))
        files = [one for one in in_files(accounts.clients, written) if "forwarded/" in one.place]
        assert not missing(files, posted.wait(files, Narrator(1)))
    accounts.cdk.destroy()
    assert accounts.left(*HERE).keys() == {"log groups"}


def test_the_demo_of_two_accounts_brings_every_record(tmp_path, monkeypatch):
    """By the command's own way: a file, and no engine of the test's."""
    monkeypatch.chdir(PROJECT)
    file = PROJECT / "examples/central-account-demo.yaml"
    result = run_demo(project=PROJECT, file=file, work=tmp_path / "demo", narrator=Narrator(7))
    assert len(result.arrived) == len(result.written) > 100
    assert not missing(result.written, result.arrived)
    assert {one.owner for one in result.events} == {WORKLOAD}
