"""The algebra of selectors: laws that hold for every selector and every account."""

from hypothesis import given, settings
from hypothesis import strategies as st

from flowlog_config.inventory.model import Resource, ResourceType, TargetInventory
from flowlog_config.plan.select import Selecting
from flowlog_config.schema.model import Config

ACCOUNT, REGION = "111122223333", "eu-west-1"
NAMES = ("web", "web-1", "db", "prod-nat")
KINDS = ("instance", "rds", "nat-gateway", "lambda", "transit-gateway-attachment", "vpc-endpoint")
PREFIXES = {
    ResourceType.VPC: "vpc",
    ResourceType.SUBNET: "subnet",
    ResourceType.NETWORK_INTERFACE: "eni",
    ResourceType.NAT_GATEWAY: "nat",
    ResourceType.TRANSIT_GATEWAY: "tgw",
    ResourceType.TRANSIT_GATEWAY_ATTACHMENT: "tgw-attach",
}
VPCS = tuple(f"vpc-{i:017x}" for i in range(3))
TAGS = st.dictionaries(st.sampled_from(("env", "team", "Name")), st.sampled_from(("prod", "dev", *NAMES)), max_size=3)


@st.composite
def resources(draw):
    """One resource of any type; some belong to another account, some cannot be logged."""
    type_ = draw(st.sampled_from(list(ResourceType)))
    number = draw(st.integers(0, 15))
    inside = type_ in (ResourceType.SUBNET, ResourceType.NETWORK_INTERFACE, ResourceType.NAT_GATEWAY)
    is_interface, is_nat = type_ is ResourceType.NETWORK_INTERFACE, type_ is ResourceType.NAT_GATEWAY
    return Resource(
        id=f"{PREFIXES[type_]}-{number % 3 if type_ is ResourceType.VPC else number:017x}",
        type=type_,
        tags=draw(TAGS),
        owner=draw(st.sampled_from((ACCOUNT, ACCOUNT, "999999999999"))),
        vpc=draw(st.sampled_from(VPCS)) if inside else "",
        subnet=f"subnet-{draw(st.integers(0, 15)):017x}" if inside and type_ is not ResourceType.SUBNET else "",
        kind="nat-gateway" if is_nat else draw(st.sampled_from(KINDS)) if is_interface else "",
        service=f"nat-{draw(st.integers(0, 15)):017x}" if is_interface else "",
        public=draw(st.booleans()) if is_interface or is_nat else False,
        state=draw(st.sampled_from(("available", "deleting"))),
        attachment_type=draw(st.sampled_from(("vpc", "vpn", "connect"))) if "attachment" in type_ else "",
        availability=draw(st.sampled_from(("zonal", "regional"))) if is_nat else "",
    )


ACCOUNTS = st.lists(resources(), max_size=25, unique_by=lambda one: one.id)

CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "tags": st.dictionaries(st.sampled_from(("env", "team")), st.sampled_from(("prod", "p*", "?ev")), min_size=1),
        "without_tags": st.sampled_from(("env", "team")),
        "name": st.sampled_from(("web", "web*", "*")),
        "state": st.just("available"),
        "in_vpc": st.sampled_from((VPCS[0], {"type": "vpc", "tags": {"env": "prod"}})),
    },
)
BEGINNINGS = st.one_of(
    st.sampled_from([{"type": str(one)} for one in ResourceType]),
    st.sampled_from([{"kind": one} for one in KINDS]),
    st.sampled_from([{"public": True}, {"public": False}, {"attachment_type": "vpc"}]),
)


def selectors():
    """Selectors of any depth, each of which says its type."""
    flat = st.builds(lambda first, more: first | more, BEGINNINGS, CONDITIONS)

    def deeper(inner):
        return st.builds(
            lambda first, more: first | more,
            BEGINNINGS,
            st.one_of(
                st.builds(lambda one: {"not": [one]}, inner),
                st.builds(lambda ones: {"any": ones}, st.lists(inner, min_size=1, max_size=3)),
                st.builds(lambda ones: {"all": ones}, st.lists(inner, min_size=1, max_size=3)),
            ),
        )

    return st.recursive(flat, deeper, max_leaves=5)


CHOICES = st.one_of(selectors(), st.sampled_from(("edge", "internet-facing", "inter-vpc", "everything", *VPCS)))
SELECTIONS = st.lists(CHOICES, min_size=1, max_size=4)


