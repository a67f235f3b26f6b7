"""Who is asking: the address behind the trusted proxies, and the browser that came before."""

import ipaddress
import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# How long a client that signed in stays one from which its person usually does.
KEPT = timedelta(days=90)
# One subscriber holds that many addresses.
IPV6_PREFIX = 64
_NUMBER = re.compile(r"\A[\w-]{43}\Z", re.ASCII)
_PORT = re.compile(r"\A(?:\[(?P<v6>[^\]]+)\]|(?P<v4>[\d.]+))(?::\d+)?\Z")


def address(request: HttpRequest) -> str:
    """Return the address of the client: the one the outermost of our proxies saw.

    Each proxy adds at the right of ``X-Forwarded-For`` the address it was asked from. Whatever
    stands further left than our own proxies wrote was written by the client.
    """
    asked_from = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    hops = [*(hop.strip() for hop in forwarded.split(",") if hop.strip()), asked_from]
    seen = hops[max(len(hops) - 1 - settings.TRUSTED_PROXIES, 0)]
    return _network(seen) or _network(asked_from) or "inconnue"


def _network(text: str) -> str:
    written = _PORT.match(text)
    if written:
        text = written["v6"] or written["v4"]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return str(ipaddress.ip_network((found.packed, IPV6_PREFIX), strict=False))
        found = found.ipv4_mapped
    return str(found)


def _cookie() -> str:
    # No other site of the domain may write a cookie of that prefix.
    return "__Host-browser" if settings.SESSION_COOKIE_SECURE else "browser"


def browser(request: HttpRequest) -> str:
    """Return the number that this browser was given, or an empty string."""
    return request.COOKIES.get(_cookie(), "")


def number_browser(request: HttpRequest, response: HttpResponse) -> str:
    """Give the browser a number that nobody guesses, or keep its own; return it."""
    number = browser(request)
    if not _NUMBER.match(number):
        number = secrets.token_urlsafe(32)
    response.set_cookie(
        _cookie(),
        number,
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return number
