"""A page at a date is the same, tokens apart, when all that happened later is undone."""

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from difflib import unified_diff
from html import unescape
from typing import Any

import pypdf
import pytest
from django.db import models
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from python_calamine import CalamineWorkbook

from axes.business.models import Evidence, Project
from axes.ledger.models import LedgerEntry
from axes.site.models import Prospect, Site
from axes.territory.models import SkillsPlanMilestone
from convention.models import Convention
from reporting.figures.registry import PUBLISHED
from reporting.figures.snapshots import freeze
from reporting.pages.drawings import CHARTS
from revitalisation.accounts.models import User
from revitalisation.ui.forms import FormPage

from . import later
from .factories import (
    CountingRulesFactory,
    EvidenceFactory,
    JobCommitmentFactory,
    JobFactory,
    PlacementFactory,
    ProjectFactory,
    ProspectFactory,
    TermsFactory,
)

# The very day of a commitment committee, a week before a follow-up was done; the day of the figures
# that a committee read later; the last months.
DATES = (date(2014, 12, 2), date(2015, 5, 31), date(2016, 6, 7))
DAY = timedelta(days=1)
# Days of the calendar, of an entry or of the frame: they say nothing that happened.
NO_FACTS = {
    "Aid": set(),
    "Committee": {"as_of"},
    "Convention": {"signed_on", "operational_start"},
    "ConventionTerms": {"ends_on"},
    "FollowUp": {"due_on"},
    "Job": {"entered_at", "twelve_months_on"},
    "JobCommitment": {"due_on"},
    "LedgerEntry": {"recorded_at"},
    "LoanInstalment": {"due_on"},
    "Measure": {"deadline"},
    "Placement": {"entered_at"},
    "SkillsPlanMilestone": {"planned_on"},
    "Snapshot": {"taken_at"},
}


# --- what is declared ---------------------------------------------------------------------------


@pytest.mark.parametrize("model", later.recorded_models(), ids=lambda m: m._meta.label)
def test_every_day_of_a_record_is_declared(model):
    """A new day is a fact that pages hide before it comes, or is said here to be none."""
    days = {f.name for f in model._meta.concrete_fields if isinstance(f, models.DateField)}
    said = getattr(model, "dates", None)
    facts = {said.since, *said.brings} - {""} if said else set()
    apart = set(said.apart) if said else set()
    own = {name for name in facts if "__" not in name}
    assert days == own | apart
    assert apart == NO_FACTS.get(model.__name__, set())


# --- the pages of a day ---------------------------------------------------------------------------


def pages(found: Any = None, above: tuple[str, ...] = ()) -> Iterator[tuple[str, type, Any]]:
    """Yield the name and the class of every page of the product, and what its address asks."""
    for item in found or get_resolver().url_patterns:
        asked = (*above, *item.pattern.converters)
        if isinstance(item, URLResolver):
            yield from pages(item.url_patterns, asked)
            continue
        view = getattr(item.callback, "view_class", None)
        if view is not None and view.__module__.startswith(("convention.", "axes.", "reporting.")):
            yield item.name, view, asked


def is_form(view: type) -> bool:
    """A form is of today, whatever the date of the page one comes from."""
    return issubclass(view, FormPage)


def addresses(convention: Convention, forms: bool = False) -> Iterator[str]:
    """Yield the address of every page, one for each record it may be about."""
    choices: dict[str, Any] = {
        "slug": lambda view: [convention.slug],
        "number": lambda view: convention.axes.values_list("number", flat=True),
        "code": lambda view: PUBLISHED,
        "name": lambda view: CHARTS,
        "pk": lambda view: some(list(models.QuerySet(view.model).values_list("pk", flat=True))),
    }
    for page, view, asked in pages():
        if is_form(view) != forms:
            continue
        filled: list[dict[str, Any]] = [{}]
        for name in asked:
            filled = [kept | {name: value} for kept in filled for value in choices[name](view)]
        yield from (reverse(page, kwargs=kept) for kept in filled)


