"""Stores of our own beside ministack's: kept apart by account and region, and emptied by its reset."""

from typing import Any

from flowlog_config.local.engine import seams

_STORES: dict[str, Any] = {}


def store(name: str) -> Any:
    """
    Give the store of this name; it behaves as a dict of the calling account and region.

    Made on first use, because making it imports ministack.
    """
    if name not in _STORES:
        _STORES[name] = seams.responses.AccountRegionScopedDict()
    return _STORES[name]


def clear() -> None:
    """Empty every store, for all accounts and regions."""
    for each in _STORES.values():
        each.clear()


def account_id() -> str:
    """Give the account of the request being answered, 12 digits."""
    return str(seams.responses.get_account_id())


def region() -> str:
    """Give the region of the request being answered."""
    return str(seams.responses.get_region())


def own_arn(service: str, resource: str) -> str:
    """Give the ARN of a resource of that account and region, such as of ``logs`` and ``log-group:/flow``."""
    return f"arn:aws:{service}:{region()}:{account_id()}:{resource}"
