"""What comes around `flowlog init`: the answers refused before an account is read, and what to run after it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import ValidationError

from flowlog_config.schema.commands import file_context, file_option
from flowlog_config.schema.model import Aggregator
from flowlog_config.schema.translate import translate

if TYPE_CHECKING:
    from flowlog_config.operate.init_run import First


def wrong_answer(endpoint: str, cluster_name: str) -> str:
    """Say what is wrong with the address or name that was given, and what to give instead; empty when nothing is."""
    try:
        Aggregator.model_validate({"endpoint": endpoint, "cluster_name": cluster_name})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        first["loc"] = ("aggregator", *first["loc"])
        (found,) = translate([first])
        option = f"--{found.path[1]}".replace("_", "-")
        return f"{option}: {found.message}{found.use and f'. Use {found.use}'}"
    return ""


def next_steps(first: "First") -> Iterator[str]:
    """Give the commands that lead from the file to records, with the file named where it is not the default one."""
    file, context = file_option(first.path), file_context(first.path)
    if not any(one.stacks for one in first.inventory.assigned.values()):
        yield "The file selects nothing, so there is nothing to deploy yet."
        yield f"Next: write another `select`, or, once the account has more:\n  flowlog discover{file}"
        yield f"Then:\n  flowlog check{file} && flowlog plan{file}"
        return
    yield "Next:"
    yield f"  flowlog check{file} && flowlog plan{file}"
    for account_id, region in sorted(first.inventory.targets):
        yield f"  npx cdk bootstrap aws://{account_id}/{region}    # once, if the CDK was never used there"
    yield f"  npx cdk deploy --all{context}"
    yield f"  flowlog helm{file} > values.yaml    # it also says how to give the aggregator the access key"
