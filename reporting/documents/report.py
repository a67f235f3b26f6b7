"""The committee’s report: the situation of a convention, on paper.

Nothing is computed here: figures come from the situation, charts from the same descriptions as on
screen, all of them as the committee’s edition tells them. The PDF carries its data as a
spreadsheet, and the same situation, printed on the same day, gives the same bytes.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.staticfiles import finders
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import timezone
from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from convention.models import Axis, Convention, Measure, Membership
from reporting.charts.spec import Bars, Chart, Trajectory, number
from reporting.figures import text
from reporting.figures.declarations import DECLARATIONS
from reporting.figures.indicators import Declaration, Indicator
from reporting.figures.places import OF_AXIS, Place
from reporting.figures.registry import shown_in
from reporting.figures.values import Absence
from reporting.situation import breakdowns, drawings, ground, keys, readings, sentences, work
from reporting.situation import map as maps
from reporting.situation.editions import COMMITTEE
from reporting.situation.situation import MONTHLY, RELATED, Situation
from reporting.situation.story import Story

from . import annex, front, opening, workbook

STATIC = "static:///"
VARIANT = "pdf/ua-1"
# The breakdown that maps show.
MAPPED = frozenset({"jobs-created-par-commune"})
# Characters of what was written of an axis that have room beside its figures.
SHORT_TEXT = 700
# Classes of what is not cut, and of what is set side by side, while a page holds it.
WHOLE = " axis--whole"
BESIDE, UNDER = 'class="beside"', 'class="under"'
# The figures that open the report; where the total is masked, what it gives way to does.
KEYS = frozenset({"total_jobs", *sentences.PARTS, "jobs_verified", "committed"})
# Told on the first page and along the ladder, whatever the convention.
ALWAYS_TOLD = (
    "job_target", "envelope", "total_jobs", "jobs_programmed", "jobs_created", "jobs_verified",
    "jobs_sustained", "placements_counted", "projects_supported", "committed", "paid",
    "committed_to_companies", "hires_not_counted",
)  # fmt: skip


class Chapter(NamedTuple):
    """A chapter: where it begins, and its title with its number."""

    anchor: str
    title: str


class Paper(NamedTuple):
    """A report ready to be laid out: its HTML, its spreadsheet, the name of that, its day."""

    html: str
    data: bytes
    data_name: str
    produced_on: date


def render(
    convention: Convention,
    as_of: date,
    say: Callable[[str], None] = lambda step: None,
    produced_on: date | None = None,
) -> tuple[str, bytes]:
    """Return the report as HTML and as a PDF/UA-1; ``say`` is told each step."""
    say("Chiffres…")
    prefetch_related_objects([convention], *RELATED)
    paper = written(Situation(convention, as_of), produced_on)
    say("Mise en page…")
    return paper.html, as_pdf(paper)


def written(situation: Situation, produced_on: date | None = None) -> Paper:
    """Write the report of a situation, as produced on a day, today unless said."""
    produced_on = produced_on or timezone.localdate()
    told = situation.told_to(COMMITTEE)
    name = f"donnees-{told.convention.slug}-{told.as_of.isoformat()}.xlsx"
    context = _context(told) | {"produced_on": produced_on, "data_name": name}
    data = workbook.written(told, context["groups"], context["charts"], context["parts"])
    html = render_to_string("reporting/documents/report.html", context)
    return Paper(html, data, name, produced_on)


def as_html(situation: Situation) -> str:
    """Return the HTML that WeasyPrint lays out."""
    return written(situation).html


def as_pdf(paper: Paper) -> bytes:
    """Lay the report out as a tagged PDF that carries its data; nothing in it is of the clock."""
    fonts, fetcher = FontConfiguration(), _StaticFiles()
    rules = Path(_static("documents/report.css")).read_text(encoding="utf-8")
    sheet = CSS(string=rules, base_url=STATIC, font_config=fonts, url_fetcher=fetcher)
    made = datetime(*paper.produced_on.timetuple()[:3], tzinfo=UTC)
    data = Attachment(
        string=paper.data, name=paper.data_name, created=made, modified=made,
        description="Les données de ce rapport", relationship="Data",
    )  # fmt: skip

    def laid_out(html: str) -> Document:
        return HTML(string=html, base_url=STATIC, url_fetcher=fetcher).render(
            font_config=fonts, stylesheets=[sheet], pdf_variant=VARIANT
        )

    document = laid_out(paper.html)
    if _leaves_a_page_empty(document):
        # An axis is kept whole, its map beside its figures, but not at the price of half a page.
        document = laid_out(paper.html.replace(WHOLE, "").replace(BESIDE, UNDER))
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_identifier=True, attachments=[data])
    return pdf


def _leaves_a_page_empty(document: Document) -> bool:
    """Tell whether a page ends above its middle, before an axis that is kept whole."""
    before = None
    for page in document.pages:
        starts = sorted((y, name) for name, (_, y, *_) in page.anchors.items())
        first = next((name for _, name in starts if name.startswith("axe")), None)
        if first and starts[0][1] == first and before is not None and before < page.height / 2:
            return True
        ends = [y for y, name in starts if name.startswith("fin-")]
        before = max(ends, default=None) if ends and starts[-1][0] == max(ends) else None
    return False


def _static(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return found


class _StaticFiles(URLFetcher):
    """Serves our own static files by name, and nothing from outside."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"file"})

    def fetch(self, url: str, headers: Any = None) -> Any:
        if not url.startswith(STATIC):
            raise ValueError(f"The report reads static files only, not {url}")
        return super().fetch(Path(_static(url.removeprefix(STATIC))).as_uri(), headers)


