"""What each route is billed for, computed by hand: a billion records in AWS's default format, 115 GB."""

import pytest
from organization_section import organization
from small_network import ACCOUNT, HEAD, REGION, WEB, loaded

from flowlog_config.operate.cost.assumed import Assumed
from flowlog_config.operate.cost.estimate import estimate
from flowlog_config.operate.cost.measured import EVERYTHING, Measured
from flowlog_config.plan.make import make_plan

ONE = f"flow_logs: [{{name: web, select: {WEB}}}]\n"
ON = f"flow_logs: [{{{{name: web, select: {WEB}, route: {{}}}}}}]\n"
BILLION = {EVERYTHING: Measured(115, in_gb=True)}
OTHER = "999988887777"
BOTH = HEAD.replace("targets: [", f'targets: [{{account: "{OTHER}", region: {REGION}, name: logging}}, ').replace(
    f'{{account: "{ACCOUNT}", region: {REGION}}}', f'{{account: "{ACCOUNT}", region: {REGION}, name: shop, MORE}}'
)


def costs(text, *, head=HEAD, assumed=None, measured=BILLION):
    """What is billed, in USD, by what it is for."""
    found = estimate(make_plan(loaded(text, head)), None, assumed or Assumed(), measured)
    made = {}
    for line in found.lines:
        before = made.get(line.charge.price.what, (0, 0))
        made[line.charge.price.what] = tuple(a + b for a, b in zip(before, line.usd, strict=True))
    return {what: _Usd(usd) for what, usd in made.items()}


class _Usd(tuple):
    """Low and high, equal to what was computed by hand if they are about the same."""

    __slots__ = ()
    __hash__ = tuple.__hash__

    def __eq__(self, other):
        return tuple(self) == pytest.approx(tuple(other), rel=1e-4)


def test_cloudwatch_writes_keeps_hands_on_and_sends():
    """26 bytes an event may be billed; 14 days of a month of 30.42 are kept, at 0.1 to 0.3 of the size."""
    assert costs(ONE) == {
        "written to CloudWatch Logs": (115 * 0.5, 141 * 0.5),
        "kept in CloudWatch Logs, compressed": (0.15879, 0.47638),
        "taken in by Firehose, compressed": (45 * 0.029, 95 * 0.029),
        "sent to the internet": (45 * 0.09, 95 * 0.09),
        "secrets with an access key": (0.4, 0.4),
    }


def test_firehose_takes_every_byte_at_a_price_between_two():
    """14 bytes around each record may be billed."""
    assert costs(ON.format("firehose")) == {
        "written to Firehose": (115 * 0.25, 129 * 0.25),
        "taken in by Firehose, not compressed": (115 * 0.029, 129 * 0.13),
        "sent to the internet": (20 * 0.09, 100 * 0.09),
        "secrets with an access key": (0.4, 0.4),
    }


def test_s3_keeps_files_compressed_until_they_expire():
    """A file every five minutes, 8,760 a month, and twelve months of 15 to 65 GB; no key signs in to anything."""
    assert costs(f"{ON.format('s3')}s3: {{expire_after_days: 365}}\n") == {
        "written to S3": (28.75, 28.75),
        "files put into S3": (0.0438, 0.0438),
        "kept in S3": (12 * 15 * 0.023, 12 * 65 * 0.023),
    }


def test_files_that_nothing_deletes_cost_what_a_year_of_them_does():
    """As do those of a bucket that exists, whose owner decides."""
    for section in ("", 's3: {bucket: "arn:aws:s3:::archive"}\n'):
        assert costs(ON.format("s3") + section)["kept in S3"] == (12 * 15 * 0.023, 12 * 65 * 0.023)


def test_parquet_costs_its_conversion_and_a_fifth_less_space():
    """0.03 USD per GB."""
    found = costs(f"{ON.format('s3')}s3: {{file_format: parquet, expire_after_days: 365}}\n")
    assert found["converted to Parquet"] == (3.45, 3.45)
    assert found["kept in S3"] == (0.8 * 4.14, 0.8 * 17.94)


