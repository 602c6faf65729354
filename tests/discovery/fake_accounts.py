"""Two accounts as `flowlog discover` sees them, and a folder with a file that names them."""

from click.testing import CliRunner
from fake_aws import ACCOUNT, OTHER, FakeSession, vpc

from flowlog_config.discovery import run as room
from flowlog_config.discovery.commands import discover

KEY, OTHER_KEY = (ACCOUNT, "eu-west-1"), (OTHER, "eu-central-1")
FILE = f"""
targets:
  - {{account: "{ACCOUNT}", region: eu-west-1, name: production}}
  - {{account: "{OTHER}", region: eu-central-1, name: network}}
"""


class Accounts:
    """What the accounts have; a test changes it between runs."""

    def __init__(self, folder, monkeypatch):
        self.file, self.inventory = folder / "flowlogs.yaml", folder / "flowlogs.inventory.json"
        self.file.write_text(FILE)
        self.sessions = {KEY: FakeSession(describe_vpcs=[{"Vpcs": [vpc(1)]}]), OTHER_KEY: FakeSession(OTHER)}
        self.asked_with = []
        monkeypatch.setattr(room, "Sessions", self._sessions)

    def _sessions(self, **options):
        self.asked_with.append(options)

        def session_for(target):
            given = self.sessions[target.account_id, target.region]
            if isinstance(given, Exception):
                raise given
            return given

        return session_for

    def discover(self, *arguments):
        """Run the command."""
        return CliRunner().invoke(discover, ["--file", str(self.file), *arguments], catch_exceptions=False)

    def has(self, *vpcs, key=KEY):
        """Say what VPCs a target has now."""
        self.sessions[key] = FakeSession(key[0], describe_vpcs=[{"Vpcs": list(vpcs)}])
