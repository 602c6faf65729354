"""
All problems of a file in one run: one fault hides no other, and makes none that is not there.

Longer than 200 lines because half of it is the files.
"""

import pytest

from flowlog_config.plan import make_plan, plan_file
from flowlog_config.schema import InvalidConfigError, as_json, load, read_text, render
from flowlog_config.schema.load import by_place
from flowlog_config.schema.translate import translate

HEAD = """\
version: 1
aggregator: {endpoint: "https://flowlogs.example.com/", cluster_name: production}
targets:
  - {account: "111122223333", region: eu-west-1, name: live}
  - {account: "444455556666", region: eu-west-1, name: network}
"""
VPC = "vpc-0ed6e0000000000a1"
TGW = "tgw-0ab1e0000000000d1"
LOGS = f"flow_logs:\n  - {{name: all, select: {VPC}, targets: live}}\n"


def found(text):
    """Give (id, line) of every problem, in the order of the report."""
    try:
        planned = make_plan(load("flowlogs.yaml", text))
    except InvalidConfigError as error:
        return [(row["id"], row["line"]) for row in as_json(error.problems, "x", error.document)]
    return [(row["id"], row["line"]) for row in as_json(planned.warnings, "x", planned.document)]


def ids(text):
    """Give the ids of every problem, sorted."""
    return sorted(id_ for id_, _ in found(text))


def test_one_run_finds_everything_in_the_order_of_the_file():
    """YAML traps, wrong values, collisions and limits come together, sorted by place."""
    text = HEAD.replace("production", "012") + (
        "delivery: {buffer_size_mib: 100}\n"
        "flow_logs:\n"
        f"  - {{name: a, select: {VPC}, targets: live}}\n"
        f"  - {{name: a, select: {VPC}, targets: live}}\n"
        f"  - {{name: c, select: {TGW}, targets: network, traffic_type: ALL}}\n"
        f"  - {{name: d, select: {VPC}, targets: nowhere}}\n"
        f"  - {{name: e, select: {VPC}, targets: live, retention_days: 45}}\n"
    )
    assert found(text) == [
        ("FL103", 2),
        ("FL205", 6),
        ("FL301", 9),
        ("FL308", 9),
        ("FL305", 10),
        ("FL303", 11),
        ("FL204", 12),
    ]


@pytest.mark.parametrize(
    "fault",
    [
        "aggregator: {endpoint: 5}",
        "aggregator: no-mapping",
        "name: 5",
        "delivery: {retry_seconds: -1}",
        "defaults: {tags: 5}",
        "tags: [a]",
        "on_delete: maybe",
        "selectors: {edge: []}",
        "inventory: 5",
        "whatever: 5",
    ],
)
def test_a_wrong_section_does_not_hide_collisions(fault):
    """Flow logs are compared although something else is wrong."""
    key = fault.split(":")[0]
    head = "\n".join(line for line in HEAD.split("\n") if not line.startswith(key))
    text = f"{head}{fault}\n{LOGS}  - {{name: again, select: {VPC}, targets: live}}\n"
    assert "FL308" in ids(text)
    assert "FL901" not in ids(text)


def test_a_wrong_entry_does_not_hide_collisions_among_the_right_ones():
    """The entry that is wrong is left out; places are those of the file all the same."""
    text = HEAD + (
        "flow_logs:\n"
        f"  - {{name: broken, select: 5}}\n"
        f"  - {{name: a, select: {VPC}, targets: live}}\n"
        "  - nonsense\n"
        f"  - {{name: b, select: [{VPC}], targets: live}}\n"
    )
    assert found(text) == [("FL203", 7), ("FL203", 9), ("FL308", 10)]


def test_a_wrong_entry_still_tells_its_other_faults():
    """What can be judged without the wrong value is."""
    text = f"{HEAD}{LOGS}  - {{name: all, select: [{VPC}, x y], targets: nowhere, retention_days: 45}}\n"
    assert sorted(ids(text)) == ["FL204", "FL211", "FL301", "FL303"]


def test_a_wrong_target_does_not_make_its_name_unknown():
    """The target is there, only its region is wrong."""
    text = HEAD.replace("region: eu-west-1, name: live", "region: Dublin, name: live") + LOGS
    assert ids(text) == ["FL208"]


def test_wrong_targets_do_not_hide_what_is_wrong_with_the_others():
    """Right targets are compared, and reported at their own place."""
    text = HEAD.replace('"111122223333"', "x") + '  - {account: "444455556666", region: eu-west-1}\n' + LOGS
    assert found(text) == [("FL207", 4), ("FL302", 5), ("FL302", 6)]


@pytest.mark.parametrize("fault", ["traffic_type: REJCT", "trafic_type: REJECT", "retention_days: 45", "forward: 5"])
def test_a_wrong_default_makes_no_collision_that_is_not_there(fault):
    """Entries that depend on the wrong default are not compared."""
    other = {"traffic_type: REJCT": "traffic_type: ALL", "trafic_type: REJECT": "traffic_type: ALL"}
    own = other.get(fault, "log_group: other")
    text = f"{HEAD}defaults: {{{fault}}}\n{LOGS}  - {{name: b, select: {VPC}, targets: live, {own}}}\n"
    assert not {"FL308", "FL309"} & set(ids(text))