def test_what_goes_to_glacier_is_cheaper_unless_it_is_small():
    """73 of 365 days in S3, the rest in Glacier at 0.004, or at S3's price; 8,760 files may be moved."""
    found = costs(f"{ON.format('s3')}s3: {{glacier_after_days: 73, expire_after_days: 365}}\n")
    assert found["kept in S3"] == (2.4 * 15 * 0.023, 2.4 * 65 * 0.023)
    assert found["kept in Glacier Instant Retrieval"] == (9.6 * 15 * 0.004, 9.6 * 65 * 0.023)
    assert found["files moved to Glacier"] == (8760 * 0.02 / 1000, 8760 * 0.02 / 1000)


def test_what_expires_before_never_moves():
    """Nothing of Glacier is in the bill."""
    found = costs(f"{ON.format('s3')}s3: {{glacier_after_days: 400}}\n")
    assert not [what for what in found if "Glacier" in what]


def test_lambda_is_s3_and_a_function():
    """Three messages and a run a file, its time by files and records, and what it posts."""
    section = "s3: {expire_after_days: 365, forward_to: {endpoint: https://logs.example.com/}}\n"
    assert costs(ON.format("lambda") + section) == {
        "written to S3": (28.75, 28.75),
        "files put into S3": (0.0438, 0.0438),
        "kept in S3": (4.14, 17.94),
        "messages of new files": (3 * 8760 * 0.4e-6, 3 * 8760 * 0.4e-6),
        "runs of the function": (8760 * 0.2e-6, 8760 * 0.2e-6),
        "time of the function": ((876 + 20_000) * 0.0000133334, (8760 + 100_000) * 0.0000133334),
        "sent to the internet": (45 * 0.09, 165 * 0.09),
    }


@pytest.mark.parametrize(
    ("route", "usd"),
    [("cloudwatch", (45 * 0.09 * 4 / 3, 95 * 0.09 * 4 / 3)), ("firehose", ((129 * 4 / 3 + 13) * 0.09,) * 2)],
)
def test_requests_that_are_not_compressed_are_larger(route, usd):
    """By base64, and straight from flow logs by all that compression would have saved."""
    assert costs(f"{ON.format(route)}delivery: {{content_encoding: NONE}}\n")["sent to the internet"] == usd


def test_a_filter_hands_on_less_and_keeps_all():
    """From a hundredth to everything."""
    found = costs(f"flow_logs: [{{name: web, select: {WEB}, forward: {{action: REJECT}}}}]\n")
    assert found["taken in by Firehose, compressed"] == (0.6 * 0.029, 140 * 0.029)
    assert found["written to CloudWatch Logs"] == (57.5, 70.5)


def test_quiet_interfaces_hand_on_small_batches_that_are_rounded_up():
    """At most one a minute and interface: 43,800 of 5 KB, where the records themselves are 87,600 times 95 bytes."""
    quiet = {EVERYTHING: Measured(120, in_gb=False)}
    found = costs(ONE, measured=quiet)
    assert found["taken in by Firehose, compressed"] == (87_600 * 45e-9 * 0.029, 0.219 * 0.029)


def test_keys_and_secrets_cost_whether_records_come_or_not():
    """A key costs up to 3 USD once it was rotated; those that are given are none of ours."""
    given = "access_key_secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:flowlog-AbCdEf"
    head = HEAD.replace(f"region: {REGION}", f"region: {REGION}, kms_key: create")
    nothing = {EVERYTHING: Measured(0, in_gb=True)}
    assert costs(ONE, head=head, measured=nothing) == {
        "keys of KMS": (1, 3),
        "secrets with an access key": (0.4, 0.4),
    }
    key = "kms_key: arn:aws:kms:eu-west-1:111122223333:key/11112222-3333-4444-5555-666677778888"
    head = HEAD.replace(f"region: {REGION}", f"region: {REGION}, {given}, {key}")
    assert costs(ONE, head=head, measured=nothing) == {}


