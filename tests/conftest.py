"""What all tests share: the option that writes snapshots anew."""

import os

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")


def pytest_addoption(parser):
    """Add ``--snapshot-update``; without it a snapshot is only ever compared."""
    parser.addoption("--snapshot-update", action="store_true", help="Write the snapshots anew, in place of comparing.")
