"""Random files: right ones for the rooms that build on a plan, and broken ones for those that refuse."""

import copy
import string
from typing import Any

import yaml
from hypothesis import strategies as st

from flowlog_config.formats import DEFAULT_FORMATS, FIELDS, TAG_FIELDS, Family, fields_of
from flowlog_config.schema.values import RETENTION_DAYS

_HEX = "0123456789abcdef"
_NAME = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,20}", fullmatch=True)
_TAG_TEXT = st.text(string.ascii_letters + string.digits + " _.:/=+-@äß本", min_size=1, max_size=40)
_TAG_KEYS = _TAG_TEXT.filter(lambda key: key != "Name" and not key.lower().startswith(("aws:", "flowlog:")))
_TAG_VALUES = _TAG_TEXT.filter(lambda value: not value.lower().startswith("aws:"))
_VPC_PREFIXES = ("vpc", "subnet", "eni", "nat")
_TRANSIT_PREFIXES = ("tgw", "tgw-attach")
_REGIONS = ("eu-west-1", "us-gov-east-1", "cn-north-1", "ap-southeast-4", "us-east-1")
_ROUTES: list[Any] = [
    None,
    "cloudwatch",
    ["cloudwatch", "s3"],
    ["firehose", "cloudwatch"],
    [{"to": "s3", "format": "default"}, {"to": "cloudwatch", "retention_days": 3}, "firehose"],
]
"""CloudWatch Logs is always among them, so that every key of an entry has a meaning."""


def tags() -> st.SearchStrategy[dict[str, str]]:
    """Tags as a file can have them."""
    pairs = st.lists(st.tuples(_TAG_KEYS, _TAG_VALUES), max_size=4, unique_by=lambda pair: pair[0].lower())
    return pairs.map(dict)


def own_tags() -> st.SearchStrategy[dict[str, str]]:
    """Tags as a flow log can have them: EC2 takes any characters, and tells small letters from capitals."""
    any_text = st.text(st.characters(exclude_categories=["Cc", "Cs"], include_characters="!#<&\"'\\"), max_size=40)
    ours = ("aws:", "flowlog:")
    keys = any_text.filter(lambda key: key not in ("", "Name") and not key.lower().startswith(ours))
    return st.dictionaries(keys, any_text, max_size=4)


def resource_ids(*families: Family) -> st.SearchStrategy[str]:
    """Ids of resources that give records of these families."""
    prefixes = [p for p in _VPC_PREFIXES if Family.VPC in families]
    prefixes += [p for p in _TRANSIT_PREFIXES if Family.TRANSIT_GATEWAY in families]
    digits = st.one_of(st.text(_HEX, min_size=8, max_size=8), st.text(_HEX, min_size=17, max_size=17))
    return st.tuples(st.sampled_from(prefixes), digits).map("-".join)


def formats(family: Family) -> st.SearchStrategy[list[str]]:
    """Fields of one family in any order, each once."""
    names = [name for name in fields_of(family) if name not in TAG_FIELDS]
    return st.lists(st.sampled_from(names), min_size=1, unique=True)


@st.composite
def targets(draw: st.DrawFn, *, most: int = 3) -> list[dict[str, Any]]:
    """Targets, each with a name of its own."""
    accounts = st.text(string.digits, min_size=12, max_size=12)
    places = draw(st.lists(st.tuples(accounts, st.sampled_from(_REGIONS)), min_size=1, max_size=most, unique=True))
    return [{"account": account, "region": region, "name": f"t{i}"} for i, (account, region) in enumerate(places)]


