"""The flow logs of one target of a file, in the stacks they are recorded to be in."""

from collections.abc import Iterable, Mapping, Sequence

from flowlog_config.inventory.model import Assignment, Inventory
from flowlog_config.plan import naming
from flowlog_config.plan.central import Roads
from flowlog_config.plan.model import Destination, FlowLog, LogDestination, StreamDestination, Target, is_read
from flowlog_config.plan.once import Once
from flowlog_config.plan.retired import kept_longest
from flowlog_config.plan.shards import Beside, Spread, spread_out
from flowlog_config.schema import model
from flowlog_config.schema.s3 import CREATE


def spread_target(
    config: model.Config,
    target: Target,
    flow_logs: Sequence[FlowLog],
    retired: Iterable[Destination],
    once: Once,
    inventory: Inventory | None,
) -> Spread:
    """
    Give every flow log of a target its stack.

    Args:
        config: The file.
        target: One of its targets.
        flow_logs: With the destinations of the first stack.
        retired: Destinations that only have to stay.
        once: What the target has once.
        inventory: With what is recorded.
    """
    key = target.account_id, target.region
    recorded = inventory.assigned.get(key) if inventory else None
    found = inventory.targets.get(key) if inventory else None
    return spread_out(
        flow_logs,
        Beside(
            retired=tuple(kept_longest(retired).values()),
            once=once,
            tags=config.tags,
            there=found.resources if found else (),
        ),
        recorded or Assignment(),
        project=config.name,
        stack=naming.stack_name(config.name, target.name),
    )


def once_of(
    config: model.Config, section: model.Target, name: str, sent: Mapping[str, Iterable[Destination]], roads: Roads
) -> Once:
    """
    Decide what a target has once.

    Args:
        config: The file.
        section: The target in it.
        name: Of the target.
        sent: Destinations by target name, as the first stack of each has them.
        roads: Who delivers to whom.
    """
    read = config.s3.aggregator_reads and any(is_read(one) for ones in sent.values() for one in ones)
    return Once(
        key=key_of(config, section, name, sent, roads) == CREATE,
        secret=secret_of(config, section) is None,
        s3=config.s3,
        read=read,
        told=read and config.aggregator.dialect == "vector",
        incoming=roads.incoming.get(name, ()),
        sending=name in roads.central,
    )


def secret_of(config: model.Config, section: model.Target) -> str | None:
    """Give the ARN of the secret with a target's access key; None when the stack makes it."""
    secret = section.access_key_secret or config.aggregator.access_key_secret
    return None if secret == "generate" else secret  # noqa: S105 - a word of the file, no secret


def key_of(
    config: model.Config, section: model.Target, name: str, sent: Mapping[str, Iterable[Destination]], roads: Roads
) -> str | None:
    """
    Give a target's KMS key as the file says it; None also for one to be made where no log group, stream or bucket would use it.

    The arguments are those of :func:`once_of`.
    """
    here = [one.destination for one in roads.incoming.get(name, ())]
    here += [] if name in roads.central else sent[name]
    used = any(isinstance(one, LogDestination) for one in sent[name]) or any(
        isinstance(one, LogDestination | StreamDestination) or config.s3.bucket == CREATE for one in here
    )
    return section.kms_key if used or section.kms_key != CREATE else None
