"""One rule whose resources cannot be read costs no other rule its work, and nothing is taken away for it."""

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError
from keeper_rules import logged, resources, rule
from test_keeper import VPCS

GATEWAYS = rule("TransitGateway", name="gateways")
ATTACHMENTS = rule("TransitGatewayAttachment", name="attachments")


def _deny(operation):
    def deny(**_):
        wrong = {"Error": {"Code": "UnauthorizedOperation", "Message": "an explicit deny in a service control policy"}}
        raise ClientError(wrong, operation)

    return f"before-call.ec2.{operation}", deny


def test_the_other_rules_are_followed_and_the_run_fails(account, keep, hook):
    """A policy of the organization may deny what one rule needs; the alarm must tell, and VPCs be logged all the same."""
    hook(*_deny("DescribeTransitGateways"))
    with pytest.raises(RuntimeError, match=r"gateways: .*cannot be read.*explicit deny"):
        keep(GATEWAYS, rule())
    assert resources(account) == VPCS


def test_its_flow_logs_stay_whatever_its_settings_were(account, keep, hook):
    """Nobody knows which resources it means now; those of other kinds still lose what no rule wants."""
    keep(GATEWAYS, ATTACHMENTS, rule())
    gateways = [one for one in logged(account) if not one[0].startswith(("vpc-", "tgw-attach-"))]
    assert gateways
    hook(*_deny("DescribeTransitGateways"))
    changed = rule("TransitGateway", name="gateways", LogGroupName="other")
    with pytest.raises(RuntimeError, match="gateways"):
        keep(changed, settled=timedelta(0))
    assert logged(account) == gateways


def test_what_cannot_be_deleted_hides_no_other_failure(keep, hook):
    """Both reasons are told."""
    keep(rule())
    hook(*_deny("DeleteFlowLogs"))
    with pytest.raises(RuntimeError, match=r"attachments: .*61.*service control policy"):
        keep(rule("TransitGatewayAttachment", name="attachments", MaxAggregationInterval=61), settled=timedelta(0))


def test_cloudformation_is_told_of_an_answer_that_nobody_expected(keep, hook, cloudformation):
    """It would wait ten minutes for the end of a run that is over, and then say nothing of the reason."""

    def without_owner(parsed, **_):
        del parsed["Vpcs"][0]["OwnerId"]

    hook("after-call.ec2.DescribeVpcs", without_owner)
    with pytest.raises(RuntimeError, match="KeyError: 'OwnerId'"):
        keep(rule(), event=cloudformation.asks("Create"))
    assert [(one["Status"], one["Reason"]) for one in cloudformation.got] == [("FAILED", "KeyError: 'OwnerId'")]