def _context(situation: Situation) -> dict[str, Any]:
    convention, sheet = situation.convention, situation.sheet
    committee, story = situation.committee, Story(situation)
    charts, groups = drawings.drawn(situation), annex.groups(situation)
    if "axes" in charts:
        charts["axes"] = drawings.by_axis(situation, front.notes(situation, story))
    parts = breakdowns.drawn(situation, Place.REPORT)
    changes, drawn = sentences.changes(situation), _maps(situation)
    attendances = committee.attendances.select_related("organisation") if committee else ()
    has_committee = bool(attendances or story.requests or story.opinions)
    return {
        "situation": situation,
        "convention": convention,
        "as_of": situation.as_of,
        "sheet": sheet,
        "author": ", ".join(opening.named(convention, Membership.Role.OPERATOR, situation.as_of)),
        "front": front.read(situation, story),
        "story": story,
        "headline": sentences.headline(situation),
        "keys": [k for k in keys.key_figures(situation) if k.figure.code in KEYS],
        "charts": charts,
        "parts": parts,
        "drawn_jobs": _two_by_two(_of_jobs(charts, parts, has_maps=bool(drawn))),
        "single": [c for c in parts if len(c.rows) == 1],
        "draws_months": _draws_months(charts),
        "draws_ladder": _draws_ladder(charts),
        "hides_people": any(figure.masked for figure in _people(situation)),
        "axes": [_axis(situation, story, state.axis, drawn) for state in situation.axes],
        "moved": [c for c in changes if c.before != c.now],
        "unmoved": [c.figure.label for c in changes if c.difference == "="],
        "amendments": _amendments(situation),
        "restated": readings.restated(situation),
        "late": work.todo(situation, work.Section.LATE),
        "missing": work.todo(situation, work.Section.MISSING),
        "money_figures": [sheet[code] for code in shown_in(Place.MONEY)],
        "fees_budget": _budget(situation, Measure.Kind.OPERATOR_FEES),
        "groups": groups,
        "printed": annex.printed(groups),
        "annex_totals": annex.totals(situation),
        "attendances": attendances,
        "chapters": _chapters(bool(charts), bool(situation.axes), has_committee),
        "overspent": [m for m in situation.measures if (m.remaining or 0) < 0],
        "declarations": list(_told(situation, changes)),
        "rules": convention.counting_rules.filter(effective_on__lte=situation.as_of),
    }


def _chapters(has_begun: bool, has_axes: bool, has_committee: bool) -> dict[str, Chapter]:
    """Return the chapters that there are, by name, numbered in their order."""
    there = {
        "changes": ("changements", "Ce qui a changé", True),
        "jobs": ("emplois", "Les emplois", has_begun),
        "axes": ("axes", "Les axes", has_axes),
        "money": ("argent", "L’argent", has_begun),
        "committee": ("comite", "Le comité", has_committee),
    }
    kept = [(name, anchor, title) for name, (anchor, title, is_there) in there.items() if is_there]
    found = {name: Chapter(at, f"{n}. {title}") for n, (name, at, title) in enumerate(kept, 1)}
    found["projects"] = Chapter("projets", "Annexe A. Les projets accompagnés")
    found["method"] = Chapter("methode", "Annexe B. La méthode")
    return found


