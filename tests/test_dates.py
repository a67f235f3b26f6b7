"""A page at a date is the same, tokens apart, when all that happened later is undone."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from difflib import unified_diff
from html import unescape
from typing import Any

import pypdf
import pytest
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve, reverse
from django.utils import timezone
from docx import Document
from python_calamine import CalamineWorkbook

from axes.business.models import Job, Project
from axes.decisions.views import Settle
from axes.site.models import Prospect, ProspectStage, Site
from axes.territory.models import FollowUp
from convention.models import Committee, Convention
from convention.pages.history import RecordHistory
from reporting.figures.parts import DIMENSIONS
from reporting.figures.registry import PUBLISHED
from reporting.figures.rows import rows
from reporting.situation.drawings import CHARTS
from revitalisation.dated import known_columns
from revitalisation.ui.formats import long_date
from revitalisation.ui.forms import FormPage

from . import later
from .afterwards import enrich
from .factories import (
    CountingRulesFactory,
    JobFactory,
    ProjectFactory,
)
from .test_permissions import alike

# The very day of a commitment committee, a week before a follow-up was done; the day of the figures
# that a committee read later; the last months.
DATES = (date(2014, 12, 2), date(2015, 5, 31), date(2016, 6, 7))
# Pages ask both databases the same: one of these days shows that the second understands them.
ASKED = DATES if connection.vendor == "sqlite" else DATES[1:2]
DAY = timedelta(days=1)
# Days of the calendar, of an entry or of the frame: they say nothing that happened.
NO_FACTS = {
    "Axis": {"uncounted_from"},
    "AxisTerms": {"holds_until", "recorded_at"},
    "Comment": {"signed_on", "holds_until", "recorded_at"},
    "Committee": {"as_of"},
    "ContractChange": {"holds_until", "recorded_at"},
    "Convention": {"signed_on", "operational_start"},
    "ConventionTerms": {"ends_on"},
    "Evidence": {"accepted_at"},
    "FollowUp": {"due_on"},
    "Job": {"entered_at", "twelve_months_on", "twenty_four_months_on"},
    "JobCommitment": {"due_on"},
    "JobSpell": {"since", "until", "said_since", "term_on"},
    "LedgerEntry": {"recorded_at"},
    "LoanInstalment": {"due_on"},
    "Measure": {"deadline"},
    "Opinion": {"signed_on", "holds_until", "recorded_at"},
    "OutreachPeriod": {"starts_on"},
    "PerimeterCommune": {"holds_until", "recorded_at"},
    "Placement": {"entered_at"},
    "Project": {"baseline_on", "approved_from", "lapsed_from"},
    "ProjectDecision": {"holds_until", "recorded_at"},
    "Resolution": {"due_on"},
    "Settlement": {"holds_until", "recorded_at"},
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


def pages(found: Any = None, above: tuple[str, ...] = ()) -> Iterator[tuple[Any, type, Any]]:
    """Yield the name and the class of every page of the product, and what its address asks."""
    for item in found or get_resolver().url_patterns:
        asked = (*above, *item.pattern.converters)
        if isinstance(item, URLResolver):
            yield from pages(item.url_patterns, asked)
            continue
        view = getattr(item.callback, "view_class", None)
        if view is None or not view.__module__.startswith(("convention.", "axes.", "reporting.")):
            continue
        # A history tells when things were entered, and says so: the other named exception.
        if not issubclass(view, RecordHistory):
            yield item.name, view, asked


def is_form(view: type) -> bool:
    """A form is of today, whatever the date of the page one comes from."""
    return issubclass(view, FormPage)


def addresses(convention: Convention, forms: bool = False, most: int = 8) -> Iterator[str]:
    """Yield the address of every page, for each of ``most`` records it may be about, and more."""
    choices: dict[str, Any] = {
        "slug": lambda view: [convention.slug],
        "number": lambda view: convention.axes.values_list("number", flat=True),
        "code": lambda view: PUBLISHED,
        "name": lambda view: CHARTS,
        "pk": lambda view: (
            [alike().pk]
            if view is Settle
            else some(models.QuerySet(view.model).values_list("pk", flat=True), most)
        ),
    }
    for page, view, asked in pages():
        if is_form(view) != forms:
            continue
        filled: list[dict[str, Any]] = [{}]
        for name in asked:
            filled = [kept | {name: value} for kept in filled for value in choices[name](view)]
        yield from (reverse(page, kwargs=kept) for kept in filled)


def some(found: Iterable[int], most: int) -> list[int]:
    """Return ``most`` keys from one end to the other, and the last ones, which ``enrich`` gave."""
    keys = sorted(found)
    return sorted({*keys[:: max(1, len(keys) // most)], *keys[-most:]})


TOKEN = re.compile(r'(name="(?:csrfmiddlewaretoken|form_token)" value=")[^"]+')
# The dates offered are a way to get about: a named exception.
OFFERED = re.compile(r'<ul aria-label="Dates proposées">.*?</ul>', re.DOTALL)
DATED = re.compile(r"[?;&]au=([\d-]+)")
TODAY = timezone.localdate().isoformat()
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
    if kind.endswith("wordprocessingml.document"):
        return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]
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


def read(client: Client, convention: Convention, as_of: date, within: str) -> dict[str, Any]:
    """Return what every page tells at a date, by address, and what it leads to at that date.

    ``within`` is part of the addresses read. What pages lead to is asked on one day: it is made of
    what they tell.
    """
    told: dict[str, Any] = {}
    found: set[str] = set()
    rows_of: set[str] = set()
    for address in (a for a in addresses(convention) if within in a):
        dated = f"{address}?au={as_of.isoformat()}"
        told[dated] = ask(client, dated)
        if isinstance(told[dated], str) and as_of == DATES[1]:
            # Figures made of the same rows lead to the same exports of them.
            more = set(further(dated, told[dated], as_of))
            found |= {a for a in more if "lignes=" not in a or a.partition("?")[2] not in rows_of}
            rows_of |= {a.partition("?")[2] for a in more}
    for address in sorted(a for a in found - set(told) if within in a):
        told[address] = ask(client, address)
    return told


def ask(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code in (200, 404), address
    return text_of(answer)


def printed(convention: Convention, as_of: date) -> dict[str, str]:
    """Return what the command of figures prints: rows, parts, all of them for machines."""
    found = {}
    asked = [{"rows": code} for code in PUBLISHED] + [{"by": name} for name in DIMENSIONS]
    for options in (*asked, {"format": "json"}):
        out = io.StringIO()
        call_command("figures", convention.slug, as_of=as_of.isoformat(), stdout=out, **options)
        found[str(options)] = out.getvalue()
    return found


def differences(before: Any, after: Any, told: list[str]) -> Iterator[str]:
    """Yield a few of the lines that differ, for the reader of a failure."""
    for address in told[:40]:
        then, now = (str(side[address]).splitlines() for side in (before, after))
        yield address
        yield from list(unified_diff(then, now, lineterm="", n=0))[3:9]


@pytest.mark.parametrize("as_of", ASKED, ids=date.isoformat)
@pytest.mark.parametrize("role", ["admin", "mission-locale"])
def test_no_page_of_a_day_tells_a_later_one(role, as_of, lectoure, as_role):
    enrich(lectoure, as_of)
    client = as_role(role)
    # Who follows the young people reads more of them than an administrator.
    before = read(client, lectoure, as_of, "" if role == "admin" else "/jeunes/")
    before |= printed(lectoure, as_of) if role == "admin" else {}
    tomorrow = f"{reverse('placement_list', args=[lectoure.slug])}?au={(as_of + DAY).isoformat()}"
    then = ask(client, tomorrow)
    undone = later.undo(as_of)
    missed = [m._meta.label for m in later.recorded_models() if getattr(m, "dates", None)
              and (m.dates.since or m.dates.brings) and not undone.get(m)]  # fmt: skip
    assert missed == [], "nothing happens later to these: nothing is tried"
    assert ask(client, tomorrow) != then
    after = printed(lectoure, as_of) if role == "admin" else {}
    after |= {address: ask(client, address) for address in before if address.startswith("/")}
    told = [address for address in before if before[address] != after[address]]
    assert told == [], "\n".join(map(str, differences(before, after, told)))


# --- today --------------------------------------------------------------------------------------


def test_forms_are_of_today_whatever_the_date_in_their_address(lectoure, as_role):
    opened = set()
    # An administrator neither follows the young people nor signs for a party.
    for role in ("admin", "mission-locale", "operateur"):
        client = as_role(role)
        mine = set()
        for address in addresses(lectoure, forms=True, most=3):
            if resolve(address).url_name in opened:
                continue
            answer = client.get(address)
            if answer.status_code == 200:
                mine.add(answer.resolver_match.url_name)
                page = text_of(answer)
                assert page == text_of(client.get(f"{address}?au=2015-05-31")), address
                assert set(DATED.findall(page)) <= {TODAY}, address
        opened |= mine
    assert opened == {page for page, view, _ in pages() if is_form(view)}


def test_a_page_of_a_past_day_says_so_and_leads_to_forms_and_to_today(lectoure, as_role):
    client = as_role("admin")
    day = date(2016, 6, 7)
    for address in addresses(lectoure, most=1):
        answer = client.get(address, {"au": day.isoformat()})
        if answer.status_code == 404 or not answer["Content-Type"].startswith("text/html"):
            continue
        if answer.resolver_match.url_name == "method":
            continue  # the definitions of all conventions have no date
        said, today = text_of(answer), text_of(client.get(address, {"au": TODAY}))
        assert said.count("Vous consultez la situation au 7\u00a0juin 2016.") == 1, address
        assert f'href="{address}?au={TODAY}">Revenir à aujourd’hui' in said, address
        assert "Vous consultez la situation" not in today, address
        for link in map(unescape, LINK.findall(said)):
            path, _, query = link.partition("?")
            if path.startswith("/conventions/") and is_form(resolve(path).func.view_class):
                assert query == "", f"{link} on {address}"


# --- the very day and the day before ------------------------------------------------------------


def on(
    client: Client, name: str, convention: Convention, *args: Any, au: date, **query: str
) -> str:
    """Return the text of a page at a date."""
    answer = client.get(reverse(name, args=[convention.slug, *args]), {"au": au, **query})
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(text_of(answer))).split())


def test_a_follow_up_is_done_on_its_day(lectoure, as_role):
    step = FollowUp.objects.of(lectoure).get(done_on=date(2016, 12, 9))
    client, key = as_role("mission-locale"), step.placement_id
    assert "09/12/2016" not in on(client, "placement_detail", lectoure, key, au=date(2016, 12, 8))
    assert "09/12/2016" in on(client, "placement_detail", lectoure, key, au=date(2016, 12, 9))


def test_the_rows_behind_a_figure_show_a_departure_from_its_day(lectoure, as_role):
    client, day = as_role("prefecture"), date(2014, 9, 18)
    leaver = Job.objects.of(lectoure).filter(ended_on=day, counts_from__lt=day).first()
    ended = {
        au: [r for r in csv_rows(client, lectoure, "jobs_created", au) if r["id"] == str(leaver.pk)]
        for au in (day - DAY, day)
    }
    assert [row["ended_on"] for (row,) in ended.values()] == ["", "2014-09-18"]


def csv_rows(client: Client, convention: Convention, code: str, au: date) -> list[dict[str, str]]:
    address = reverse("figure_rows", args=[convention.slug, code])
    text = text_of(client.get(address, {"au": au, "format": "csv"}))
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))


def test_a_project_has_its_page_from_the_day_it_was_received(project, as_role):
    client, address = as_role("prefecture"), project.get_absolute_url()
    assert client.get(address, {"au": project.received_on - DAY}).status_code == 404
    assert client.get(address, {"au": project.received_on}).status_code == 200


def test_a_trial_broken_off_is_told_of_rows_from_its_day(lectoure):
    CountingRulesFactory(convention=lectoure, effective_on=date(2016, 1, 4), trial_months=2)
    hire = JobFactory(
        project=Project.objects.of(lectoure).get(reference="LEC-007"),
        hired_on=date(2016, 2, 1), ended_on=date(2016, 3, 1), end_reason="trial",
    )  # fmt: skip
    told = [
        Job.objects.filter(pk=hire.pk)
        .values_list(known_columns(Job, au)["not_counted_reason"], flat=True)
        .get()
        for au in (date(2016, 2, 29), date(2016, 3, 1))
    ]
    assert told == ["", "trial"]


def test_a_prospect_reaches_its_stages_one_by_one(lectoure, as_role):
    stage = ProspectStage.objects.of(lectoure).filter(stage="signed").get()
    prospect, client = stage.prospect, as_role("operateur")
    eve, day = stage.dated_on - DAY, stage.dated_on
    for au, is_signed in ((eve, False), (day, True)):
        page = on(client, "prospect_detail", lectoure, prospect.pk, au=au)
        assert ("Signé" in page) is is_signed
        assert (str(prospect.project) in page) is is_signed
        axis = on(client, "axis", lectoure, 1, au=au)
        assert ("Projet né de ce prospect" in axis) is is_signed
        assert ("Signé" in on(client, "prospect_list", lectoure, au=au, q=prospect.name).split(
            "Atteinte le")[1]) is is_signed  # fmt: skip


def test_a_prospect_without_a_stage_is_known_today_only(lectoure, as_role):
    site, client = Site.objects.get(axis__convention=lectoure), as_role("operateur")
    new = Prospect.objects.create(site=site, name="À compléter", activity="x")
    today, address = timezone.localdate(), new.get_absolute_url()
    assert "À compléter" in on(client, "prospect_list", lectoure, au=today)
    assert "À compléter" not in on(client, "prospect_list", lectoure, au=today - DAY)
    assert client.get(address).status_code == 200
    assert client.get(address, {"au": today - DAY}).status_code == 404


def test_a_trial_broken_off_is_only_then_what_keeps_a_hire_from_counting(lectoure, as_role):
    CountingRulesFactory(convention=lectoure, effective_on=date(2016, 1, 4), trial_months=2)
    hire = JobFactory(
        project=Project.objects.of(lectoure).get(reference="LEC-007"), post="À l’essai",
        hired_on=date(2016, 2, 1), ended_on=date(2016, 3, 1), end_reason="trial",
    )  # fmt: skip
    assert hire.not_counted_reason == "trial"
    client, key = as_role("prefecture"), hire.project_id
    for au, words in ((date(2016, 2, 29), "période d’essai en cours"),
                      (date(2016, 3, 1), "rompu avant la fin de la période d’essai")):  # fmt: skip
        line = on(client, "project_detail", lectoure, key, au=au).partition("À l’essai")[2]
        assert words in line[:160]
        listed = on(client, "job_list", lectoure, au=au, q="l’essai")
        assert ("rompu avant la fin" in listed) is (au == date(2016, 3, 1))


def test_the_committee_of_the_figures_is_told_before_it_meets_and_no_other(lectoure, as_role):
    client, day = as_role("prefecture"), date(2015, 5, 31)
    reader = Committee.objects.get(convention=lectoure, as_of=day, kind="follow_up")
    assert reader.held_on == date(2015, 7, 7)
    listed = on(client, "committee_list", lectoure, au=day)
    assert "Le comité tenu après cette date en a lu les chiffres." in listed
    assert "07/07/2015" in listed
    assert "23/06/2015" not in listed
    assert "après la date de cette page" in on(client, "committee_detail", lectoure, reader.pk,
                                               au=day)  # fmt: skip
    assert "tenu après cette date sur ces chiffres" in on(client, "dashboard", lectoure, au=day)
    assert "tenu après leur date" in on(client, "communique", lectoure, au=day)
    others = reader.get_absolute_url()
    assert client.get(others, {"au": "2015-05-30"}).status_code == 404
    assert client.get(others, {"au": "2015-07-07"}).status_code == 200
    assert "après" not in on(client, "committee_detail", lectoure, reader.pk, au=reader.held_on)


def test_a_committee_to_come_is_told_today_only(lectoure, as_role):
    today = timezone.localdate()
    planned = lectoure.committees.create(
        kind="follow_up", held_on=today + 30 * DAY, as_of=today, place="Auch"
    )
    client = as_role("prefecture")
    said = f"prochain le {long_date(planned.held_on)}".replace("\u00a0", " ")
    for au, is_told in ((today, True), (today - DAY, False)):
        home = " ".join(client.get("/", {"au": au}).text.split())
        assert (said in home) is is_told
        listed = on(client, "committee_list", lectoure, au=au)
        assert (f"{planned.held_on:%d/%m/%Y}" in listed) is is_told


def test_a_decision_to_come_gives_no_month_to_a_project_that_awaits_it(lectoure):
    pending = ProjectFactory(axis=lectoure.axes.get(number=2), received_on=date(2016, 2, 1),
                             decided_on=date(2016, 3, 8))  # fmt: skip
    for au, months in ((date(2016, 3, 7), [None]), (date(2016, 3, 8), [])):
        (found,) = rows(lectoure, "projects_pending", au)
        mine = replace(found, queryset=found.queryset.filter(pk=pending.pk))
        assert [month for month, _ in mine.parts("month")] == months
