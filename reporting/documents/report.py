"""The committee’s report: the situation of a convention, on paper.

Nothing is computed here: figures come from the situation, charts from the same descriptions as on
screen, all of them as the committee’s edition tells them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from convention.models import Axis, Convention, Membership
from reporting.charts.spec import BarRow, Bars
from reporting.figures import text
from reporting.figures.declarations import DECLARATIONS
from reporting.figures.places import Place
from reporting.figures.registry import shown_in
from reporting.situation import breakdowns, drawings, ground, keys, readings, sentences, work
from reporting.situation.editions import COMMITTEE
from reporting.situation.situation import MONTHLY, RELATED, Situation
from revitalisation.ui import french

from . import annex, opening

STATIC = "static:///"
# Bars of a breakdown that share a page with their table.
MOST_BARS = 25
# Projects printed one by one: laying a thousand of them out takes longer than a reader waits.
MOST_PROJECTS = 200


def render(
    convention: Convention, as_of: date, say: Callable[[str], None] = lambda step: None
) -> tuple[str, bytes]:
    """Return the report as HTML and as a PDF/UA-1; ``say`` is told each step."""
    say("Chiffres…")
    prefetch_related_objects([convention], *RELATED)
    html = as_html(Situation(convention, as_of))
    say("Mise en page…")
    return html, as_pdf(html)


def as_html(situation: Situation) -> str:
    """Return the HTML that WeasyPrint lays out."""
    told = situation.told_to(COMMITTEE)
    return render_to_string("reporting/documents/report.html", _context(told))


def as_pdf(html: str) -> bytes:
    """Lay the report’s HTML out as a tagged PDF."""
    fonts, fetcher = FontConfiguration(), _StaticFiles()
    rules = Path(_static("documents/report.css")).read_text(encoding="utf-8")
    sheet = CSS(string=rules, base_url=STATIC, font_config=fonts, url_fetcher=fetcher)
    pdf: bytes = HTML(string=html, base_url=STATIC, url_fetcher=fetcher).write_pdf(
        stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1"
    )
    return pdf


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
    committee = situation.committee
    charts, groups = drawings.drawn(situation), annex.groups(situation)
    return {
        "situation": situation,
        "convention": convention,
        "as_of": situation.as_of,
        "author": ", ".join(opening.named(convention, Membership.Role.OPERATOR, situation.as_of)),
        "headline": sentences.headline(situation),
        "key_figures": keys.key_figures(situation),
        "charts": charts,
        "tables": {
            name: charts[name].table(brief=True)
            for name in ("trajectoire", "axes")
            if name in charts
        },
        "breakdowns": [_shortened(c) for c in breakdowns.drawn(situation, Place.REPORT)],
        "hides_axes": any(axis.achieved.masked for axis in situation.axes_of_jobs),
        "hides_months": any(figure.masked for figure in situation.monthly(MONTHLY[0])),
        "axes": [(state, _axis_figures(situation, state.axis)) for state in situation.axes],
        "changes": sentences.changes(situation),
        "restated": readings.restated(situation),
        "late": work.todo(situation, work.Section.LATE),
        "missing": work.todo(situation, work.Section.MISSING),
        "decisions": work.todo(situation, work.Section.DECIDE),
        "money_figures": [sheet[code] for code in shown_in(Place.MONEY)],
        "groups": groups,
        "lists_projects": sum(len(group.lines) for group in groups) <= MOST_PROJECTS,
        "annex_totals": annex.totals(situation),
        "attendances": committee.attendances.select_related("organisation") if committee else (),
        "declarations": [d for d in DECLARATIONS if d.published],
        "rules": convention.counting_rules.filter(effective_on__lte=situation.as_of),
    }


def _shortened(chart: Bars) -> Bars:
    """Return a chart that a page can hold: the smallest parts are one bar, so that all add up."""
    if len(chart.rows) <= MOST_BARS:
        return chart
    kept, others = chart.rows[: MOST_BARS - 1], chart.rows[MOST_BARS - 1 :]
    rest = sum(int(bar.value or 0) for bar in others)
    return replace(
        chart, rows=(*kept, BarRow(french.clause("{n} {n:autre|autres}", n=len(others)), rest))
    )


def _axis_figures(situation: Situation, axis: Axis) -> list[tuple[str, str, str, str]]:
    """Return label, value, basis and coverage of each figure of an axis."""
    return [
        (
            figure.label,
            text.value_text(figure),
            text.basis_text(figure),
            text.coverage_text(figure),
        )
        for figure in ground.figures(situation, axis)
    ]
