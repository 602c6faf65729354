"""How tests give a command an account of their own."""

from flowlog_config.discovery import sessions


def enter(monkeypatch, account):
    """Let every session of a command be of this account, which learns in ``entered_with`` how it was asked for."""
    account.entered_with = []

    def entered(**options):
        account.entered_with.append(options)
        return lambda _: account

    monkeypatch.setattr(sessions, "Sessions", entered)
