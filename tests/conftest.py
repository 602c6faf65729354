"""What all tests share: the option that writes snapshots anew, and no deadline for examples, since machines are shared."""

import os

from hypothesis import settings

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")

settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


def pytest_addoption(parser):
    """Add ``--snapshot-update``; without it a snapshot is only ever compared."""
    parser.addoption("--snapshot-update", action="store_true", help="Write the snapshots anew, in place of comparing.")
