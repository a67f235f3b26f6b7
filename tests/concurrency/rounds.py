"""Rounds: two people, three clicks, one moment; then what is stored is counted."""

import secrets
from collections.abc import Collection
from functools import partial
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from axes.business.models import Aid, Evidence, Job
from revitalisation.accounts.models import User

from .browser import Answer, Browser, at_once, fields_of
from .targets import DRIVES, Changing, Entering, Settling
from .world import World

SAVED = 302
# Told, and nothing saved: asked again, refused with a sentence, removed meanwhile.
TOLD = frozenset({200, 409, 410, 422})


class Rounds:
    """The rounds of every form, against a server and its database."""

    def __init__(self, url: str) -> None:
        self.world = World()
        self.browsers = {
            role: [self._sign_in(url, user) for user in people]
            for role, people in self.world.people.items()
        }

    @staticmethod
    def _sign_in(url: str, user: User) -> Browser:
        session = SessionStore()
        session["_auth_user_id"] = str(user.pk)
        session["_auth_user_backend"] = "revitalisation.accounts.backends.Backend"
        session["_auth_user_hash"] = user.get_session_auth_hash()
        session.save()
        cookies = {"sessionid": str(session.session_key), "csrftoken": secrets.token_hex(16)}
        return Browser(url, cookies)

    def address(self, name: str, record: Any = None) -> str:
        """Return the address of a form, about a record or not."""
        if name.startswith("admin:"):
            return reverse(name, args=[] if record is None else [record.pk])
        keys = [self.world.convention.slug] + ([] if record is None else [record.pk])
        return reverse(name, args=keys)

    def drive(self, name: str, rounds: int) -> None:
        """Do the rounds of one form; raises AssertionError at the first that goes wrong."""
        drive = DRIVES[name]
        if isinstance(drive, Entering):
            self._enter(name, drive, rounds)
        elif isinstance(drive, Changing):
            self._change(name, drive, rounds)
        else:
            self._settle(name, drive, rounds)

    def _enter(self, name: str, drive: Entering, rounds: int) -> None:
        first, second = self.browsers[drive.role]
        record = drive.of(self.world) if drive.of else None
        address = self.address(name, record)
        page = first.open(address)
        for n in range(rounds):
            if drive.each and drive.of:
                address = self.address(name, drive.of(self.world))
            before = drive.rows(self.world).count()
            mine = self._own(first, page) | drive.typed(self.world, 2 * n)
            theirs = self._own(second, page) | drive.typed(self.world, 2 * n + 1)
            answers = at_once(
                partial(first.post, address, mine),
                partial(first.post, address, mine),
                partial(second.post, address, theirs),
            )
            _check(name, n, answers, [{SAVED}] * 3)
            _same(name, n, answers[0].location, answers[1].location)
            _same(name, n, drive.rows(self.world).count(), before + 2)

    def _change(self, name: str, drive: Changing, rounds: int) -> None:
        first, second = self.browsers[drive.role]
        record = drive.record(self.world)
        model, key = type(record), record.pk
        address = self.address(name, record)
        page = first.open(address)
        for n in range(rounds):
            version = model._base_manager.get(pk=key).version
            one, two = _named(drive.one(n), page), _named(drive.two(n), page)
            mine, theirs = self._own(first, page) | one, self._own(second, page) | two
            answers = at_once(
                partial(first.post, address, mine),
                partial(first.post, address, mine),
                partial(second.post, address, theirs),
            )
            won = answers[2].status != SAVED
            _check(name, n, answers, [{SAVED}, {SAVED}, TOLD] if won else [TOLD, TOLD, {SAVED}])
            loser, late = (second, answers[2]) if won else (first, answers[0])
            _same(name, n, "pendant que vous l’aviez ouverte" in late.text, True)
            again = loser.post(address, fields_of(late.text))
            _check(name, n, [again], [{SAVED}])
            # What is stored is what the next round opens.
            page = first.open(address)
            expected = one | two if won else two | one
            _same(name, n, {k: _text(page[k]) for k in expected}, expected)
            _same(name, n, model._base_manager.get(pk=key).version, version + 2)
            self._sound(name, n, record)

    def _settle(self, name: str, drive: Settling, rounds: int) -> None:
        first, second = self.browsers[drive.role]
        for n in range(rounds):
            record = drive.record(self.world)
            address = self.address(name, record)
            page = first.open(address) | drive.typed
            mine, theirs = self._own(first, page), self._own(second, page)
            answers = at_once(
                partial(first.post, address, mine),
                partial(first.post, address, mine),
                partial(second.post, address, theirs),
            )
            statuses = [answer.status for answer in answers]
            _check(name, n, answers, [{SAVED, *TOLD}] * 3)
            # Both clicks of the first are answered alike, and one person at least did it.
            _same(name, n, statuses[0] == SAVED, statuses[1] == SAVED)
            if not drive.agreed:
                _same(name, n, (statuses[0] == SAVED) + (statuses[2] == SAVED), 1)
            _same(name, n, drive.done(record), 1)
            self._sound(name, n, record)

    @staticmethod
    def _own(browser: Browser, page: dict[str, str]) -> dict[str, str]:
        """Return the fields of a page as if this person had opened it: with a token of its own."""
        why = {"change_reason": "Saisie corrigée", "change_cause": "mistyped"}
        asked = {name: words for name, words in why.items() if name in page}
        own = {"form_token": secrets.token_hex(16), "csrfmiddlewaretoken": browser.secret}
        return page | asked | own

    def accept_while_editing(self, rounds: int) -> dict[str, int]:
        """Change a hire while its document is accepted; return how the rounds ended."""
        writer, reader = self.browsers["operator"][0], self.browsers["prefecture"][0]
        ended = {"accepted first": 0, "changed first": 0}
        for n in range(rounds):
            evidence = self.world.new_evidence()
            edit = self.address("job_update", evidence.job)
            accept = self.address("evidence_accept", evidence)
            mine = self._own(writer, writer.open(edit)) | {"weekly_hours": "20"}
            theirs = reader.open(accept)
            changed, verified = at_once(
                partial(writer.post, edit, mine), partial(reader.post, accept, theirs)
            )
            job = Job.objects.get(pk=evidence.job_id)
            evidence = Evidence.objects.get(pk=evidence.pk)
            name = "job_update × evidence_accept"
            if verified.status == SAVED:
                ended["accepted first"] += 1
                _check(name, n, [changed], [{409}])
                kept = (job.verified_on is not None, evidence.verified_by is not None)
                _same(name, n, (*kept, job.weekly_hours), (True, True, 35))
                again = writer.post(edit, fields_of(changed.text))
                _check(name, n, [again], [{422}])
                _same(name, n, "Cet emploi est vérifié" in again.text, True)
            else:
                ended["changed first"] += 1
                _check(name, n, [changed, verified], [{SAVED}, {409}])
                _same(name, n, (job.weekly_hours, job.verified_on), (20, None))
                again = reader.post(accept, fields_of(verified.text))
                _check(name, n, [again], [{SAVED}])
            job.refresh_from_db()
            _same(name, n, job.verified_on is not None, True)
        return ended

    @staticmethod
    def _sound(name: str, n: int, record: Any) -> None:
        """Check what a record promises beyond its fields."""
        aid = Aid.objects.filter(pk=record.pk).first() if isinstance(record, Aid) else None
        if aid is not None and aid.instalments.exists():
            _same(name, n, sum(i.principal for i in aid.instalments.all()), aid.amount)


def _named(typed: dict[str, str], shown: dict[str, str]) -> dict[str, str]:
    """Give its name to « the first organisation » of an attendance."""
    names = sorted(name for name in shown if name.startswith("organisation_"))
    return {names[int(k[1:])] if k[0] == "#" else k: value for k, value in typed.items()}


def _text(value: str) -> str:
    return value.replace(",00", "")


def _check(name: str, n: int, answers: list[Answer], wanted: list[Collection[int]]) -> None:
    for answer, statuses in zip(answers, wanted, strict=True):
        if answer.status not in statuses:
            found = [each.status for each in answers]
            raise AssertionError(f"{name}, round {n}: {found}\n{answer.text}")


def _same(name: str, n: int, found: Any, wanted: Any) -> None:
    if found != wanted:
        raise AssertionError(f"{name}, round {n}: {found!r}, not {wanted!r}")