@pytest.mark.parametrize(("gb", "usd"), [(10_000, 5_000), (30_000, 10_000), (50_000, 12_000), (60_000, 12_500)])
def test_tiers_are_those_of_an_account_and_region(gb, usd):
    """0.50, then 0.25, 0.10 and 0.05 USD per GB, however many entries share them."""
    two = f"flow_logs: [{{name: a, select: {WEB}}}, {{name: b, select: {WEB[:-1]}9, traffic_type: ACCEPT}}]\n"
    for text in (ONE, two):
        found = costs(text, measured={EVERYTHING: Measured(gb, in_gb=True)})
        assert found["written to CloudWatch Logs"][0] == pytest.approx(usd)


@pytest.mark.parametrize("other", [(OTHER, REGION), (ACCOUNT, "us-east-1")])
def test_two_accounts_or_regions_have_tiers_of_their_own(other):
    """20 TB in one cost less than 10 TB in each of two."""
    head = BOTH.replace(", MORE", "").replace(f'"{OTHER}", region: {REGION}', f'"{other[0]}", region: {other[1]}')
    entries = "flow_logs: [{name: a, select: %s, targets: shop}, {name: b, select: %s9, targets: logging}]\n"
    measured = {name: Measured(10_000, in_gb=True) for name in "ab"}
    found = costs(entries % (WEB, WEB[:-1]), head=head, measured=measured)
    assert found["written to CloudWatch Logs"] == (10_000, 10_000 + 2 * 2260.87 * 0.25)


def test_whoever_is_delivered_to_pays_for_the_way_on():
    """The account that logs pays for writing and for its log group."""
    text = f"flow_logs: [{{name: a, select: {WEB}, targets: shop}}]\n"
    planned = make_plan(loaded(text, BOTH.replace("MORE", "deliver_to: logging")))
    lines = estimate(planned, None, Assumed(), BILLION).lines
    paid = {(line.charge.price.what, line.charge.place.name) for line in lines}
    assert paid == {
        ("written to CloudWatch Logs", "shop"),
        ("kept in CloudWatch Logs, compressed", "shop"),
        ("taken in by Firehose, compressed", "logging"),
        ("sent to the internet", "logging"),
        ("secrets with an access key", "logging"),
    }


@pytest.mark.parametrize(("storage", "shortest", "usd"), [("GLACIER_IR", 90, 0.004), ("DEEP_ARCHIVE", 180, 0.00099)])
def test_what_leaves_glacier_early_is_billed_for_the_rest(storage, shortest, usd):
    """20 days there of 90 or 180; nothing at least, as small files were never moved."""
    s3 = f"s3: {{glacier_after_days: 10, expire_after_days: 30, glacier_class: {storage}}}\n"
    found = costs(ON.format("s3") + s3)
    months = (shortest - 20) / (730 / 24)
    assert found["deleted from Glacier before its shortest time"] == (0, 65 * months * usd)


def test_what_stays_long_enough_in_glacier_is_not_billed_twice():
    """90 days there, and files that nothing deletes."""
    for s3 in ("glacier_after_days: 10, expire_after_days: 100", "glacier_after_days: 300"):
        assert "deleted from Glacier before its shortest time" not in costs(f"{ON.format('s3')}s3: {{{s3}}}\n")


ORGANIZATION = organization(region="eu-central-1", regions="eu-west-1, us-east-1")


def test_of_an_organization_the_secrets_are_billed_and_the_rest_is_named():
    """A secret for each of its regions, beside the target's; what its rules write is not counted, and that is said."""
    assert costs(ONE + ORGANIZATION)["secrets with an access key"] == (1.2, 1.2)
    (*_, said) = estimate(make_plan(loaded(ONE + ORGANIZATION, HEAD)), None, Assumed(), BILLION).notes
    assert said.startswith("Not counted: all that rules of `organization` write")
    (*_, said) = estimate(make_plan(loaded(ONE, HEAD)), None, Assumed(), BILLION).notes
    assert said.startswith("Not counted: free tiers")
