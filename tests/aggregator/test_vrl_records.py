"""What Vector's own VRL makes of records, envelopes and rubbish."""

from pathlib import Path

import pytest
import yaml
from delivered import (
    EVENT_TIME,
    RECEIVED,
    envelope,
    event,
    log_group,
    only_destination,
    plan_of,
)
from vrl_engines import ENGINES, HOW, DroppedError, compiles, run

from flowlog_config.aggregator.vrl import program

RECORDS = yaml.safe_load((Path(__file__).parent / "flow_records.yaml").read_text())
GOOD = RECORDS[0]

pytestmark = pytest.mark.skipif(not ENGINES, reason=HOW)


@pytest.fixture(scope="module", params=sorted(ENGINES) or ["none"])
def engine(request):
    """Give one engine after the other."""
    return request.param


@pytest.fixture(scope="module")
def made():
    """Give the plan of the default format, its program and its log group."""
    plan = plan_of((GOOD["select"], GOOD["format"]))
    return plan, program(plan), log_group(only_destination(plan))


@pytest.mark.parametrize("golden", RECORDS, ids=lambda one: one["what"])
def test_record_becomes_typed_fields(engine, golden):
    """Whole numbers are integers, times are timestamps, what is `-` is absent, and nothing else is changed."""
    plan = plan_of((golden["select"], golden["format"]))
    delivered = event(envelope(log_group(only_destination(plan)), golden["record"]))
    (found,) = run(engine, program(plan), delivered)
    assert found["flow"] == golden["flow"]
    assert "flow_error" not in found
    assert found["message"] == golden["record"]


def test_all_formats_at_once_are_told_apart_by_log_group(engine):
    """One program parses every format in use, each record by its own."""
    plan = plan_of(*dict.fromkeys((one["select"], one["format"]) for one in RECORDS))
    text = program(plan)
    groups = {
        (flow_log.source.id, " ".join(flow_log.destination.fields)): log_group(flow_log.destination)
        for flow_log in plan.targets[0].flow_logs
    }
    assert len(groups) == len(set(groups.values())) == 4
    for golden in RECORDS:
        fields = only_destination(plan_of((golden["select"], golden["format"]))).fields
        (found,) = run(engine, text, event(envelope(groups[golden["select"], " ".join(fields)], golden["record"])))
        assert found["flow"] == golden["flow"]


def test_event_says_where_it_comes_from(engine, made):
    """What the envelope and the request say stays with each record."""
    _, text, group = made
    first, second = run(engine, text, event(envelope(group, GOOD["record"], GOOD["record"]), stream="s"))
    del first["flow"]
    assert first == {
        "cluster_name": "production",
        "source_type": "aws_kinesis_firehose",
        "source_arn": "arn:aws:firehose:eu-west-1:111122223333:deliverystream/s",
        "request_id": "5fde-01",
        "aws_account": "111122223333",
        "log_group": group,
        "log_stream": "eni-0a-all",
        "event_id": "0",
        "timestamp": EVENT_TIME,
        "message": GOOD["record"],
    }
    assert second["event_id"] == "1"


def test_line_end_is_no_part_of_the_last_field(engine, made):
    """A record that ends in a newline is the same record."""
    _, text, group = made
    (found,) = run(engine, text, event(envelope(group, GOOD["record"] + "\r\n")))
    assert found["flow"] == GOOD["flow"]
    assert found["message"] == GOOD["record"]


def test_keys_of_other_subscriptions_do_no_harm(engine, made):
    """An account's policy adds `policyLevel`, a pattern with fields adds `extractedFields`."""
    _, text, group = made
    sent = envelope(group, GOOD["record"], policyLevel="ACCOUNT_LEVEL_POLICY")
    sent["logEvents"][0]["extractedFields"] = {"action": "ACCEPT"}
    (found,) = run(engine, text, event(sent))
    assert found["flow"] == GOOD["flow"]


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (GOOD["record"] + " more", "not as many fields as its format"),
        (GOOD["record"].rsplit(" ", 1)[0], "not as many fields as its format"),
        ("", "not as many fields as its format"),
        (GOOD["record"].replace("4249", "4.2e3"), "bytes is no whole number"),
        (GOOD["record"].replace("1418530010", "9" * 18), "start is no time"),
        (GOOD["record"].replace("20641", "9" * 20), "srcport is no whole number"),
    ],
)
def test_a_record_that_is_not_its_format_goes_on_as_text(engine, made, record, why):
    """It is told why, no field is guessed, and its neighbours are parsed."""
    _, text, group = made
    before, found, after = run(engine, text, event(envelope(group, GOOD["record"], record, GOOD["record"])))
    assert (found["message"], found["flow_error"], "flow" in found) == (record, why, False)
    assert before["flow"] == after["flow"] == GOOD["flow"]


