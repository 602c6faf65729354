"""Whether the regions of a file are those AWS had when this was written: a slip of the keyboard has the right shape, too."""

from collections.abc import Iterator

from flowlog_config.schema.model import Config
from flowlog_config.schema.problems import Path, Problem, nearest, problem

REGIONS = frozenset(
    (
        *("af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1"),
        *("ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5"),
        *("ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1"),
        *("eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2"),
        *("eu-west-3", "il-central-1", "me-central-1", "me-south-1"),
        *("mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2"),
        *("cn-north-1", "cn-northwest-1", "eusc-de-east-1", "us-iso-east-1", "us-iso-west-1", "us-isob-east-1"),
        *("us-isob-west-1", "eu-isoe-west-1", "us-isof-east-1", "us-isof-south-1", "us-gov-east-1", "us-gov-west-1"),
    )
)
"""Source: botocore's list of partitions, with which a test compares them."""


def check_regions(config: Config) -> Iterator[Problem]:
    """Give FL227 for each region that is not known here."""
    said: list[tuple[str, Path]] = [(one.region, ("targets", i, "region")) for i, one in enumerate(config.targets)]
    if organization := config.organization:
        said.append((organization.region, ("organization", "region")))
        said += [(region, ("organization", "regions", i)) for i, region in enumerate(organization.regions)]
    for region, path in said:
        if region not in REGIONS:
            use = f"{nearest(region, sorted(REGIONS)) or 'another one'}, unless {region} is new"
            yield problem("FL227", f"{region} is no region that is known here", path, use=use)
