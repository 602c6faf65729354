"""Every resource against the request model of the service that makes it: the CDK lets more through than AWS does."""

import pytest
from api_requests import requests_of
from service_model import faults
from shapes import SHAPES
from synthesised import HEAD, ONE_VPC, TARGET, synthesise

_EXTREMES = """
delivery:
  buffer_interval_seconds: {interval}
  buffer_size_mib: {size}
  retry_seconds: {retry}
  failed_records_retention_days: {days}
"""


def _faults(synthesised):
    found = []
    for document, stack in zip(synthesised.documents, synthesised.stacks, strict=True):
        for id_, resource in document["Resources"].items():
            for service, operation, request in requests_of(resource, document, stack.region):
                found += [f"{id_}: {fault}" for fault in faults(service, operation, request)]
    return found


@pytest.mark.parametrize("name", SHAPES)
def test_services_would_take_every_resource(shape, name):
    """Names, ranges, patterns and words are those the services' own models allow."""
    assert _faults(shape(name)) == []


@pytest.mark.parametrize(
    "values",
    [
        {"interval": 0, "size": 1, "retry": 0, "days": 1},
        {"interval": 900, "size": 64, "retry": 7200, "days": 3650},
    ],
)
def test_services_would_take_the_ends_of_every_range(tmp_path, values):
    """What the file may say at most and at least is what Firehose and S3 allow."""
    text = HEAD + TARGET + ONE_VPC + _EXTREMES.format(**values)
    assert _faults(synthesise(text, tmp_path)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("BufferingHints", "SizeInMBs", 100), "100 is above 64"),
        (("EndpointConfiguration", "Url", "http://plain.example.com/"), "does not match"),
        (("RequestConfiguration", "ContentEncoding", "BROTLI"), "is not one of"),
        (("RetryOptions", "DurationInSeconds", 7201), "7201 is above 7200"),
    ],
)
def test_the_check_itself_finds_what_aws_would_refuse(smallest, change, fault):
    """A check that passes everything would pass the templates, too."""
    document = smallest.documents[0]
    stream = next(r for r in document["Resources"].values() if r["Type"] == "AWS::KinesisFirehose::DeliveryStream")
    section, key, value = change
    stream["Properties"]["HttpEndpointDestinationConfiguration"][section][key] = value
    ((service, operation, request),) = requests_of(stream, document, "eu-west-1")
    assert any(fault in found for found in faults(service, operation, request))


def test_policies_of_a_role_fit_into_their_quota(shape):
    """
    IAM takes 10,240 characters of inline policies, without white space.

    Source: IAM User Guide, quotas (checked 2026-11).
    """
    for name in SHAPES:
        for document in shape(name).documents:
            for resource in document["Resources"].values():
                if resource["Type"] == "AWS::IAM::Role":
                    _, (_, _, put) = requests_of(resource, document, "eu-west-1")
                    assert len(put["PolicyDocument"]) < 10_240