@st.composite
def entries(draw: st.DrawFn, *, name: str, target: str) -> dict[str, Any]:
    """One right flow log, of one family or of both."""
    families = draw(st.sampled_from([(Family.VPC,), (Family.TRANSIT_GATEWAY,), tuple(Family)]))
    entry: dict[str, Any] = {"name": name, "targets": target}
    entry["select"] = draw(st.lists(resource_ids(*families), min_size=1, max_size=4, unique=True))
    if families == (Family.VPC,):
        entry |= draw(_vpc_choices())
    elif len(families) == 1:
        entry |= draw(_some({"max_aggregation_interval": st.just(60), "format": formats(Family.TRANSIT_GATEWAY)}))
    # A word of its own keeps an entry's log group, and so its retention and filter, apart from the others'.
    entry["log_group"] = name[:32].rstrip("-")
    entry |= draw(_some({"retention_days": st.sampled_from(RETENTION_DAYS), "tags": own_tags()}))
    fields = entry.get("format", DEFAULT_FORMATS[families[0]])
    if len(families) == 1 and draw(st.booleans()):
        entry["forward"] = forward = draw(_conditions(fields))
        # A filter for traffic that the flow log has none of is an error.
        if "action" in forward and (traffic := entry.get("traffic_type", "ALL")) != "ALL":
            forward["action"] = list(dict.fromkeys([*forward["action"], traffic]))
    return entry


def _some(optional: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=optional)


@st.composite
def _vpc_choices(draw: st.DrawFn) -> dict[str, Any]:
    chosen = draw(
        _some(
            {
                "traffic_type": st.sampled_from(["ALL", "ACCEPT", "REJECT"]),
                "max_aggregation_interval": st.sampled_from([60, 600]),
                "format": formats(Family.VPC),
            }
        )
    )
    if "format" in chosen and draw(st.booleans()):
        tag_field = draw(st.sampled_from(sorted(TAG_FIELDS)))
        kind, position = TAG_FIELDS[tag_field]
        chosen["format"] = [*chosen["format"], tag_field]
        chosen["tag_field_specifications"] = {kind: ["Team", "Stage"][: draw(st.integers(position, 2))]}
    return chosen


@st.composite
def _conditions(draw: st.DrawFn, fields: Any) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(list(fields)), max_size=2, unique=True))
    return {name: draw(st.lists(_condition(name), min_size=1, max_size=2)) for name in names}


def _condition(name: str) -> st.SearchStrategy[Any]:
    if name in ("action", "log-status"):
        return st.sampled_from(["ACCEPT", "REJECT", "-"] if name == "action" else ["OK", "NODATA", "SKIPDATA"])
    if FIELDS[name].is_integer:
        return st.one_of(st.integers(0, 65535), st.from_regex(r"[0-9]{1,5}\*?", fullmatch=True))
    return st.from_regex(r"[A-Za-z0-9.]{1,12}\*?", fullmatch=True)


@st.composite
def files(draw: st.DrawFn, *, most_entries: int = 5) -> dict[str, Any]:
    """A right file as data: several targets, both families, everything optional there or not."""
    places = draw(targets())
    names = draw(st.lists(_NAME, min_size=1, max_size=most_entries, unique=True))
    entries_ = [draw(entries(name=n, target=draw(st.sampled_from(places))["name"])) for n in names]
    # Only one: a second entry on the same resource and route would collide where no log group keeps them apart.
    if route := draw(st.sampled_from(_ROUTES)):
        entries_[0]["route"] = copy.deepcopy(route)
    some = {"tags": tags(), "on_delete": st.sampled_from(["retain", "delete"]), "name": _NAME}
    return {
        "version": 1,
        "aggregator": {"endpoint": "https://flowlogs.example.com/", "cluster_name": draw(st.text(_HEX, min_size=1))},
        "targets": places,
        **draw(_some(some)),
        "flow_logs": entries_,
    }


class _Quoting(yaml.SafeDumper):
    """Puts every text in quotes, as an account id that looks like a number needs it."""


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def text_of(file: Any) -> str:
    """Write a file as YAML."""
    return yaml.dump(file, Dumper=_Quoting, allow_unicode=True, sort_keys=False)


def yaml_data() -> st.SearchStrategy[Any]:
    """Anything YAML can hold."""
    scalars = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(_LIKELY)
    )
    return st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_LIKELY) | scalars, inner, max_size=4)
        ),
        max_leaves=20,
    )


_LIKELY = [
    *("version", "name", "aggregator", "targets", "defaults", "tags", "flow_logs", "selectors", "select", "exclude"),
    *("format", "forward", "account", "region", "type", "kind", "in_vpc", "not", "any", "endpoint", "cluster_name"),
    *("vpc-0ed6e0000000000a1", "tgw-0ab1e0000000000d1", "edge", "default", "ALL", "eu-west-1", "generate", "1", ""),
]
