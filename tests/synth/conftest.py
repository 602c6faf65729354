"""Templates are slow to make, so each shape is made once."""

from functools import cache

import pytest
from shapes import SHAPES
from synthesised import synthesise


@pytest.fixture(scope="session")
def shape(tmp_path_factory):
    """Give what one of the shapes becomes, by its name."""

    @cache
    def made(name):
        return synthesise(SHAPES[name], tmp_path_factory.mktemp(name))

    return made


@pytest.fixture(scope="session")
def smallest(shape):
    """Give what the smallest file becomes."""
    return shape("smallest")


@pytest.fixture(scope="session")
def rich(shape):
    """Give what a file that uses everything becomes."""
    return shape("rich")
