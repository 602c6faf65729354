"""What a stack can have back of what is there already. Pure: it looks only at what was read."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from flowlog_config.operate.adopt.account import Account, Thing
from flowlog_config.operate.adopt.adoptable import (
    BUCKET_POLICY,
    KEY,
    LOG_GROUP,
    SECRET,
    Adoptable,
    adoptables,
)
from flowlog_config.operate.adopt.adoption import Left, StackAdoption, Why
from flowlog_config.operate.adopt.flow_logs import flow_logs_in_the_way, loose_flow_logs
from flowlog_config.operate.adopt.in_the_way import busy, never_made, streams_in_the_way
from flowlog_config.operate.adopt.words import cannot, word
from flowlog_config.operate.drift.deployed import NAME_TAG
from flowlog_config.operate.drift.others import compare_others
from flowlog_config.operate.existing_stacks import LOGICAL_ID_TAG, STACK_TAG
from flowlog_config.plan.model import Plan, TargetPlan
from flowlog_config.plan.naming import LOG_GROUP as RECORDS
from flowlog_config.plan.naming import log_group_prefix

_BEGINNING_OF_TIME = datetime.min.replace(tzinfo=UTC)

Chosen = dict[Adoptable, Thing]


def decide(plan: Plan, stack: TargetPlan, account: Account, archive: str = "") -> StackAdoption:
    """
    Decide what of a target one of its stacks can have back.

    Args:
        plan: Everything that will exist.
        stack: The part of the plan that is this stack.
        account: What the target has.
        archive: Name of the bucket of the target's first stack that flow logs of the others deliver files to; empty for none.
    """
    now = account.stacks.get(stack.stack_name)
    if now and (waits := busy(stack, now)):
        return StackAdoption(stack.stack_name, exists=True, left=(waits,))
    has = dict(now.physical) if now else {}
    chosen: Chosen = {}
    left: list[Left] = []
    for one in adoptables(plan, stack):
        ids = has | _ids(chosen)
        things = [thing for thing in account.things if _belongs(thing, one, stack, ids)]
        left += _choose(one, things, has, chosen, plan.name)
    refused = _refuse(chosen, has)
    loose, elsewhere = loose_flow_logs(plan, stack, account, has | _ids(chosen), archive)
    chosen |= loose
    left += elsewhere
    refused |= _refuse(chosen, has)
    there = has.keys() | _ids(chosen).keys()
    left += [cannot(one, thing, one.needs - there, stack) for one, thing in refused.items()]
    left += flow_logs_in_the_way(plan, stack, account, has | _ids(chosen), archive)
    left += streams_in_the_way(plan, stack, account)
    left += [never_made(stack)] if chosen and stack.stack_name in account.never_made else []
    left += _about_to_be_deleted(plan, stack, account, has | _ids(chosen))
    notes = [*_notes(stack, account, has), *(_not_ascii(plan, stack) if now and chosen else ())]
    return StackAdoption(stack.stack_name, now is not None, chosen, tuple(left), tuple(notes))


def _ids(chosen: Chosen) -> dict[str, str]:
    return {one.logical_id: thing.identifier for one, thing in chosen.items()}


def _belongs(thing: Thing, one: Adoptable, stack: TargetPlan, ids: Mapping[str, str]) -> bool:
    """Tell by CloudFormation's tags, and where it left none by the name; of a log group its name says it all."""
    if thing.type != one.type or thing.gone:
        return False
    if one.type == LOG_GROUP:
        return thing.name.startswith(log_group_prefix(stack.stack_name, one.logical_id))
    if one.type == BUCKET_POLICY:
        return {thing.identifier} == {ids.get(bucket) for bucket in one.needs}
    if LOGICAL_ID_TAG in thing.tags:
        return (thing.tags[LOGICAL_ID_TAG], thing.tags.get(STACK_TAG)) == (one.logical_id, stack.stack_name)
    return stack.opened == 1 and (one.type == KEY or one.logical_id.lower() in thing.name.lower())


def _choose(one: Adoptable, things: list[Thing], has: Mapping[str, str], chosen: Chosen, name: str) -> Iterator[Left]:
    what = word(one.type)
    ours = [thing for thing in things if thing.tags.get(NAME_TAG) == name]
    for thing in things:
        if thing not in ours and one.type != BUCKET_POLICY:
            yield Left(Why.NOT_OURS, what, thing.name, f"it has no tag {NAME_TAG} = {name}")
    ours.sort(key=lambda thing: (thing.stored_bytes > 0, thing.made or _BEGINNING_OF_TIME), reverse=True)
    if one.logical_id not in has and ours:
        chosen[one] = ours.pop(0)
    if one.type != BUCKET_POLICY:
        why = Why.SUPERSEDED if one.logical_id in has else Why.OLDER
        yield from (Left(why, what, thing.name) for thing in ours if thing.identifier != has.get(one.logical_id))


def _about_to_be_deleted(plan: Plan, stack: TargetPlan, account: Account, ids: Mapping[str, str]) -> Iterator[Left]:
    """Give the secret with the access key that the stack could have back, if its deletion were taken back."""
    wanted = {one.logical_id for one in adoptables(plan, stack) if one.type == SECRET} - ids.keys()
    for thing in account.things:
        was = thing.tags.get(STACK_TAG), thing.tags.get(LOGICAL_ID_TAG)
        if thing.type == SECRET and thing.gone and was in {(stack.stack_name, one) for one in wanted}:
            restore = f"aws secretsmanager restore-secret --region {stack.target.region} --secret-id {thing.identifier}"
            use = f"{restore}, and run flowlog adopt again; else the stack makes another access key, which the aggregator needs"
            yield Left(Why.CANNOT, word(SECRET), thing.name, thing.gone, use)


def _refuse(chosen: Chosen, has: Mapping[str, str]) -> Chosen:
    """Take out, and give, what refers to something that will be in the stack neither before nor with it."""
    refused: Chosen = {}
    while True:
        there = has.keys() | _ids(chosen).keys()
        out = [one for one in chosen if not one.needs <= there]
        if not out:
            return refused
        refused.update({one: chosen.pop(one) for one in out})


def _not_ascii(plan: Plan, stack: TargetPlan) -> Iterator[str]:
    """Foretell a refusal that names an innocent resource. Source: aws/aws-cdk-cli issue 1915, open (checked 2026-11)."""
    tags = {
        text for one in (plan.tags, *(log.tags for log in stack.flow_logs)) for pair in one.items() for text in pair
    }
    if strange := sorted(text for text in tags if not text.isascii()):
        yield (
            f'the tag text "{strange[0]}" is beyond ASCII, and cdk import fails for such a stack once it is there ("You have '
            'modified resources"): write tags in ASCII, deploy, import, and write them as before'
        )


def _notes(stack: TargetPlan, account: Account, has: Mapping[str, str]) -> Iterator[str]:
    known = tuple(log_group_prefix(stack.stack_name, one.log_group_id) for one in stack.log_groups)
    begins, held = f"{stack.stack_name}-{RECORDS}", set(has.values())
    groups = [one.name for one in account.things if one.type == LOG_GROUP and one.name.startswith(begins)]
    if former := [name for name in groups if not name.startswith(known) and name not in held]:
        yield f"log groups of what the file logged before: {len(former):,}. They stay until their records' retention ends"
    for key in (one for one in account.things if one.type == KEY and one.gone):
        yield f"key {key.name}: {key.gone}; while it is not Enabled, nobody reads what it encrypts"
    if others := sum(1 for _ in compare_others(stack.flow_logs, account.others, {})):
        yield f"flow logs of others on what this file logs: {others:,}, left alone; flowlog drift lists them"