def _people(situation: Situation) -> Iterable[Any]:
    """Yield what the report shows of people: a note says where some of it is kept back."""
    yield from situation.monthly(MONTHLY[0])
    yield from (state.achieved for state in situation.axes)
    for state in situation.axes:
        yield from ground.figures(situation, state.axis)


def _amendments(situation: Situation) -> list[Any]:
    """Return the terms that came into force since the previous committee."""
    previous = situation.previous
    if previous is None:
        return []
    since = (t for t in situation.convention.terms.all() if t.effective_on > previous.as_of)
    return [terms for terms in since if terms.number and terms.effective_on <= situation.as_of]


def _budget(situation: Situation, kind: str) -> int | None:
    """Return what is budgeted for measures of a kind, in euro cents; None where nothing is."""
    known = [
        m.budget for m in situation.measures if m.measure.kind == kind and m.budget is not None
    ]
    return sum(known) if known else None


def _has_number(values: Iterable[Any]) -> bool:
    return any(number(value) is not None for value in values)


def _draws_months(charts: dict[str, Chart]) -> bool:
    months = charts.get("trajectoire")
    return isinstance(months, Trajectory) and _has_number(value for _, value in months.points)


def _draws_ladder(charts: dict[str, Any]) -> bool:
    return "echelle" in charts and _has_number(rung.value for rung in charts["echelle"].rungs)


def _of_jobs(charts: dict[str, Any], parts: list[Bars], *, has_maps: bool) -> list[Chart]:
    """Return the ladder, then the breakdowns that maps do not show, the tallest first."""
    found = [c for c in parts if len(c.rows) > 1 and not (has_maps and c.name in MAPPED)]
    found.sort(key=lambda chart: -len(chart.rows))
    return [charts["echelle"], *found] if _draws_ladder(charts) else [*found]


def _two_by_two(charts: list[Chart]) -> list[list[Chart]]:
    return [charts[start : start + 2] for start in range(0, len(charts), 2)]


def _told(situation: Situation, changes: list[sentences.Change]) -> Iterable[Declaration]:
    """Yield the definitions of what the report counts; a ratio prints both its numbers instead."""
    told = {*ALWAYS_TOLD, *shown_in(Place.MONEY), *(c.figure.code for c in changes)}
    for axis in situation.convention.axes.all():
        told |= {*shown_in(OF_AXIS[Axis.Kind(axis.kind)])}
    for declared in DECLARATIONS:
        is_counted = declared.code in told and isinstance(declared, Indicator)
        if is_counted and situation.sheet[declared.code].absence is not Absence.NOT_APPLICABLE:
            yield declared


def _maps(situation: Situation) -> dict[int, Chart]:
    """Return the map of the jobs of each axis that has some, by its number."""
    drawn = {state.axis.number: maps.drawn(situation, state.axis) for state in situation.axes}
    return {number: chart for number, chart in drawn.items() if chart is not None}


def _axis(
    situation: Situation, story: Story, axis: Axis, drawn: dict[int, Chart]
) -> dict[str, Any]:
    """Return what the report tells of an axis."""
    kind = Axis.Kind(axis.kind)
    comments, opinions = story.comments_on(axis), story.opinions_on(axis)
    said = [getattr(c, prompt) for c in comments for prompt in c.PROMPTS]
    said += [opinion.grounds for opinion in opinions]
    return {
        "axis": axis,
        "state": next(state for state in situation.axes if state.axis == axis),
        "bar": drawings.of_axis(situation, axis),
        "map": drawn.get(axis.number),
        "figures": [
            (f.label, text.value_text(f), text.basis_text(f), text.coverage_text(f))
            for f in ground.figures(situation, axis)
        ],
        "comments": comments,
        "opinions": opinions,
        # Beside the figures while it is short, else below them.
        "is_short": 0 < sum(map(len, said)) <= SHORT_TEXT,
        "sites": ground.sites(axis, situation.as_of) if kind == Axis.Kind.SITE else (),
        "plans": ground.plans(axis, situation.as_of) if kind == Axis.Kind.TERRITORY else (),
    }
