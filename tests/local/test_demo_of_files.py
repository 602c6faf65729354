"""The demo takes any file of the sample network: what it shows first, and how many steps it will be."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from deployed_pipeline import GROUP, STREAM_ARN, add_flow_log, deploy, flow_log_role
from flow_log_of_a_vpc import flow_log

from flowlog_config.discovery.places import read_places
from flowlog_config.formats import DEFAULT_FORMATS, Family, log_format
from flowlog_config.local.demo import command, read_back
from flowlog_config.local.demo.arrived import Line
from flowlog_config.local.demo.command import demo
from flowlog_config.local.demo.demo import Result, run_demo
from flowlog_config.local.demo.everywhere import write
from flowlog_config.local.demo.look import DemoError, discovered, one_of_each
from flowlog_config.local.demo.narrator import Narrator
from flowlog_config.local.demo.read_back import in_log_groups, in_streams, kept_back
from flowlog_config.local.demo.routed import routes_of, write_routed
from flowlog_config.local.firehose.direct import read_held
from flowlog_config.schema import InvalidConfigError
from flowlog_config.schema.problems import problem

PROJECT = Path(__file__).parents[2]
FILE = """
version: 1
aggregator: {{endpoint: "https://flowlogs.example.com/", cluster_name: production}}
targets: [{{account: "111122223333", region: eu-west-1}}]
{more}
flow_logs:
  - {{name: one, select: vpc-0ed6e0000000000a1}}
  - {{name: two, select: vpc-0c0de0000000000b1, route: [firehose, {{to: s3, traffic_type: REJECT}}]}}
"""


@pytest.mark.parametrize(
    ("more", "routes"),
    [
        ("", {"cloudwatch", "firehose", "s3"}),
        (
            "defaults: {route: lambda}\ns3: {forward_to: {endpoint: 'https://logs.example.com/'}}",
            {"lambda", "firehose", "s3"},
        ),
    ],
)
def test_routes_are_those_of_the_flow_logs_and_the_default(tmp_path, more, routes):
    """A flow log without a route takes the default, and without one CloudWatch Logs."""
    path = tmp_path / "flowlogs.yaml"
    path.write_text(FILE.format(more=more), encoding="utf-8")
    assert routes_of(path) == routes


@pytest.mark.parametrize(("select", "some"), [("edge", 2), ("everything", 1), ("{type: vpc, tags: {nobody: has}}", 1)])
def test_explains_what_there_is_and_no_more(tmp_path, select, some):
    """A file that logs all interfaces, or none, has only one of the two examples."""
    path = tmp_path / "flowlogs.yaml"
    text = FILE.format(more="").partition("flow_logs:")[0] + f"flow_logs: [{{name: one, select: {select}}}]"
    path.write_text(text, encoding="utf-8")
    shutil.copy(PROJECT / "flowlogs.inventory.json", tmp_path)
    loaded, inventory = discovered(path)
    assert len(set(one_of_each(loaded.config, inventory))) == some


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("defaults: {retention_days: 7}", "defaults or routes of its own"),
        ("s3: {expire_after_days: 7}", "a section s3 of its own"),
        ("organization: {}", "the engine has none"),
    ],
)
def test_a_file_that_cannot_be_carried_another_way_is_told(tmp_path, more, told):
    """The demo adds a default route, and changes nothing that the file says."""
    path = tmp_path / "flowlogs.yaml"
    text = FILE.format(more=more).replace(", route: [firehose, {to: s3, traffic_type: REJECT}]", "")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DemoError, match=told):
        write_routed(path, tmp_path / "copy.yaml", ("lambda",), "https://localhost/")


@pytest.mark.parametrize(
    "named", ["inventory: other/inv.json", "inventory:   '/tmp/a b.json'  # ours", '"inventory": "../é: x.json"']
)
def test_the_copy_has_an_inventory_of_its_own(tmp_path, named):
    """The file's own is of the user's accounts, wherever it is, and the demo writes one."""
    path, copy = tmp_path / "flowlogs.yaml", tmp_path / "demo/flowlogs.yaml"
    path.write_text(FILE.format(more=named), encoding="utf-8")
    copy.parent.mkdir()
    assert read_places(write_routed(path, copy, ())).inventory == copy.with_name("flowlogs.inventory.json")
    before, after = (one.read_text(encoding="utf-8").splitlines() for one in (path, copy))
    assert [line for line in before if line not in after] == [named]


def test_a_name_of_an_inventory_in_several_lines_is_told(tmp_path):
    """It cannot be replaced where it stands."""
    path = tmp_path / "flowlogs.yaml"
    path.write_text(FILE.format(more="inventory: >-\n  other/inv.json"), encoding="utf-8")
    with pytest.raises(DemoError, match=r"flowlogs\.yaml:5: write the name of the inventory in one line"):
        write_routed(path, tmp_path / "copy.yaml", ())


def test_make_demo_takes_a_file_with_spaces_in_its_name():
    """It reaches the command as one argument."""
    ran = subprocess.run(
        ["make", "--dry-run", "--always-make", "demo", "FILE=my dir/a b.yaml"],  # noqa: S607 - whichever make there is
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shlex.split(ran.stdout.splitlines()[-1])[-2:] == ["--file", "my dir/a b.yaml"]


def test_a_secret_of_ones_own_is_refused_before_anything_is_deployed(tmp_path, monkeypatch):
    """It is in an account of the user's, and no fault of ours."""
    monkeypatch.chdir(PROJECT)
    secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:mine-AbCdEf"  # noqa: S105 - a name, no secret
    text = (PROJECT / "flowlogs.yaml").read_text(encoding="utf-8")
    path = tmp_path / "flowlogs.yaml"
    path.write_text(text.replace("aggregator:\n", f"aggregator:\n  access_key_secret: {secret}\n"), encoding="utf-8")
    with pytest.raises(DemoError, match="leave access_key_secret out"):
        run_demo(project=PROJECT, file=path, work=tmp_path / "demo", narrator=Narrator(7))


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    """Such as one that is in the way of a file."""
    (tmp_path / "words").write_text("no folder")
    with pytest.raises(DemoError, match="cannot be written: Not a directory"):
        run_demo(project=PROJECT, file=PROJECT / "flowlogs.yaml", work=tmp_path / "words/demo", narrator=Narrator(7))


