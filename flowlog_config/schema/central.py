"""Whether the targets that deliver to another one can: AWS carries records across accounts, but not by every road."""

from collections.abc import Iterator, Mapping

from flowlog_config.schema.hidden import shown
from flowlog_config.schema.model import Config, Target
from flowlog_config.schema.partition import partition_of
from flowlog_config.schema.problems import Anchor, Path, Problem, nearest, problem


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
            near = [name for name in finals if known[name].account == target.deliver_to]
            use = " or ".join(near) or nearest(target.deliver_to, finals) or " or ".join(finals[:5])
            message = f'there is no target "{shown(target.deliver_to)}"'
            yield problem("FL303", message, path, use=use or "a target that delivers to no other")
        elif central is target:
            yield problem("FL328", "a target does not deliver to itself", path, use="no deliver_to, or another target")
        elif central.deliver_to:
            message = f"{target.deliver_to} has no stream and no bucket, since it delivers to {central.deliver_to}"
            use = _end(central, known) or "a target without deliver_to: one of those in this circle must have none"
            yield problem("FL328", message, path, use=use)
        elif partition_of(central.region) != partition_of(target.region):
            message = f"{target.region} and {central.region} are in parts of AWS that know nothing of each other"
            yield problem("FL329", message, path, use="a target of the same part")


def _end(target: Target, known: Mapping[str, Target]) -> str:
    """Give the name of the target in which a chain of deliveries ends; empty where it goes round in a circle, or is torn."""
    name = ""
    for _ in known:
        name = target.deliver_to or name
        if not target.deliver_to or name not in known:
            break
        target = known[name]
    return name if name in known and not target.deliver_to else ""
