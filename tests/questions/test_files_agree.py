"""A question about a file has the answer that the same records have in a log group or a bucket."""

import json

from asked_records import COST, DEFAULT, GATEWAY, both, nodata, record
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowlog_config.questions import QUESTIONS, Query, fit, where
from flowlog_config.records.read_command import read

_VALUES = st.fixed_dictionaries(
    {
        "srcaddr": st.sampled_from(["10.0.0.1", "198.51.100.1", "2001:db8::1"]),
        "dstaddr": st.sampled_from(["10.0.0.2", "198.51.100.2", "fd00::1"]),
        "srcport": st.sampled_from([443, 40_000]),
        "dstport": st.sampled_from([22, 443]),
        "bytes": st.integers(0, 1000),
        "action": st.sampled_from(["ACCEPT", "REJECT"]),
        "traffic_path": st.sampled_from(["8", "1", "-"]),
        "pkt_src_aws_service": st.sampled_from(["EC2", "-"]),
        "az_id": st.sampled_from(["a", "-"]),
        "next_hop_az_id": st.sampled_from(["a", "b"]),
        "tgw_src_az_id": st.sampled_from(["a", "b"]),
        "tgw_dst_az_id": st.sampled_from(["a", "-"]),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(
    records=st.lists(_VALUES, min_size=1, max_size=8),
    fields=st.sampled_from([DEFAULT, GATEWAY, COST]),
    name=st.sampled_from([one.name for one in QUESTIONS.values() if not one.takes]),
    condition=st.sampled_from(["srcport!=443", "bytes>=500", "port=22", "dstport=22,443"]),
)
def test_reading_a_file_answers_alike(tmp_path, records, fields, name, condition):
    """All three agree on rows and numbers."""
    lines = [*(record(fields, **one) for one in records), nodata(fields)]
    query = fit(QUESTIONS[name], fields, also=[where(condition)])
    if not isinstance(query, Query):
        return
    file = tmp_path / "records.log"
    file.write_text("\n".join([" ".join(fields), *lines, ""]))
    arguments = [str(file), "--summary", name, "--where", condition, "--limit", "1000", "--json"]
    ran = CliRunner().invoke(read, arguments, catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    found = [tuple(row.values()) for answer in json.loads(ran.stdout)["answers"] for row in answer["rows"]]
    assert sorted(found) == sorted(both(query, lines))
