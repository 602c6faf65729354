"""Rules between the values of ``organization`` and the rest of the file."""

from collections.abc import Iterator, Sequence

from flowlog_config.schema.model import Config
from flowlog_config.schema.organization import Organization
from flowlog_config.schema.partition import partition_of
from flowlog_config.schema.problems import Anchor, Path, Problem, problem

PREFIX = "organization"
"""Beginning of the names of the stacks that ``organization`` makes, behind the file's name."""
_MOST_TAGS = 50
_OUR_TAGS = 5
_TAGS = "tags"


def check_organization(config: Config) -> Iterator[Problem]:
    """
    Give FL330 for names, regions and units that are said twice and for units of another organization, FL329 for regions that the
    stack set does not reach, and FL502 for too many tags.
    """
    if not config.organization:
        return
    seen: set[str] = set()
    for i, rule in enumerate(config.organization.rules):
        if rule.name in seen:
            path: Path = (PREFIX, "rules", i, "name")
            yield problem("FL330", f'"{rule.name}" names two rules', path, use="another name")
        seen.add(rule.name)
    yield from _regions(config.organization)
    yield from _units(config.organization.organizational_units)
    for i, target in enumerate(config.targets):
        name = target.name or ""
        if name in (PREFIX, *(f"{PREFIX}-{region}" for region in config.organization.regions)):
            message = f'the stack of "{name}" would be called like one of `organization`'
            yield problem("FL330", message, ("targets", i, "name"), use="another name")
    if len(config.tags) > _MOST_TAGS - _OUR_TAGS:
        message = f"{len(config.tags)} tags, and flow logs of `organization` have {_OUR_TAGS} more"
        yield problem("FL502", message, (_TAGS,), use=f"at most {_MOST_TAGS - _OUR_TAGS}", anchor=Anchor.KEY)


def _regions(section: Organization) -> Iterator[Problem]:
    for i, region in enumerate(section.regions):
        path: Path = (PREFIX, "regions", i)
        if region in section.regions[:i]:
            yield problem("FL330", f"{region} is already in this list", path, use="it once")
        elif (there := partition_of(region)) != (here := partition_of(section.region)):
            message = f"{region} is in {there}, and the stack set is kept in {section.region}, in {here}"
            yield problem("FL329", message, path, use=f"regions of {here}, and another file for those of {there}")


def _units(units: Sequence[str]) -> Iterator[Problem]:
    first = units[0]
    for i, unit in enumerate(units):
        path: Path = (PREFIX, "organizational_units", i)
        if unit in units[:i]:
            yield problem("FL330", f"{unit} is already in this list", path, use="it once")
        elif _root(unit) != _root(first):
            message = f"{unit} is of the root {_root(unit)}, and {first} of {_root(first)}: an organization has one"
            yield problem("FL330", message, path, use=f"units of {_root(first)}, or those of {_root(unit)} alone")


def _root(unit: str) -> str:
    """Give the id of a unit's root, which is in its own. Source: Organizations API, OrganizationalUnit (checked 2026-11)."""
    return f"r-{unit.split('-')[1]}"
