"""Records that reach another account and do not say whose they are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from flowlog_config.plan.model import StreamDestination, Target
from flowlog_config.plan.overlaps import Placed
from flowlog_config.schema.model import Config
from flowlog_config.schema.problems import Anchor, Path, Problem, problem

ACCOUNT = "account-id"
"""Field of both families that names the owner of what is logged."""
_SHOWN = 3


def without_account(
    config: Config, placed: Mapping[str, Sequence[Placed]], central: Mapping[str, Target]
) -> Iterator[Problem]:
    """
    Give FL334 for each format whose records go straight to a stream of another target without the account in them.

    Through CloudWatch Logs the envelope names the account, and of a file its key does, which the function of ``lambda`` hands on.

    Args:
        config: The file.
        placed: Flow logs, by the name of their target.
        central: Target that each one delivers to, by its name.
    """
    found: dict[tuple[str, Path], list[str]] = defaultdict(list)
    for name in central:
        for one in placed[name]:
            destination = one.flow_log.destination
            if isinstance(destination, StreamDestination) and ACCOUNT not in destination.fields:
                found[one.flow_log.entry, _format(config, one)].append(name)
    for (entry, path), names in found.items():
        targets = list(dict.fromkeys(names))
        more = " …" if len(targets) > _SHOWN else ""
        to = central[targets[0]].name
        message = (
            f'records of "{entry}" go from {", ".join(targets[:_SHOWN])}{more} straight to a stream of {to}, and hold no account: '
            "nobody there can tell whose they are"
        )
        yield problem("FL334", message, path, use=f"{ACCOUNT} in the format, or route: cloudwatch", anchor=Anchor.KEY)


def _format(config: Config, one: Placed) -> Path:
    """Give the place of the format; the formats that have names all have the account."""
    entry_path = one.path[:2]
    entry = config.flow_logs[int(entry_path[1])]
    routes = entry.route or config.defaults.route or ()
    if one.route_path != entry_path and routes[int(one.route_path[-1])].format is not None:
        return (*one.route_path, "format")
    return (*entry_path, "format") if entry.format is not None else ("defaults", "format")
