"""What a flow log no longer logs though one is there, and what is said of files."""

import pytest
from compared_files import diff, file, words
from small_network import KEY, SUBNET, VPC, WEB, inventory

from flowlog_config.operate.diff.change import Kind
from flowlog_config.operate.diff.compare import compare
from flowlog_config.operate.diff.refusals import counted, refusals
from flowlog_config.operate.diff.state import Logged, StackState
from flowlog_config.operate.diff.unlogged import Coverage

REJECTED, ACCEPTED = ("one", VPC, ", traffic_type: REJECT"), ("two", VPC, ", traffic_type: ACCEPT")
ALL = ("one", VPC, "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((ALL,), (REJECTED,)),
        ((ALL,), (("one", VPC, ", traffic_type: ACCEPT"),)),
        ((REJECTED,), (("one", VPC, ", traffic_type: ACCEPT"),)),
        (
            (("one", VPC, ", route: [cloudwatch, s3]"),),
            (("one", VPC, ", route: [cloudwatch, s3], traffic_type: REJECT"),),
        ),
    ],
    ids=["rejected-only", "accepted-only", "the-other-half", "on-both-routes"],
)
def test_traffic_that_is_logged_no_more_needs_a_word(run, before, after):
    """There is a flow log, and the rest of its traffic is in none."""
    ran = run(file(*before), file(*after), "--check")
    assert ran.exit_code == 1
    assert "1 resource would be logged only in part; if that is meant, say --allow-unlogged" in ran.stderr
    assert "and nothing else logs the rest" in ran.stdout
    assert run(file(*before), file(*after), "--check", "--allow-unlogged").exit_code == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((ALL,), (REJECTED, ACCEPTED)),
        ((("one", WEB, ""), ("two", SUBNET, "")), (("one", WEB, ", traffic_type: REJECT"), ("two", SUBNET, ""))),
        ((REJECTED,), (ALL,)),
    ],
    ids=["both-halves", "its-subnet-has-all", "wider"],
)
def test_traffic_that_is_logged_all_the_same_needs_none(before, after):
    """By another flow log on it, or on what it is in."""
    found = diff(file(*before), file(*after), inventory())[KEY[0]]
    assert found.of(Kind.REPLACED)
    assert not [one for one in found.changes if one.narrowed]


def test_the_fields_that_records_lose_are_counted():
    """Queries and parsers ask for them."""
    found = diff(file(("one", VPC, ", format: security")), file(ALL))[KEY[0]]
    assert "; 14 fields of a record are lost" in words(found)
    assert "lost" not in words(diff(file(ALL), file(("one", VPC, ", format: all")))[KEY[0]])


def test_the_aggregator_gets_twice_what_it_gets():
    """Files that nobody but a reader of the bucket takes do not arrive there."""
    before, after = (file(("one", VPC, f", route: s3{more}")) for more in ("", ", format: security"))
    assert "both are billed\n" in words(diff(before, after)[KEY[0]])
    reading = "s3: {aggregator_reads: true}"
    before, after = (file(("one", VPC, f", route: s3{more}"), more=reading) for more in ("", ", format: security"))
    assert "the aggregator gets those records twice" in words(diff(before, after)[KEY[0]])


def test_folders_are_told_like_log_groups_and_each_line_names_its_route():
    """Each destination of files has a folder of its own, and one resource has a line for each route."""
    before, after = (file(("one", VPC, f", route: [cloudwatch, s3]{more}")) for more in ("", ", format: security"))
    found = diff(before, after)[KEY[0]]
    assert [line.partition(": ")[2] for line in found.folders] == [
        "new",
        "gets nothing more, and keeps the files it has",
    ]
    lines = [line.split()[-1] for line in words(found).splitlines() if line.strip().startswith(VPC)]
    assert lines == ["cloudwatch", "s3"]


def test_what_is_to_be_added_can_be_pasted():
    """As deep as the keys of an entry are in every example."""
    after = file(("one", VPC, ", format: security"))
    said = words(diff(file(ALL), after)[KEY[0]]).partition('  in "one":\n')[2].splitlines()[:2]
    assert said == ["    retiring:", "      - {to: cloudwatch, format: default, retention_days: 14}"]
    entry = "  - name: one\n    select: " + VPC + "\n    format: security\n" + "\n".join(said)
    pasted = file().removesuffix("flow_logs:\n") + "flow_logs:\n" + entry
    assert not diff(file(ALL), pasted)[KEY[0]].retiring


@pytest.mark.parametrize(
    ("to", "kind", "said"),
    [("a", Kind.MOVED_FIRST, "for minutes both write"), ("a--3", Kind.MOVED, "for minutes nothing logs them")],
)
def test_a_move_into_the_first_stack_is_no_gap(to, kind, said):
    """It is deployed before the one that loses the flow log; all others after it, or side by side."""
    logged = Logged(logical_id="F", source_id=VPC, to="${Group}")
    states = {name: StackState(name, {"F": logged} if name == "a--2" else {}, {}) for name in ("a", "a--2", "a--3")}
    after = {name: StackState(name, {"F": logged} if name == to else {}, {}) for name in states}
    (found,) = compare({KEY: states}, {KEY: after}, Coverage(None).verdict)
    assert [one.kind for one in found.changes] == [kind]
    assert said in words(found)


@pytest.mark.parametrize("route", ["cloudwatch", "s3"])
@pytest.mark.parametrize("folder", ["one", "other"])
def test_a_move_into_the_first_stack_cannot_share_a_folder(route, folder):
    """AWS refuses the second flow log; the first stack names its bucket, and the others read of it in its outputs."""
    old = Logged(logical_id="F", source_id=VPC, route=route, to='{"Fn::GetStackOutput": "…"}/one/')
    new = Logged(logical_id="F", source_id=VPC, route=route, to=f"${{FlowLogBucket.Arn}}/{folder}/")
    before, after = (
        {name: StackState(name, {"F": one} if name == at else {}, {}) for name in ("a", "a--2")}
        for at, one in (("a--2", old), ("a", new))
    )
    found = compare({KEY: before}, {KEY: after}, Coverage(None).verdict)
    refused = refusals(counted(found), allow_unlogged=True, allow_deletion=True)
    said = f"a cannot be deployed: a--2 still has flow logs of 1 of its resources ({VPC}) into the same folder"
    fails = (route, folder) == ("s3", "one")
    assert (bool(refused), said in words(found[0])) == (fails, fails)