def test_a_misspelt_format_makes_no_missing_tag_key():
    """`formt` is likely to mean format, so nothing is said of the format."""
    text = (
        f"{HEAD}defaults: {{format: [version, instance-tag]}}\n"
        f"flow_logs:\n  - {{name: a, select: {VPC}, targets: live, formt: default}}\n"
    )
    assert ids(text) == ["FL202"]


def test_a_wrong_selector_is_not_an_unknown_one():
    """The name is there, only what it selects is wrong."""
    text = f"{HEAD}selectors: {{mine: [{{typ: vpc}}]}}\nflow_logs:\n  - {{name: a, select: mine}}\n"
    assert "FL318" not in ids(text)


def test_all_unknown_fields_of_a_format_are_told_at_once():
    """Nobody wants to run the check once for each."""
    text = f"{HEAD}flow_logs:\n  - {{name: a, select: {VPC}, targets: live, format: [version, srcadr, dstadr]}}\n"
    with pytest.raises(InvalidConfigError, match=r"srcadr.*dstadr"):
        make_plan(load("x", text))


def test_what_cannot_be_explained_still_has_its_place():
    """FL901: words are missing, but the place is told, and the value is not."""
    (one,) = translate([{"type": "of the future", "loc": ("name",), "msg": "", "input": "S3CR3T"}])
    assert (one.kind.id, one.path) == ("FL901", ("name",))
    assert "S3CR3T" not in one.message


def test_problems_are_sorted_by_place_and_then_as_found():
    """The same file gives the same report."""
    loaded = load("x", HEAD.replace("network", "live") + LOGS)
    assert len(loaded.problems) == 2
    assert by_place(loaded.document, reversed(loaded.problems)) == list(loaded.problems)
    assert load("x", loaded.document.text).problems == loaded.problems


@pytest.mark.parametrize("target", ["missing.yaml", ".", "nul\0name.yaml"])
def test_a_file_that_cannot_be_read_is_a_problem_of_its_own(tmp_path, monkeypatch, target):
    """No file, a directory and no name at all are FL100."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidConfigError) as caught:
        plan_file(tmp_path / target)
    assert [one.kind.id for one in caught.value.problems] == ["FL100"]
    assert all(one.use for one in caught.value.problems)
    assert "FL100" in render(caught.value.problems, target, caught.value.document)


def test_a_byte_order_mark_is_read_over(tmp_path):
    """Windows editors write one."""
    path = tmp_path / "flowlogs.yaml"
    path.write_bytes(b"\xef\xbb\xbfversion: 1\r\n")
    assert read_text(path).startswith("version")


@pytest.mark.parametrize(
    ("line", "marker"),
    [
        ("name: äöü 日本", "      ^^^^^^^^"),
        ("{日本: 1, name: 5}", "                ^"),
        ("name:\t'a b'", "     \t^^^^^"),
        ("{e\u0301e: 1, name: 5}", "              ^"),
    ],
    ids=["wide", "after wide", "after a tab", "after combining"],
)
def test_the_marker_stands_below_the_fault(line, marker):
    """Wide, combining and tab characters take the columns a terminal gives them."""
    with pytest.raises(InvalidConfigError) as caught:
        make_plan(load("x", line))
    (one,) = [p for p in caught.value.problems if p.path == ("name",)]
    assert render([one], "x", caught.value.document).split("\n")[2] == f"      | {marker}"


def test_a_very_long_line_is_cut_around_the_fault():
    """A report is read on a screen."""
    with pytest.raises(InvalidConfigError) as caught:
        make_plan(load("x", "{tags: {" + ", ".join(f"t{i}: a" for i in range(150)) + "}, name: 5}"))
    (one,) = [p for p in caught.value.problems if p.path == ("name",)]
    report = render([one], "x", caught.value.document).split("\n")
    assert len(report[1]) < 180
    assert report[1][report[2].index("^")] == "5"


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ("organisation: 5", ["FL202"]),
        ("target: []", ["FL201", "FL202"]),
        ("target: []\nflow_log: []", ["FL202", "FL202"]),
        ("targets: 5", ["FL201", "FL203"]),
        ("organization: 5", ["FL203"]),
        ("organization:", ["FL201"]),
        ("targets:", ["FL201", "FL203"]),
        ("organization: *a", ["FL105"]),
    ],
)
def test_a_wrong_section_is_not_a_missing_one(sections, expected):
    """A misspelt key stands for what it is likely to mean; what that needs is told in the same run."""
    assert ids(HEAD[: HEAD.index("targets")] + sections) == expected


@pytest.mark.parametrize(("targets", "wrong"), [("live", []), ("china", ["FL329"]), ("5", ["FL203"])])
def test_a_bucket_is_compared_with_the_targets_that_write_files(targets, wrong):
    """Not with those of an entry whose targets cannot be read."""
    text = HEAD.replace("444455556666", "222233334444").replace("eu-west-1, name: network", "cn-north-1, name: china")
    text += f"flow_logs:\n  - {{name: all, select: {VPC}, targets: {targets}, route: s3}}\n"
    text += "  - {name: other, select: vpc-0ed6e0000000000a2, targets: china}\n"
    text += "  - {name: third, select: vpc-0ed6e0000000000a3, targets: live}\ns3: {bucket: 'arn:aws:s3:::company'}\n"
    assert ids(text) == wrong
