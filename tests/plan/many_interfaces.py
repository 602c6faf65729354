"""One entry on as many interfaces as a test likes, planned with what is recorded."""

from flowlog_config.inventory import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.plan import make_plan
from flowlog_config.schema import load

HEAD = (
    "version: 1\naggregator: {endpoint: 'https://a.example.com/', cluster_name: c}\n"
    "targets: [{account: '111122223333', region: eu-west-1, name: live}]\n"
)
KEY = ("111122223333", "eu-west-1")
FULL = 449
"""Flow logs into one log group that a target's first stack takes."""


def eni(number):
    """Give an interface's id."""
    return f"eni-{number:017x}"


def plan_of(numbers, recorded=None, *, more="", recording=True):
    """Plan one entry on these interfaces with what is recorded."""
    ids = ", ".join(map(eni, numbers))
    loaded = load("x.yaml", f"{HEAD}flow_logs:\n  - {{name: a, select: [{ids}]{more}}}\n")
    return make_plan(loaded, Inventory({}, assigned=recorded or {}), recording=recording)


def stacks_of(planned):
    """Give the number of the stack by interface and destination."""
    return planned.assigned[KEY].stacks


def account(numbers, **more):
    """Give the inventory of an account that has these interfaces."""
    found = {
        eni(i): Resource(id=eni(i), type=ResourceType.NETWORK_INTERFACE, owner=KEY[0], state="in-use")
        for i in sorted(numbers)
    }
    return Inventory({KEY: TargetInventory(*KEY, found)}, "2026-11-20", **more)
