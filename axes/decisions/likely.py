"""Which hires look like one post entered twice: same firm, same post, within a month."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import combinations
from operator import or_
from typing import Any

from django.db.models import Count, F, Q
from django.utils.crypto import salted_hmac

from axes.business.models import Company, Job, JobSpell
from axes.territory.models import Placement
from convention.access import Right, has_right
from convention.models import Convention
from revitalisation.accounts.models import User
from revitalisation.history.reasons import bare
from revitalisation.ui.formats import long_date

from .models import SIDES, Settlement

APART = timedelta(days=31)
# Shorter words of a title say nothing of the post.
SHORTEST = 4


@dataclass(frozen=True)
class Pair:
    """Two hires that look like one post, in their order."""

    first: Any
    second: Any

    @property
    def hires(self) -> tuple[Any, Any]:
        """Both of them."""
        return self.first, self.second

    @property
    def pk(self) -> str:
        """What names the pair in an address, and tells nothing of the hires."""
        return salted_hmac("double", str(self.same)).hexdigest()[:20]

    @property
    def same(self) -> tuple[tuple[bool, int], ...]:
        """What tells two pairs apart."""
        return tuple((hire.is_placement, hire.pk) for hire in self.hires)

    @property
    def conventions(self) -> list[Convention]:
        """The conventions of both, each once, in the order in which writers wait for them."""
        return sorted({hire.convention for hire in self.hires}, key=lambda c: c.pk)

    def settlement(self, **said: Any) -> Settlement:
        """Return an answer about the pair, still to be given and saved."""
        links = {
            side[hire.is_placement]: hire for side, hire in zip(SIDES, self.hires, strict=True)
        }
        return Settlement(**links, **said)

    def told(self) -> tuple[str, str]:
        """Say what both are; of which conventions, where they are of two."""
        is_of_two = len(self.conventions) > 1
        first, second = (
            f"{words} ({hire.convention})" if is_of_two else words
            for hire, words in zip(self.hires, map(self._told, self.hires), strict=True)
        )
        return first, second

    @property
    def is_about_young(self) -> bool:
        """Whether one of the two is the placement of a young person."""
        return any(hire.is_placement for hire in self.hires)

    def _told(self, hire: Any) -> str:
        """Say what a hire is, to whoever settles: nobody who does reads who employs young people.

        Of a placement, the day and the contract, by which it looks like the other hire; beside it,
        no firm is named.
        """
        day = f"embauche du {long_date(hire.hired_on)}"
        if hire.is_placement:
            return f"Placement d’un jeune, {hire.get_contract_display()}, {day}"
        said = f"Emploi n°\u00a0{hire.pk} – {hire.post}, {hire.get_contract_display()}, {day}, "
        said += f"projet {hire.project.reference}"
        return said if self.is_about_young else f"{said}, {hire.project.company}"


def known(user: User, convention: Convention, as_of: date) -> list[Pair]:
    """Return the likely doubles of a convention, by a day, that ``user`` may settle, or has.

    Whoever settles verifies jobs in the conventions of both hires: that a firm is followed
    elsewhere is told to nobody else.
    """
    may: dict[int, bool] = {}
    return [pair for pair in _likely(convention, as_of) if settles(user, pair, may)]


def to_settle(user: User, convention: Convention, as_of: date) -> list[Pair]:
    """Return those of ``known`` that nobody has settled."""
    answered = {row.pair.same for row in settled(user, convention, as_of)}
    return [pair for pair in known(user, convention, as_of) if pair.same not in answered]


def settled(user: User, convention: Convention, as_of: date) -> list[Settlement]:
    """Return what was settled by a day of hires of a convention, for who may settle it."""
    may: dict[int, bool] = {}
    paths = (
        f"{link}__{model.convention_path}"
        for side in SIDES
        for link, model in zip(side, (Job, Placement), strict=True)
    )
    here = reduce(or_, (Q(**{path: convention}) for path in paths))
    rows = Settlement.objects.filter(Settlement.holding(as_of)).filter(here).select_related(
        *(f"{side[0]}__project__axis__convention" for side in SIDES),
        *(f"{side[0]}__project__company" for side in SIDES),
        *(f"{side[1]}__axis__convention" for side in SIDES),
        "convention", "supersedes",
    )  # fmt: skip
    found = [row for row in rows if settles(user, row.pair, may)]
    counted = [row.counted for row in found]
    counting = JobSpell.objects.filter(
        JobSpell.on(as_of),
        reason="",
        hire__in=[hire.pk for hire in counted if isinstance(hire, Job)],
    )
    jobs = set(counting.values_list("hire", flat=True))
    for row, hire in zip(found, counted, strict=True):
        if isinstance(hire, Job):
            row.is_lost = hire.pk not in jobs
        elif hire is not None:
            row.is_lost = hire.counts_from is None or hire.counts_from > as_of
    return found


def settles(user: User, pair: Pair, may: dict[int, bool] | None = None) -> bool:
    """Say whether someone verifies jobs in the conventions of both hires; ``may`` is known."""
    may = {} if may is None else may
    for convention in pair.conventions:
        if convention.pk not in may:
            may[convention.pk] = has_right(user, convention, Right.VERIFY)
    return all(may[convention.pk] for convention in pair.conventions)


def _likely(convention: Convention, as_of: date) -> Iterator[Pair]:
    """Yield the pairs one of whose hires is of a convention, in the order of their days."""
    firms = (
        Company.objects.filter(pk__in=convention.companies.values("identity"))
        .annotate(
            files=Count("known_as__projects", distinct=True)
            + Count("known_as__placements__axis", distinct=True)
        )
        .filter(files__gt=1)
        .values("pk")
    )
    then = {"hired_on__lte": as_of, "counts_from__isnull": False}
    jobs = Job.objects.filter(project__company__identity__in=firms, **then)
    placements = Placement.objects.filter(employer__identity__in=firms, **then)
    by_firm: dict[int, list[Any]] = defaultdict(list)
    found = jobs.annotate(firm=F("project__company__identity")).select_related(
        "project__axis__convention", "project__company"
    )
    others = placements.annotate(firm=F("employer__identity")).select_related("axis__convention")
    for hire in (*found.order_by("pk"), *others.order_by("pk")):
        by_firm[hire.firm].append(hire)
    pairs = (Pair(*two) for hires in by_firm.values() for two in combinations(hires, 2))
    mine = (p for p in pairs if convention in p.conventions and _look_alike(*p.hires))
    yield from sorted(mine, key=lambda p: (max(p.first.hired_on, p.second.hired_on), p.same))


def _look_alike(one: Any, other: Any) -> bool:
    if abs(one.hired_on - other.hired_on) > APART:
        return False
    if not one.is_placement and not other.is_placement:
        return one.project_id != other.project_id and bool(_words(one.post) & _words(other.post))
    if one.is_placement and other.is_placement:
        is_elsewhere = one.convention != other.convention
        return is_elsewhere and (one.contract, one.age_at_hire) == (
            other.contract, other.age_at_hire,
        )  # fmt: skip
    return bool(one.contract == other.contract)


def _words(title: str) -> set[str]:
    """Return the words that say what a post is, whatever their case and accents."""
    return {word for word in re.findall(r"\w+", bare(title)) if len(word) >= SHORTEST}
