"""Who is behind an address: what the inventory has it of, the network it is in, or nobody we know."""

import ipaddress
import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, lru_cache

from flowlog_config.inventory.model import Inventory, Resource, ResourceType, TargetInventory
from flowlog_config.questions.addresses import PRIVATE

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PUBLIC, PRIVATE_BUT_WHOSE = "public", "private, not in the inventory"

_PRIVATE = re.compile(PRIVATE)
_MOST_NAMED = 2
_MOST_REMEMBERED = 1 << 16


class Owners:
    """
    Names who is behind an address.

    The same private address can be in several networks, so what the target has goes before what others have.

    Args:
        inventory: What the accounts have; None when nothing was discovered.
    """

    def __init__(self, inventory: Inventory | None) -> None:
        self._targets = inventory.targets if inventory else {}
        self._scope = cache(self._make_scope)
        self.of = lru_cache(maxsize=_MOST_REMEMBERED)(self._of)

    def _make_scope(self, key: tuple[str, str] | None) -> "_Scope":
        """Give what a target has; what all have for None."""
        return _Scope(target for other, target in self._targets.items() if key in (None, other))

    def _of(self, key: tuple[str, str], text: str) -> str:
        """Name the owner of an address in a record of a target (account and region); empty for what is no address."""
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return ""
        scopes = self._scope(key), self._scope(None)
        for scope in scopes:
            if found := scope.holders(address):
                return _any_of(_interface_words(one) for one in found)
        for scope in scopes:
            if found := scope.networks(address):
                return _any_of(_network_words(one) for one in found)
        return PRIVATE_BUT_WHOSE if _PRIVATE.search(str(address)) else PUBLIC


class _Scope:
    """Addresses and networks of some targets, to look up: addresses by their text, networks by their prefix."""

    def __init__(self, targets: Iterable[TargetInventory]) -> None:
        self._addresses: dict[str, list[Resource]] = defaultdict(list)
        self._prefixes: dict[Network, list[Resource]] = defaultdict(list)
        self._networks: dict[Network, list[Resource]] = defaultdict(list)
        for target in targets:
            for resource in target.resources.values():
                self._add(resource)
        lengths = {(net.version, net.prefixlen) for net in (*self._prefixes, *self._networks)}
        self._lengths = sorted(lengths, reverse=True)

    def _add(self, resource: Resource) -> None:
        is_network = resource.type in (ResourceType.VPC, ResourceType.SUBNET)
        if not (is_network or resource.type is ResourceType.NETWORK_INTERFACE or resource.availability == "regional"):
            return
        for text in resource.addresses:
            if "/" not in text:  # as AWS spells it, and so do records; most are such, and reading them takes long
                self._addresses[text].append(resource)
            elif network := _network(text):
                (self._networks if is_network else self._prefixes)[network].append(resource)

    def holders(self, address: Address) -> list[Resource]:
        """Give what has the address, or else a delegated prefix around it."""
        return self._addresses.get(str(address)) or self._narrowest(self._prefixes, address)

    def networks(self, address: Address) -> list[Resource]:
        """Give the subnets around the address, or else the VPCs."""
        return self._narrowest(self._networks, address)

    def _narrowest(self, networks: dict[Network, list[Resource]], address: Address) -> list[Resource]:
        for version, length in self._lengths:
            if version == address.version:
                around = ipaddress.ip_network((address, length), strict=False)
                if around in networks:
                    found = networks[around]
                    subnets = [one for one in found if one.type is ResourceType.SUBNET]
                    return subnets or found
        return []


def _network(text: str) -> Network | None:
    """Read a network of the inventory; None for what is none."""
    with suppress(ValueError):
        return ipaddress.ip_network(text, strict=False)
    return None


def _interface_words(resource: Resource) -> str:
    """Say what it is and what it is called: its Name, whom it belongs to, or its id."""
    called = " ".join(dict.fromkeys(word for word in (resource.name, resource.service) if word)) or resource.id
    return f"{resource.kind or resource.type} {called}"


def _network_words(resource: Resource) -> str:
    word = "subnet" if resource.type is ResourceType.SUBNET else "VPC"
    return f"in {word} {resource.name or resource.id}"


def _any_of(words: Iterable[str]) -> str:
    """Join what it can be: a private address may be there in several networks."""
    found = list(dict.fromkeys(words))
    more = f" or {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return " or ".join(found[:_MOST_NAMED]) + more
