"""The campaign: a survey of the pages, then rounds, each from the demonstration as it was."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from random import Random

from django.core.management import CommandError, call_command
from django.db import connection
from tqdm import tqdm

from . import plan
from .browser import SAFE, Answer, Reader, Sent
from .pages import read
from .routes import Keys, Route, routes

ROUND = 400
LOUD = 1_500  # characters of log that one refused request may cost
SLOW_FACTOR, SLOW_FLOOR, TRIES = 20, 0.05, 3


@dataclass
class Finding:
    """Something that must not be, and where to see it again."""

    what: str
    round: int
    number: int
    sent: Sent
    detail: str

    def __str__(self) -> str:
        return (
            f"{self.what} (--round {self.round}, demande {self.number})\n"
            f"    {self.sent}\n    {self.detail}"
        )


@dataclass
class Survey:
    """What the pages of the demonstration offer, to each role."""

    # (role, route) → names that links of the page ask for
    names: dict[tuple[str, Route], list[str]] = field(default_factory=dict)
    # (shape of a form, field) → the requests whose pages have it
    targets: dict[tuple[str, str], list[Sent]] = field(default_factory=dict)


class Campaign:
    """Sends ``requests`` requests, the sweep and the survey included; keeps what it found."""

    def __init__(
        self,
        seed: int,
        requests: int,
        reader: Reader,
        restore: Callable[[], None],
        known: list[Route] | None = None,
        say: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.say = say
        self.seed, self.requests, self.reader, self.restore = seed, requests, reader, restore
        self.routes = known or routes()
        self.roles = list(reader.clients)
        self.keys = Keys()
        self.survey = Survey()
        self.sent = self.reached = 0
        self.statuses: Counter[int] = Counter()
        self.hit: Counter[tuple[str, str]] = Counter()
        self.met: set[tuple[str, str, str]] = set()
        # By page, method and status: a page shown is not one that asks to sign in.
        self.times: dict[tuple[str, str, int], list[float]] = defaultdict(list)
        self.heavy: list[tuple[int, Sent, Answer]] = []
        self.findings: list[Finding] = []
        self.slow: list[Finding] = []

    @cached_property
    def sweep(self) -> list[tuple[str, Route, str]]:
        """Every role, route and method, in an order of the seed; a part of them in a short run."""
        # The survey has asked for every page with GET.
        rest = [method for method in plan.METHODS if method != "GET"]
        every = [(r, route, m) for route in self.routes for r in self.roles for m in rest]
        Random(self.seed).shuffle(every)
        return every[: max(len(every) if self.requests > len(every) else self.requests // 2, 1)]

    @property
    def rounds(self) -> int:
        """How many rounds the requests make."""
        return max(1, -(-self.requests // ROUND))

    def run(self, only: int | None = None) -> None:
        """Survey, then send every round, or one of them again."""
        with self.reader.listening():
            self._survey()
            for number in tqdm(range(1, self.rounds + 1) if only is None else [only], disable=None):
                self._round(number)

    # --- survey

    def _survey(self) -> None:
        rng = Random(f"{self.seed} survey")
        pairs = [(role, route) for route in self.routes for role in self.roles]
        if self.requests < len(pairs) * 4:
            # The stranger and the administrator first, so that a short run has forms of both.
            pairs = rng.sample(pairs, k=min(len(pairs), self.requests // 4))
        for number, (role, route) in enumerate(pairs, start=1):
            sent = Sent(role, route, "GET", self.keys.path(route, rng))
            answer = self._send(0, number, sent)
            if answer.status != 200 or b"<html" not in answer.content[:400]:
                continue
            self.survey.names[role, route] = read(answer.content.decode("utf-8", "replace"))[1]
            for target in plan.targets(answer):
                self.survey.targets.setdefault(target, []).append(sent)

    # --- rounds

    def _round(self, number: int) -> None:
        self.restore()
        self.reader.start_again()
        self.heavy = []
        rng = Random(f"{self.seed} {number}")
        share = len(self.sweep) // self.rounds + 1
        swept = self.sweep[(number - 1) * share : number * share]
        sent = 0
        for role, route, method in swept:
            sent += 1
            self._send(number, sent, plan.swept(role, route, method, self.keys, rng))
        room = max(self.requests // self.rounds - len(swept), 0)
        wanted, aims = self._wanted(), room * 2 // 5
        # Each round goes on where the one before it stopped: together they hit every field.
        aimed = iter(range((number - 1) * aims, number * aims))
        actions = [True] * aims + [False] * (room - 2 * aims)
        rng.shuffle(actions)
        for aims_at_field in actions:
            if aims_at_field and wanted:
                sent = self._aim(number, sent, wanted[next(aimed) % len(wanted)], rng)
            else:
                sent += 1
                self._send(number, sent, self._anywhere(rng))
        self._reproduce(number)
        self._check(number)

    def _wanted(self) -> list[tuple[str, str]]:
        """Return the fields, those of a form apart: what one decides closes it to the others."""
        wanted = sorted(self.survey.targets)
        Random(self.seed).shuffle(wanted)
        return wanted

    def _anywhere(self, rng: Random) -> Sent:
        role, route = rng.choice(
            sorted(self.survey.names, key=str) or [("anonyme", self.routes[0])]
        )
        if rng.random() < 0.2:
            return plan.odd_body(role, route, self.keys, rng)
        return plan.odd_address(
            role, route, self.keys, self.survey.names.get((role, route), []), rng
        )

    def _aim(self, number: int, sent: int, target: tuple[str, str], rng: Random) -> int:
        """Open a page that has a field, send its form; return the number of the last request."""
        for last in (False, False, True):
            page = rng.choice(self.survey.targets[target])
            if not last:
                # Another record than that of the survey; not all of them have the form.
                page = replace(page, path=self.keys.path(page.route, rng))
            answer = self._send(number, sent + 1, page)
            sent += 1
            form = plan.submission(page, answer, target, rng) if answer.status == 200 else None
            if form is not None:
                self._send(number, sent + 1, form)
                return sent + 1
        return sent

    # --- judging

    def _send(self, round_: int, number: int, sent: Sent) -> Answer:
        answer = self.reader.watched(sent)
        self.sent += 1
        self.reached += answer.reached
        self.statuses[answer.status] += 1
        self.met.add((sent.role, sent.route.text, sent.method))
        for name in sent.odd:
            shape, _, field_name = name.rpartition(" ")
            self.hit[shape, field_name] += 1
        self.times[sent.route.text, sent.method, answer.status].append(answer.cpu)
        self.heavy.append((number, sent, answer))
        self._judge(round_, number, sent, answer)
        return answer

    def _judge(self, round_: int, number: int, sent: Sent, answer: Answer) -> None:
        def found(what: str, detail: str) -> None:
            self._found(Finding(what, round_, number, sent, detail))

        # The page of health says with a 503 that something is wrong: nothing runs daily here.
        is_health = (answer.status, sent.route.name) == (503, "health")
        if answer.status >= 500 and not is_health:
            found("ERREUR 500", "; ".join(answer.errors) or answer.log[:400])
        elif len(answer.log) > LOUD:
            found("JOURNAL TROP LONG", f"{len(answer.log)} caractères : {answer.log[:200]!r}")
        if answer.written and sent.method in SAFE and sent.route.area != "compte":
            found("UNE LECTURE A ÉCRIT", f"{answer.status} {', '.join(answer.written)}")
        elif answer.written and answer.status >= 400:
            found("ÉCRIT À MOITIÉ", f"{answer.status} {', '.join(answer.written)}")

    def _reproduce(self, number: int) -> None:
        """Send again, three times, what took far longer than its page does."""
        for sent_number, sent, answer in self.heavy:
            known = self.times[sent.route.text, sent.method, answer.status]
            usual = statistics.median(known)
            if len(known) < 5 or answer.cpu < max(SLOW_FLOOR, SLOW_FACTOR * usual):
                continue
            again = [self.reader.again(sent) for _ in range(TRIES)]
            if min(again) >= max(SLOW_FLOOR, SLOW_FACTOR * usual):
                times = ", ".join(f"{t * 1000:.0f}" for t in (answer.cpu, *again))
                detail = f"{times} ms, médiane de la page {usual * 1000:.1f} ms"
                slow = Finding("LENTE", number, sent_number, sent, detail)
                self.slow.append(slow)
                self.say(str(slow))

    def _check(self, number: int) -> None:
        """Check that the records are whole: links, and what the rules answered."""
        nobody = Sent("–", self.routes[0], "–", "")
        try:
            connection.check_constraints()
        except Exception as error:
            self._found(Finding("LIEN ROMPU", number, 0, nobody, str(error)[:300]))
        try:
            call_command("check_counting", verbosity=0, stdout=_Nowhere(), stderr=_Nowhere())
        except CommandError as error:
            self._found(Finding("DÉCOMPTE FAUX", number, 0, nobody, str(error)))

    def _found(self, finding: Finding) -> None:
        self.findings.append(finding)
        self.say(str(finding))

    @property
    def unhit(self) -> list[tuple[str, str]]:
        """Fields of forms that no request gave an odd value to."""
        return [target for target in sorted(self.survey.targets) if not self.hit[target]]

    @property
    def unmet(self) -> int:
        """How many of (role, route, method) no request asked for."""
        every = {(r, o.text, m) for o in self.routes for r in self.roles for m in plan.METHODS}
        return len(every - self.met)


class _Nowhere:
    def write(self, text: str) -> None:
        pass

    def flush(self) -> None:
        pass
