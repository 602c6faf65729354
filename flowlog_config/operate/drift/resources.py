"""What the account has now against the inventory the plan was made from."""

from collections.abc import Iterator, Mapping

from flowlog_config.discovery.changes import Changes
from flowlog_config.inventory.model import Resource, TargetInventory
from flowlog_config.operate.choices import Choices
from flowlog_config.operate.drift.finding import Finding, Kind
from flowlog_config.plan.model import TargetPlan

_AGAIN = "flowlog discover, review and commit, then npx cdk deploy --all"
_ENDS = (
    "to keep its records, give it back what the selector asks for, or change the selector: the next flowlog discover and "
    "npx cdk deploy --all END its logging"
)
_ELSEWHERE = f"{_AGAIN}; another entry goes on logging it"


def compare_resources(plan: TargetPlan, choices: Choices) -> Iterator[Finding]:
    """
    Give resources that would get a flow log now, or lose theirs.

    Args:
        plan: What the inventory so far leads to.
        choices: What the file selects from what the account has now.
    """
    key = plan.target.account_id, plan.target.region
    now = choices.inventory.targets[key].resources
    wanted = {(entry, resource.id): resource for entry, resource in choices.flow_logs(key)}
    planned = {(one.entry, one.source.id) for one in plan.flow_logs}
    still = {id_ for _, id_ in wanted}
    for (entry, id_), resource in sorted(wanted.items(), key=lambda pair: pair[0]):
        if (entry, id_) not in planned:
            yield Finding(Kind.NEW, id_, f'{_described(resource)}"{entry}" selects it', _AGAIN, {"entry": entry})
    for entry, id_ in sorted(planned - wanted.keys()):
        if id_ not in now:
            message = f'gone from the account; "{entry}" still logs it'
            yield Finding(Kind.VANISHED, id_, message, _AGAIN, {"entry": entry})
        else:
            message = (
                f'{_described(now[id_])}"{entry}" no longer selects it; flowlog discover, then flowlog explain {id_}'
            )
            use = _ELSEWHERE if id_ in still else _ENDS
            yield Finding(Kind.UNSELECTED, id_, message, use, {"entry": entry})


def vanished(plan: TargetPlan, now: Mapping[str, Resource]) -> frozenset[str]:
    """Give the ids the plan logs that the account no longer has."""
    return frozenset(one.source.id for one in plan.flow_logs if one.source.id not in now)


def in_passing(before: TargetInventory | None, changes: Changes) -> Iterator[str]:
    """Say how old the inventory is, in a line; not a finding, since most of it concerns no flow log."""
    if before is None:
        yield "there is no inventory of this target; what changed since a discovery cannot be told"
        return
    words = ("new", "vanished", "changed")
    numbers = (len(changes.new), len(changes.vanished), len(changes.changed))
    counts = [f"{number:,} {word}" for word, number in zip(words, numbers, strict=True) if number]
    if counts:
        yield f"resources since the last flowlog discover: {', '.join(counts)}"


def _described(resource: Resource) -> str:
    name = f' "{resource.name}"' if resource.name else ""
    return f"{resource.kind or resource.type}{name}: "
