"""The regions known here are those of AWS, as botocore has them."""

import pytest
from botocore.loaders import Loader

from flowlog_config.schema.check_regions import REGIONS
from flowlog_config.schema.partition import partition_of
from flowlog_config.schema.values import REGION

PARTITIONS = {
    region: partition["id"]
    for partition in Loader().load_data("partitions")["partitions"]
    for region in partition["regions"]
    if not region.endswith("-global")
}


def test_knows_the_regions_that_botocore_knows():
    """A newer botocore brings new ones: put them into the list."""
    assert set(PARTITIONS) == REGIONS


@pytest.mark.parametrize(("region", "partition"), PARTITIONS.items())
def test_every_region_can_be_written_and_is_in_its_partition(region, partition):
    """None is refused for its shape, and ARNs are right in each."""
    assert REGION.fullmatch(region)
    assert partition_of(region) == partition
