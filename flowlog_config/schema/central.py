"""Whether the targets that deliver to another one can: AWS carries records across accounts, but not by every road."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from flowlog_config.schema.hidden import shown
from flowlog_config.schema.model import Config, Target
from flowlog_config.schema.problems import Anchor, Path, Problem, problem

_MOST_COMPARED = 100
_PARTITIONS = {
    "cn": "aws-cn",
    "eusc-de": "aws-eusc",
    "us-gov": "aws-us-gov",
    "us-iso": "aws-iso",
    "us-isob": "aws-iso-b",
    "eu-isoe": "aws-iso-e",
    "us-isof": "aws-iso-f",
}
"""By the beginning of a region's name; all others are ``aws``. Source: AWS General Reference, ARNs; botocore (checked 2026-11)."""


def check_central(config: Config, known: Mapping[str, Target]) -> Iterator[Problem]:
    """
    Give what is wrong with each ``deliver_to``: FL303, FL328 and, where AWS has no road at all, FL329.

    Args:
        config: The file.
        known: Its targets by name.
    """
    for i, target in enumerate(config.targets):
        if not target.deliver_to:
            continue
        path: Path = ("targets", i, "deliver_to")
        central = known.get(target.deliver_to)
        if target.access_key_secret:
            message = "nothing of this target signs in to the aggregator: its records go by way of another"
            where: Path = ("targets", i, "access_key_secret")
            yield problem("FL328", message, where, use="it in the target delivered to", anchor=Anchor.KEY)
        if central is None:
            finals = [name for name, one in known.items() if not one.deliver_to]
            near = get_close_matches(target.deliver_to[:_MOST_COMPARED], finals, n=1) or finals[:5]
            message = f'there is no target "{shown(target.deliver_to)}"'
            yield problem("FL303", message, path, use=" or ".join(near) or "a target that delivers to no other")
        elif central is target:
            yield problem("FL328", "a target does not deliver to itself", path, use="no deliver_to, or another target")
        elif central.deliver_to:
            message = f"{target.deliver_to} has no stream and no bucket, since it delivers to {central.deliver_to}"
            yield problem("FL328", message, path, use=central.deliver_to)
        elif partition_of(central.region) != partition_of(target.region):
            message = f"{target.region} and {central.region} are in parts of AWS that know nothing of each other"
            yield problem("FL329", message, path, use="a target of the same part")


def partition_of(region: str) -> str:
    """Give the partition of a region, as in its ARNs."""
    return _PARTITIONS.get(region.rsplit("-", 2)[0], "aws")
