"""Who may log what in shared networks."""

import pytest

from flowlog_config.inventory.model import Resource, ResourceType
from flowlog_config.plan.select import cannot_be_logged

US, OTHERS = "111122223333", "444455556666"


@pytest.mark.parametrize("type_", list(ResourceType))
def test_everything_of_our_own_can_be_logged(type_):
    """Ownership is in nobody's way."""
    assert not cannot_be_logged(Resource(id="x", type=type_, owner=US), US)


@pytest.mark.parametrize("state", ["deleting", "deleted", "failing", "failed", "rejecting", "rejected"])
def test_an_attachment_that_will_never_be_there_cannot_be_logged(state):
    """AWS lists it for a while, and a flow log on it would fail the deployment of all others."""
    attachment = Resource(id="x", type=ResourceType.TRANSIT_GATEWAY_ATTACHMENT, owner=US, state=state)
    assert cannot_be_logged(attachment, US) == f"it is {state}"


@pytest.mark.parametrize("type_", sorted(set(ResourceType) - {ResourceType.NETWORK_INTERFACE}))
def test_what_others_share_with_us_is_theirs_to_log(type_):
    """VPCs, subnets, gateways and attachments are logged by their owner only."""
    assert OTHERS in cannot_be_logged(Resource(id="x", type=type_, owner=OTHERS), US)


def test_owner_of_a_shared_vpc_may_log_the_interfaces_of_participants():
    """The VPC owner sees them, and may log them."""
    interface = Resource(id="eni-1", type=ResourceType.NETWORK_INTERFACE, owner=OTHERS, vpc="vpc-1")
    assert not cannot_be_logged(interface, US)
