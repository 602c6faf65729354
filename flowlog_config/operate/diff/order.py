"""The order in which stacks are to be deployed so that no records are refused meanwhile."""

from collections.abc import Iterator, Sequence

from flowlog_config.operate.diff.change import TargetDiff


def deploy_first(diffs: Sequence[TargetDiff]) -> tuple[str, ...]:
    """Name the stacks to deploy before all others; none when any order will do, or when one would have to be first and last."""
    gaps = [one.gap for one in diffs if one.gap]
    first = dict.fromkeys(name for one in gaps for name in one.first)
    return () if any(name in first for one in gaps for name in one.refused_by) else tuple(first)


def order_in_words(diffs: Sequence[TargetDiff]) -> Iterator[str]:
    """Give the lines about the order; none when any will do."""
    if not any(one.gap for one in diffs):
        return
    if first := deploy_first(diffs):
        yield "This order refuses nothing: what takes the records now and what sends them, then the rest"
        yield f"  npx cdk deploy --exclusively {' '.join(first)}"
        yield "  npx cdk deploy --all"
    else:
        yield "Records are refused meanwhile in any order: a stack would have to be both first and last."
        yield "Add what is printed for `retiring`; or let one target after the other deliver elsewhere, with a deployment for each"
