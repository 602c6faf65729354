"""Targets that deliver to another one, and what that one must take in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flowlog_config.plan import naming
from flowlog_config.plan.model import (
    BucketDestination,
    Destination,
    Incoming,
    LogDestination,
    StreamDestination,
    Target,
    TargetPlan,
)
from flowlog_config.schema.model import Config
from flowlog_config.schema.problems import Anchor, Problem, problem

MOST_IN_A_GROUP = 35
"""
Accounts with the same last digit: a trust policy takes 2,048 characters, of which an account costs up to 47.

Source: IAM User Guide, IAM and STS quotas (checked 2026-11).
"""
MOST_WITH_FILES = 500
"""Accounts in a bucket's policy of 20 KB, of which an account costs 30 bytes. Source: S3 User Guide, PutBucketPolicy (2026-11)."""


@dataclass(frozen=True, slots=True)
class Roads:
    """
    Who delivers to whom.

    Attributes:
        central: Target that each one delivers to, by its name; nothing of one that keeps its records to itself.
        incoming: What is delivered, by the name of the target delivered to.
        gathering: Names of the targets delivered to, also of those that get nothing yet.
    """

    central: Mapping[str, Target]
    incoming: Mapping[str, tuple[Incoming, ...]]
    gathering: frozenset[str] = frozenset()

    def joined(self, plan: TargetPlan) -> TargetPlan:
        """Give a target's plan with what it takes in, and whom it delivers to."""
        name = plan.target.name
        gathers = name in self.gathering
        return replace(plan, central=self.central.get(name), gathers=gathers, incoming=self.incoming.get(name, ()))


def roads_of(config: Config, targets: Mapping[str, Target], sent: Mapping[str, Iterable[Destination]]) -> Roads:
    """
    Find who delivers to whom; nothing of a target that delivers to itself, or to one that delivers on.

    Args:
        config: The file.
        targets: Its targets by name.
        sent: Destinations by target name, as the first stack of each has them.
    """
    to = {one.called: one.deliver_to for one in config.targets}
    central = {name: targets[other] for name, other in to.items() if other in to and not to[other]}
    found: dict[str, dict[str, tuple[Destination, list[Target]]]] = defaultdict(dict)
    for name, there in central.items():
        for one in {one.id: one for one in sent[name]}.values():
            found[there.name].setdefault(one.id, (_as_own(one, there), []))[1].append(targets[name])
    incoming = {
        name: tuple(Incoming(destination, tuple(senders)) for _, (destination, senders) in sorted(ones.items()))
        for name, ones in found.items()
    }
    return Roads(central, incoming, frozenset(one.name for one in central.values()))


def _as_own(destination: Destination, central: Target) -> Destination:
    if not isinstance(destination, LogDestination | StreamDestination):
        return destination
    where = {"account": central.account_id, "region": central.region}
    return replace(destination, common_attributes={**destination.common_attributes, **where})


def check_roads(roads: Roads, targets: Mapping[str, Target], *, existing_bucket: bool) -> Iterator[Problem]:
    """
    Give FL329 for records that cannot cross regions, and FL503 for more accounts than policies can name.

    Args:
        roads: Who delivers to whom.
        targets: All targets by name.
        existing_bucket: The policy of the bucket is not ours.
    """
    places = {name: i for i, name in enumerate(targets)}
    for name, ones in roads.incoming.items():
        for one in ones:
            to, files = targets[name], isinstance(one.destination, BucketDestination)
            for sender in one.senders if not files else ():
                if sender.region != to.region:
                    message = f"records of {sender.name} by way of {one.destination.route} cannot leave {sender.region}"
                    use = f"a target in {sender.region}, or route: s3 or lambda"
                    yield problem("FL329", message, ("targets", places[sender.name], "deliver_to"), use=use)
        if too_many := _too_many(ones, existing_bucket=existing_bucket):
            use = "some of them to another target, or no deliver_to"
            yield problem(
                "FL503", f"{too_many} deliver to {name}", ("targets", places[name]), use=use, anchor=Anchor.KEY
            )


def _too_many(incoming: Sequence[Incoming], *, existing_bucket: bool) -> str:
    groups: dict[str, set[str]] = defaultdict(set)
    with_files: set[str] = set()
    for one in incoming:
        for sender in one.senders:
            if isinstance(one.destination, BucketDestination):
                with_files.add(sender.account_id)
            else:
                groups[naming.group_of(sender.account_id)].add(sender.account_id)
    if len(with_files) > MOST_WITH_FILES and not existing_bucket:
        return f"{len(with_files)} accounts, more than the {MOST_WITH_FILES} of a bucket's policy,"
    for digit, accounts in sorted(groups.items()):
        if len(accounts) > MOST_IN_A_GROUP:
            return f"{len(accounts)} accounts that end in {digit}, more than the {MOST_IN_A_GROUP} of a role,"
    return ""