def chosen(account, select, exclude=None):
    """Ids an entry selects, and those it would but for AWS's own rules."""
    raw = {
        "version": 1,
        "aggregator": {"endpoint": "https://flowlogs.example.com/", "cluster_name": "production"},
        "targets": [{"account": ACCOUNT, "region": REGION}],
        "flow_logs": [{"name": "a", "select": select, **({"exclude": exclude} if exclude else {})}],
    }
    config = Config.model_validate(raw)
    from flowlog_config.plan.resolve import named_selectors  # noqa: PLC0415 - only here

    selecting = Selecting(TargetInventory(ACCOUNT, REGION, {one.id: one for one in account}), named_selectors(config))
    selection = selecting.select(config.flow_logs[0], ("flow_logs", 0))
    return {one.resource.id for one in (*selection.selected, *selection.refused)}, {
        one.resource.id for one in selection.selected
    }


@given(ACCOUNTS, SELECTIONS, SELECTIONS)
def test_exclude_wins(account, select, exclude):
    """Nothing that is selected to be excluded is ever logged, and excluding changes nothing else."""
    wanted, _ = chosen(account, select)
    unwanted, _ = chosen(account, exclude)
    left, _ = chosen(account, select, exclude)
    assert not left & unwanted
    assert left <= wanted
    nat_gateways = {one.id for one in account if one.type is ResourceType.NAT_GATEWAY}
    # A zonal NAT gateway that is excluded takes its interfaces with it only where it, not they, was chosen.
    assert {id_ for id_ in wanted - left - unwanted if not id_.startswith("eni-")} <= nat_gateways


@given(ACCOUNTS, SELECTIONS, st.randoms(use_true_random=False))
def test_order_is_irrelevant(account, select, random):
    """Of the choices, of what is excluded, and of the account."""
    exclude = select[1:]
    mixed, mixed_account, mixed_exclude = list(select), list(account), list(exclude)
    for one in (mixed, mixed_account, mixed_exclude):
        random.shuffle(one)
    assert chosen(mixed_account, mixed, mixed_exclude) == chosen(account, select, exclude)


@given(ACCOUNTS, resources(), SELECTIONS, SELECTIONS)
def test_a_new_resource_changes_no_others_result(account, new, select, exclude):
    """Only itself, and what lives in it or belongs to it, can be chosen anew."""
    before = [one for one in account if one.id != new.id]
    _, then = chosen(before, select, exclude)
    _, now = chosen([*before, new], select, exclude)
    related = {new.id} | {one.id for one in before if new.id in (one.vpc, one.subnet, one.service)}
    assert then ^ now <= related


@given(ACCOUNTS, selectors())
def test_not_not_is_identity(account, selector):
    """What is not in what is not selected, is."""
    types = {"type": [str(one) for one in ResourceType]}
    twice = {**types, "not": [{"not": [selector]}]}
    assert chosen(account, [twice]) == chosen(account, [selector])


@given(ACCOUNTS, selectors())
def test_not_is_the_rest(account, selector):
    """What is selected and what is not make everything, with nothing in both."""
    types = {"type": [str(one) for one in ResourceType]}
    every = _direct(account, [types])
    assert _direct(account, [{**types, "not": [selector]}]) == every - _direct(account, [selector])


@given(ACCOUNTS, st.lists(selectors(), min_size=1, max_size=4))
def test_any_is_the_union(account, ones):
    """And so is a list of choices."""
    union = set().union(*(chosen(account, [one])[0] for one in ones))
    assert chosen(account, [{"any": ones}])[0] == union
    assert chosen(account, ones)[0] == union


@given(ACCOUNTS, st.lists(selectors(), min_size=1, max_size=4))
def test_all_is_the_intersection(account, ones):
    """A resource must be in each."""
    met = set.intersection(*(_direct(account, [one]) for one in ones))
    assert _direct(account, [{"all": ones}]) == met


@settings(max_examples=50)
@given(ACCOUNTS, SELECTIONS)
def test_what_is_chosen_is_there(account, select):
    """No id is made up."""
    wanted, logged = chosen(account, select)
    assert logged <= wanted <= {one.id for one in account}


def _direct(account, select):
    """Resources chosen by what they are: without zonal NAT gateways, which are chosen as their interfaces."""
    without = [one for one in account if one.type is not ResourceType.NAT_GATEWAY or one.availability == "regional"]
    return chosen(without, select)[0]