@pytest.mark.parametrize("change", ["{prefix}more-Q3kXw9ZbT1aL", "x{prefix}Q3kXw9ZbT1aL", "/aws/lambda/shop", "", "a"])
def test_a_log_group_of_an_older_plan_goes_on_as_text(engine, made, change):
    """Its format is not known, so its records are neither guessed nor lost."""
    plan, text, _ = made
    group = change.format(prefix=only_destination(plan).log_group_prefix)
    (found,) = run(engine, text, event(envelope(group, GOOD["record"])))
    assert (found["message"], found["flow_error"]) == (GOOD["record"], "unknown log group")
    assert found["log_group"] == group
    assert "flow" not in found


def test_control_message_is_no_record(engine, made):
    """CloudWatch Logs sends one to see whether the stream is there."""
    _, text, _ = made
    sent = envelope("", "CWL CONTROL MESSAGE: Checking health of destination Firehose.", messageType="CONTROL_MESSAGE")
    assert run(engine, text, event(sent)) == []


@pytest.mark.parametrize("golden", RECORDS, ids=lambda one: one["what"])
def test_record_straight_from_a_flow_log_is_told_by_its_stream(engine, golden):
    """It has no envelope and no log group."""
    plan = plan_of((golden["select"], golden["format"]), route="firehose")
    sent = event({"message": golden["record"] + "\n"}, stream=only_destination(plan).stream_name)
    (found,) = run(engine, program(plan), sent)
    assert found["flow"] == golden["flow"]
    assert "log_group" not in found


def test_record_without_a_time_of_its_own_has_that_of_its_window(engine):
    """Its event is dated by the beginning of the window, as CloudWatch Logs would."""
    plan = plan_of((GOOD["select"], GOOD["format"]), route="firehose")
    sent = event({"message": GOOD["record"]}, stream=only_destination(plan).stream_name)
    (found,) = run(engine, program(plan), sent)
    assert found["timestamp"] == GOOD["flow"]["start"]


def test_record_straight_from_an_unknown_stream_goes_on_as_text(engine, made):
    """A stream of another plan may send here, too."""
    _, text, _ = made
    (found,) = run(engine, text, event({"message": GOOD["record"]}, stream="other"))
    assert (found["message"], found["flow_error"]) == (GOOD["record"], "unknown delivery stream")
    assert found["timestamp"] == RECEIVED


@pytest.mark.parametrize(
    "payload",
    ["", "plain text", "[1]", "{}", {"messageType": "DATA_MESSAGE"}, {"messageType": "OTHER"}, {"message": 7}],
    ids=str,
)
def test_what_is_no_envelope_is_dropped_whole(engine, made, payload):
    """The program aborts or fails, upon which Vector sends the event to the dropped output as it came."""
    _, text, _ = made
    with pytest.raises(DroppedError):
        run(engine, text, event(payload))


@pytest.mark.parametrize(
    "broken", [None, 7, "text", {}, {"message": None}, {"message": ["a"], "timestamp": "x"}], ids=str
)
def test_a_broken_log_event_does_not_harm_its_neighbours(engine, made, broken):
    """The one is told as broken, the other is parsed."""
    _, text, group = made
    sent = envelope(group, GOOD["record"])
    sent["logEvents"].insert(0, broken)
    bad, good = run(engine, text, event(sent))
    assert bad["flow_error"]
    assert good["flow"] == GOOD["flow"]


def test_program_of_every_file_compiles_as_it_is(engine, plan, several, for_vector):
    """The very text that the values carry, with nothing around it."""
    archive = plan_of((GOOD["select"], GOOD["format"]), route="s3")
    for one in (plan, several, for_vector, archive):
        assert compiles(engine, program(one)) == ""


def test_a_program_that_does_not_compile_is_noticed(engine, made):
    """The check above fails for a program with a mistake."""
    _, text, _ = made
    assert compiles(engine, text.replace("map_values", "map_value"))
