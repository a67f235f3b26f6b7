"""How fast one may guess, at every door: passwords, codes, requests for a new password.

Three rules, because a préfecture has one address for everybody:

* tight for an account from a client: a few tries, then a wait that grows;
* for an account alone, it only delays, and only strangers: they come one at a time. A client from
  which the person signed in lately, by its address or its browser, is no stranger;
* for an address, it counts the accounts that strangers fail to open, however often each: known
  passwords tried on many accounts. Colleagues who usually sign in from there do not wait.

Counted in the database, not in the cache: its count survives a restart, is the same for every
worker, and is read and written under a lock, so that of many attempts at once none passes
unseen. An attempt is counted before its password is looked at. A refused one is not counted:
whoever insists does not make the wait longer.

Only fingerprints are stored: people type passwords where their address is asked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from . import clients
from .clients import KEPT
from .models import Attempt, UsualClient

Door = Attempt.Door
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """``tries`` of an account from a client, then ``waits``, the last for good; of strangers, so
    many an hour on one account, and so many accounts an hour from one address, then one each time.
    """

    tries: int
    waits: tuple[timedelta, ...]
    strangers: int
    strangers_wait: timedelta
    accounts: int = 50
    accounts_wait: timedelta = timedelta(minutes=1)


def _minutes(*numbers: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=number) for number in numbers)


RULES = {
    Door.PASSWORD: Rule(5, _minutes(1, 2, 4, 8, 15), 20, timedelta(seconds=30)),
    # Whoever gets there holds the password, and a code has six digits.
    Door.CODE: Rule(5, _minutes(1, 5, 15, 60), 10, timedelta(minutes=5)),
    Door.RESET: Rule(3, _minutes(5, 15, 60), 6, timedelta(minutes=10)),
}


def attempt(request: HttpRequest, door: Door, login: str) -> Attempt:
    """Count an attempt and return it, to be deleted when it succeeds.

    Raises ValidationError, which says how long to wait, when it comes too early.
    """
    account, address = _print(login.strip().lower()), _print(clients.address(request))
    browser = _print(clients.browser(request))
    with transaction.atomic():
        _one_at_a_time(account, address)
        now = timezone.now()
        usual = set(
            UsualClient.objects.filter(
                account=account, client__in=(address, browser), seen_at__gt=now - KEPT
            ).values_list("client", flat=True)
        )
        made = Attempt(
            door=door,
            account=account,
            address=address,
            # A neighbour’s failures are not those of a browser that we know.
            client=browser if browser in usual else address,
            is_stranger=not usual,
            at=now,
        )
        wait = _wait(made)
        if not wait:
            made.save()
    if wait:
        raise ValidationError(
            f"Trop de tentatives\u00a0: attendez {_duration(wait)}, puis recommencez.",
            code="throttled",
        )
    return made


def welcome(request: HttpRequest, login: str, response: HttpResponse | None = None) -> None:
    """Forget the failures of this account from this client, henceforth a usual one.

    To be called when a person has proved who they are, with nothing left to prove. The
    ``response`` carries the number of the browser.
    """
    account, address = _print(login.strip().lower()), _print(clients.address(request))
    known = {address}
    if response is not None:
        known.add(_print(clients.number_browser(request, response)))
    now = timezone.now()
    Attempt.objects.filter(
        account=account, client__in={address, _print(clients.browser(request))}
    ).delete()
    for client in sorted(known):
        UsualClient.objects.update_or_create(
            account=account, client=client, defaults={"seen_at": now}
        )
    Attempt.objects.filter(at__lte=now - DAY).delete()
    UsualClient.objects.filter(seen_at__lte=now - KEPT).delete()


def _wait(made: Attempt) -> timedelta:
    """Return how long this attempt comes too early."""
    rule, now = RULES[Door(made.door)], made.at
    tried = Attempt.objects.filter(door=made.door)
    own = _counted(tried.filter(account=made.account, client=made.client, at__gt=now - DAY))
    waits = [_left(own, rule.tries, rule.waits, now)]
    if made.is_stranger:
        lately = tried.filter(is_stranger=True, at__gt=now - HOUR)
        on_account = _counted(lately.filter(account=made.account))
        waits.append(_left(on_account, rule.strangers, (rule.strangers_wait,), now))
        from_address = _counted(lately.filter(address=made.address), "account")
        waits.append(_left(from_address, rule.accounts, (rule.accounts_wait,), now))
    return max(waits)


def _counted(attempts: QuerySet[Attempt], what: str = "pk") -> dict[str, Any]:
    return attempts.aggregate(number=Count(what, distinct=what != "pk"), last=Max("at"))


def _left(
    counted: dict[str, Any], free: int, waits: tuple[timedelta, ...], now: datetime
) -> timedelta:
    if counted["number"] < free:
        return timedelta()
    wait = waits[min(counted["number"] - free, len(waits) - 1)]
    # A clock set back must not lengthen it.
    return max(min(counted["last"] + wait - now, wait), timedelta())


def _one_at_a_time(*names: str) -> None:
    """Wait for the other attempts on the account, and from the address, to be counted."""
    if connection.vendor != "postgresql":
        return  # A transaction of SQLite is alone with the database from its start.
    keys = {int(name[:15], 16) for name in names}
    with connection.cursor() as cursor:
        # Always in one order, or two of them would wait for each other.
        for key in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _print(text: str) -> str:
    return salted_hmac("revitalisation.accounts.throttling", text, algorithm="sha256").hexdigest()


def _duration(wait: timedelta) -> str:
    seconds = -int(-wait.total_seconds() // 1)
    number, unit = (seconds, "seconde") if seconds < 60 else (-(-seconds // 60), "minute")
    return f"{number}\u00a0{unit}{'s' if number > 1 else ''}"