def test_ids_of_another_network_are_told_as_such(monkeypatch):
    """`flowlog discover`, which the report proposes, has just run and cannot help."""

    def planned(**_):
        raise InvalidConfigError([problem("FL401", "tgw-1 is not in the inventory of network")])

    monkeypatch.setattr("flowlog_config.local.demo.demo.run_demo", planned)
    ran = CliRunner().invoke(demo, ["--file", str(PROJECT / "flowlogs.yaml")])
    assert ran.exit_code == 1
    assert "have the sample network and nothing else" in ran.stderr


def test_shows_what_a_format_tells_and_nothing_else(capsys, monkeypatch):
    """A format without addresses is as good as another; what it does not count is not shown as none."""
    monkeypatch.setenv("COLUMNS", "200")
    lines = [Line("folder", "", "eni-1 REJECT"), Line("folder", "", "eni-1 ACCEPT")]
    formats = {"folder": ("interface-id", "action")}
    command._show(Result((), lines, formats, lines, [], {"eni-1": "web"}, None, ""), Path("my logs.yaml"))
    said = capsys.readouterr().out
    (row,) = (line.split() for line in said.splitlines() if line.startswith("eni-1"))
    assert "flowlog plan --file 'my logs.yaml'    #" in said
    assert row == ["eni-1", "web", "2", "-", "1", "-", "eni-1", "REJECT"]


def test_what_a_filter_keeps_back_is_not_missed(clients, capsys):
    """It is told how many those are; a line that passes the filter and does not arrive still fails."""
    deploy(clients, pattern="[..., action=REJECT, log_status]")
    format_ = log_format(("interface-id", "bytes", "action", "log-status"))
    role = flow_log_role(clients)
    vpc = {"resource_type": "VPC", "resource_id": "vpc-0c0de0000000000b1", "TrafficType": "ALL"}
    add_flow_log(clients, role, log_format=format_, **vpc)
    written = write([clients], Narrator(1))
    lines, kept = list(in_log_groups(clients, written)), list(kept_back(clients, written))
    assert {"ACCEPT"} < {line.text.split()[2] for line in kept} <= {"ACCEPT", "-"}
    passing = [line for line in lines if " REJECT " in line.text]
    assert len(passing) + len(kept) == len(lines)
    formats = {GROUP: ("interface-id", "bytes", "action", "log-status")}
    command._show(Result((), passing, formats, lines, kept, {}, None, ""), Path("flowlogs.yaml"))
    told = f"All {len(passing)} records arrived, beside {len(kept)} that the subscription filters kept back"
    assert told in capsys.readouterr().out
    with pytest.raises(SystemExit):
        command._show(Result((), passing[1:], formats, lines, kept, {}, None, ""), Path("flowlogs.yaml"))
    clients.logs.delete_subscription_filter(logGroupName=GROUP, filterName="all")
    assert not list(kept_back(clients, written))


def test_no_flow_log_is_no_success(clients):
    """Nothing written would be nothing lost."""
    with pytest.raises(DemoError, match="no flow log was deployed"):
        write([clients], Narrator(1))


def test_a_record_that_is_not_read_back_fails_the_demo(clients, monkeypatch):
    """What is lost before anybody counts would never be missed."""
    deploy(clients)
    role = flow_log_role(clients)
    add_flow_log(clients, role, resource_type="VPC", resource_id="vpc-0c0de0000000000b1", TrafficType="ALL")
    flow_log(clients, "kinesis-data-firehose", STREAM_ARN)
    written = write([clients], Narrator(1))
    lines = [*in_log_groups(clients, written), *in_streams(clients, written)]
    assert len(lines) == sum(one.records for one in written) > 100
    clients.logs.delete_log_stream(logGroupName=GROUP, logStreamName=lines[0].stream)
    monkeypatch.setattr(read_back, "read_held", lambda *some: read_held(*some)[1:])
    for read in (in_log_groups, in_streams):
        with pytest.raises(DemoError, match="records were written, and"):
            list(read(clients, written))


def test_an_attachment_without_traffic_is_told_and_fails_nothing(clients, capsys):
    """Invented traffic goes through attachments of VPCs; the flow log of another one has nothing to write."""
    deploy(clients)
    role, format_ = flow_log_role(clients), log_format(DEFAULT_FORMATS[Family.TRANSIT_GATEWAY])
    found = clients.ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"]
    kinds = {one["TransitGatewayAttachmentId"]: one["ResourceType"] for one in found}
    for id_ in kinds:
        add_flow_log(clients, role, resource_type="TransitGatewayAttachment", resource_id=id_, log_format=format_)
    written = {one.flow_log.resource_id for one in write([clients], Narrator(1))}
    assert written == {id_ for id_, kind in kinds.items() if kind == "vpc"} != kinds.keys()
    said = capsys.readouterr().out
    assert all(f"no traffic was seen at {id_}" in said for id_ in kinds.keys() - written)
