"""Limits for what everybody may ask: each address has an amount to spend in each span of time."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

_NETWORK = 64  # bits of an IPv6 address that belong to one customer


@dataclass(frozen=True, slots=True)
class Limit:
    """What one address may spend in a span of so many seconds; each span begins anew."""

    name: str
    amount: int
    seconds: int

    def spend(self, client: str, cost: int, at: datetime) -> int:
        """Spend; return 0, or after how many seconds the client may come again where it has nothing left."""
        span, passed = divmod(int(at.timestamp()), self.seconds)
        key = f"limit:{self.name}:{span}:{client}"
        cache.add(key, 0, timeout=self.seconds)
        try:
            spent = cache.incr(key, cost)
        except ValueError:  # the cache was emptied in between
            return 0
        return self.seconds - passed if spent > self.amount else 0


def client_of(request: HttpRequest) -> str:
    """Return the address that counts as one client: behind proxies as for the sign-in; of IPv6 the network."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _NETWORK), strict=False).network_address)
    return str(address)
