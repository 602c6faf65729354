"""
What all tests share: the option that writes snapshots anew, and how property tests draw their examples.

Without a deadline, since machines are shared; and the same ones each time, so that whoever runs the tests sees what
everybody sees. ``--hypothesis-profile explore`` draws others.
"""

import os

from hypothesis import settings

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")

settings.register_profile("explore", deadline=None, derandomize=False)
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("same")


def pytest_addoption(parser):
    """Add ``--snapshot-update``; without it a snapshot is only ever compared."""
    parser.addoption("--snapshot-update", action="store_true", help="Write the snapshots anew, in place of comparing.")
