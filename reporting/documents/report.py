"""The committee’s report: the situation of a convention, on paper.

Nothing is computed here: figures come from the situation, charts from the same descriptions as on
screen. Counts of people below five are banded.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.db.models import Count, Q
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from axes.business import states
from axes.business.models import Aid, Job, JobCommitment, Project
from axes.business.querysets import total_of
from convention.models import Convention
from reporting.charts.spec import Chart
from reporting.figures import text
from reporting.figures.declarations import DECLARATIONS
from reporting.figures.rows import rows
from reporting.pages import alerts, axis_pages, drawings, sentences
from reporting.pages.situation import Situation

from . import phrases

BREAKDOWNS = ("contract", "sector", "commune")
# Figures that describe people: banded below five.
PEOPLE = (
    "placements",
    "placements_in_apprenticeship",
    "former_employees_hired",
    "follow_ups_overdue",
)
MONEY = (
    "commitment_rate",
    "payment_rate",
    "remaining",
    "loans_outstanding",
    "operator_fees",
    "operator_fees_share",
    "cost_per_programmed_job",
    "cost_per_created_job",
)
STATIC = "static:///"


def render(
    convention: Convention, as_of: date, say: Callable[[str], None] = lambda step: None
) -> tuple[str, bytes]:
    """Return the report as HTML and as a PDF/UA-1; ``say`` is told each step."""
    say("Chiffres…")
    html = as_html(Situation(convention, as_of))
    say("Mise en page…")
    return html, as_pdf(html)


def as_html(situation: Situation) -> str:
    """Return the HTML that WeasyPrint lays out."""
    return render_to_string("reporting/documents/report.html", _context(situation))


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
    convention, as_of = situation.convention, situation.as_of
    is_signed = bool(situation.months)
    charts = {name: draw(situation) for name, draw in drawings.CHARTS.items() if is_signed}
    return {
        "situation": situation,
        "convention": convention,
        "as_of": as_of,
        "headline": sentences.headline(situation),
        "key_figures": sentences.key_figures(situation),
        "charts": charts,
        "trajectory": charts["trajectoire"].table(brief=True) if charts else None,
        "breakdowns": [_breakdown(situation, d) for d in BREAKDOWNS] if is_signed else [],
        "axes": [(state, _axis_figures(situation, state.axis)) for state in situation.axes],
        "changes": sentences.changes(situation),
        "late": [_banded(alert, situation) for alert in alerts.late(situation)],
        "missing": alerts.missing(situation),
        "money_figures": [situation.sheet[code] for code in MONEY],
        "projects": _projects(convention, as_of),
        "attendances": situation.committee.attendances.select_related("organisation")
        if situation.committee
        else (),
        "declarations": [d for d in DECLARATIONS if d.published],
        "rules": convention.counting_rules.all(),
    }


def _breakdown(situation: Situation, dimension: str) -> Chart:
    (created,) = rows(situation.convention, "jobs_created", situation.as_of)
    figure = situation.sheet["jobs_created"]
    return axis_pages.parts_chart(figure, dimension, created.parts(dimension))


def _banded(alert: alerts.Alert, situation: Situation) -> alerts.Alert:
    """Return an alert fit for the committee: fewer than five young people are not counted."""
    waiting = situation.sheet["follow_ups_overdue"].value or 0
    if alert.target != "placement_list" or waiting >= phrases.SMALLEST:
        return alert
    return replace(
        alert,
        sentence=f"Un suivi est en retard pour {phrases.people(waiting)} jeunes.",
    )


def _axis_figures(situation: Situation, axis: Any) -> list[tuple[str, str, str]]:
    """Return label, value and basis of each figure of an axis, counts of people banded."""
    found, sheet = [], situation.on_axis(axis)
    for code in axis_pages.FIGURES[axis.kind]:
        figure = sheet[code]
        value = text.value_text(figure)
        if code in PEOPLE and figure.value is not None:
            value = phrases.people(figure.value)
        found.append((figure.label, value, text.basis_text(figure)))
    return found


def _projects(convention: Convention, as_of: date) -> Any:
    """Return the supported projects with their money and jobs, for the annex."""
    of_project = {"created": states.created(as_of), "verified": states.verified(as_of)}
    counts = {
        name: Count("jobs", filter=_through_jobs(condition))
        for name, condition in of_project.items()
    }
    return (
        Project.objects.of(convention)
        .filter(states.approved(as_of))
        .select_related("company__commune", "axis")
        .annotate(
            granted=total_of(Aid, "amount", granted_on__lte=as_of),
            promised=total_of(JobCommitment, "number", committed_on__lte=as_of),
            **counts,
        )
        .order_by("axis__number", "reference")
    )


def _through_jobs(condition: Q) -> Q:
    keys = Job.objects.filter(condition).values("pk")
    return Q(jobs__in=keys)