def some(keys: list[int]) -> list[int]:
    """Return the last records, those of ``enrich``, and forty of the others from one end to the
    other.
    """
    keys.sort()
    return sorted({*keys[:: max(1, len(keys) // 40)], *keys[-15:]})


TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')
# The dates offered are a way to get about: the one named exception.
OFFERED = re.compile(r'<ul class="fr-tags-group" aria-label="Dates proposées">.*?</ul>', re.DOTALL)
LINK = re.compile(r'href="([^"#]+)')
CHOICE = re.compile(r'<select name="(\w+)".*?</select>', re.DOTALL)
OPTION = re.compile(r'<option value="([^"]+)"')


def text_of(answer: Any) -> Any:
    """Return what an answer tells, whatever its kind, without its tokens."""
    kind = answer["Content-Type"].split(";")[0]
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if kind == "application/pdf":
        return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    if kind.endswith("spreadsheetml.sheet"):
        return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return OFFERED.sub("", TOKEN.sub(r"\1", content.decode()))


def further(address: str, page: str, as_of: date) -> Iterator[str]:
    """Yield what a page leads to at its date: exports, sorts, breakdowns, filters, one axis."""
    at = f"au={as_of.isoformat()}"
    for link in map(unescape, LINK.findall(page)):
        found = address.partition("?")[0] + link if link.startswith("?") else link
        if at in found and "&" in found:
            yield found
    filters = page.partition('id="filtres"')[2].partition("</form>")[0]
    for choice in CHOICE.finditer(filters):
        for value in OPTION.findall(choice[0]):
            yield f"{address}&{choice[1]}={value}"


def read(client: Client, convention: Convention, as_of: date) -> dict[str, Any]:
    """Return what every page tells at a date, by address, and what it leads to at that date."""
    told: dict[str, Any] = {}
    found: set[str] = set()
    for address in addresses(convention):
        dated = f"{address}?au={as_of.isoformat()}"
        told[dated] = ask(client, dated)
        if isinstance(told[dated], str):
            found.update(further(dated, told[dated], as_of))
    for address in sorted(found - set(told)):
        told[address] = ask(client, address)
    return told


def ask(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code in (200, 404), address
    return text_of(answer)


def differences(before: Any, after: Any, told: list[str]) -> Iterator[str]:
    """Yield a few of the lines that differ, for the reader of a failure."""
    for address in told[:40]:
        lines = [str(side[address]).splitlines() for side in (before, after)]
        yield address
        yield from list(unified_diff(*lines, lineterm="", n=0))[3:9]


def enrich(convention: Convention, as_of: date) -> None:
    """Record, around a day, each thing that may happen the day after it."""
    site, business, territory = convention.axes.order_by("number")
    operator = User.objects.get(email="operateur@demo.invalid")
    prefecture = User.objects.get(email="prefecture@demo.invalid")
    after, before = as_of + DAY, as_of - 30 * DAY
    by = {"entered_by": operator}
    # The convention: rules with a trial period, then texts and budgets of the day after.
    CountingRulesFactory(convention=convention, effective_on=before, trial_months=2)
    CountingRulesFactory(convention=convention, effective_on=after, min_weekly_hours=20)
    terms = convention.terms.order_by("effective_on").last()
    TermsFactory(
        convention=convention, number=9, effective_on=after, ends_on=terms.ends_on + 900 * DAY,
        envelope=900_000_000, job_target=999, reason="Prolongation",
    )  # fmt: skip
    measure = business.measures.first()
    measure.budgets.create(effective_on=after, amount=99_900)
    # Committees: planned, and the one that will read the figures of the day.
    convention.committees.create(kind="steering", held_on=after, as_of=as_of, place="Plus tard")
    held = {"kind": "follow_up"}
    reader, is_new = convention.committees.get_or_create(
        **held, as_of=as_of, defaults={"held_on": after, "verdict": "behind", "place": "Auch"}
    )
    if is_new:
        firm = convention.liable_company
        reader.attendances.create(organisation=firm, college="company", present=True)
    others = convention.committees.create(
        **held, as_of=before, held_on=after + DAY, place="Auch", verdict="missed"
    )
    for committee in (reader, others):
        freeze(committee)
    # Projects: completed and decided, withdrawn, received.
    ProjectFactory(axis=business, received_on=before, completed_on=after, decided_on=after)
    approved = ProjectFactory(axis=business, received_on=before, decided_on=before,
                              withdrawn_on=after)  # fmt: skip
    ProjectFactory(axis=business, received_on=after, decided_on=after, title="Reçu plus tard")
    JobCommitmentFactory(project=approved, committed_on=before, due_on=after, cancelled_on=after)
    JobCommitmentFactory(project=approved, committed_on=after, due_on=after, post="Promis ensuite")
    # Hires: broken off within the trial, verified, left and replaced.
    on_trial = {"hired_on": as_of - 10 * DAY, "ended_on": after, "end_reason": "trial"}
    JobFactory(project=approved, post="Essai rompu", **on_trial, **by)
    checked = JobFactory(project=approved, hired_on=before - 90 * DAY, **by)
    EvidenceFactory(job=checked, dated_on=as_of).accept(prefecture, after)
    EvidenceFactory(job=checked, dated_on=after, kind=Evidence.Kind.DSN)
    leaver = JobFactory(project=approved, hired_on=before - 90 * DAY, ended_on=as_of,
                        end_reason="resignation", **by)  # fmt: skip
    JobFactory(project=approved, hired_on=after, replaces=leaver, post="Remplaçant", **by)
    # Young people: followed up, left.
    young = PlacementFactory(axis=territory, hired_on=before - 90 * DAY, ended_on=after,
                             end_reason="other", contract="permanent", **by)  # fmt: skip
    young.follow_ups.create(month=3, done_on=after, situation="seeking")
    PlacementFactory(axis=territory, hired_on=after, contract="permanent", **by)
    milestone = SkillsPlanMilestone.objects.filter(plan__axis=territory).first()
    milestone.done_on = after
    milestone.save()
    # The site and its prospects: closed, signed, lost, first met, never met.
    place = Site.objects.get(axis=site)
    place.closed_on = after
    place.save()
    became = Project.objects.filter(axis=business, received_on=before).first()
    signed = ProspectFactory(site=place, name="Signera")
    ProspectFactory(site=place, name="Sera perdu").stages.create(
        stage="lost", dated_on=after, lost_reason="cost"
    )
    ProspectFactory(site=place, name="Inconnu").stages.update(dated_on=after)
    Prospect.objects.create(site=place, name="Sans étape", activity="x")
    signed.stages.create(stage="signed", dated_on=after)
    signed.project = became
    signed.save()
    # Money: cancelled the day after.
    entry = LedgerEntry.objects.create(
        measure=measure, kind="committed", dated_on=as_of, amount=100, label="À annuler",
        over_envelope_reason="essai", recorded_by=operator,
    )  # fmt: skip
    entry.reverse(operator, on=after, reason="Annulée plus tard")


@pytest.mark.parametrize("as_of", DATES, ids=date.isoformat)
@pytest.mark.parametrize("role", ["admin", "mission-locale"])
def test_no_page_of_a_day_tells_a_later_one(role, as_of, lectoure, as_role):
    enrich(lectoure, as_of)
    client = as_role(role)
    before = read(client, lectoure, as_of)
    undone = later.undo(as_of)
    missed = [m._meta.label for m in later.recorded_models() if getattr(m, "dates", None)
              and (m.dates.since or m.dates.brings) and not undone.get(m)]  # fmt: skip
    assert missed == [], "nothing happens later to these: nothing is tried"
    after = {address: ask(client, address) for address in before}
    told = [address for address in before if before[address] != after[address]]
    assert told == [], "\n".join(map(str, differences(before, after, told)))
