"""Rules between the values of ``organization`` and the rest of the file."""

from collections.abc import Iterator

from flowlog_config.schema.model import Config
from flowlog_config.schema.problems import Anchor, Path, Problem, problem

PREFIX = "organization"
"""Beginning of the names of the stacks that ``organization`` makes, behind the file's name."""
_MOST_TAGS = 50
_OUR_TAGS = 5
_TAGS = "tags"


def check_organization(config: Config) -> Iterator[Problem]:
    """Give FL330 for names and regions that are said twice, and FL502 for too many tags."""
    if not config.organization:
        return
    seen: set[str] = set()
    for i, rule in enumerate(config.organization.rules):
        if rule.name in seen:
            path: Path = (PREFIX, "rules", i, "name")
            yield problem("FL330", f'"{rule.name}" names two rules', path, use="another name")
        seen.add(rule.name)
    for i, region in enumerate(config.organization.regions):
        if region in config.organization.regions[:i]:
            yield problem("FL330", f"{region} is already in this list", (PREFIX, "regions", i), use="it once")
    for i, target in enumerate(config.targets):
        name = target.name or ""
        if name in (PREFIX, *(f"{PREFIX}-{region}" for region in config.organization.regions)):
            message = f'the stack of "{name}" would be called like one of `organization`'
            yield problem("FL330", message, ("targets", i, "name"), use="another name")
    if len(config.tags) > _MOST_TAGS - _OUR_TAGS:
        message = f"{len(config.tags)} tags, and flow logs of `organization` have {_OUR_TAGS} more"
        yield problem("FL502", message, (_TAGS,), use=f"at most {_MOST_TAGS - _OUR_TAGS}", anchor=Anchor.KEY)
