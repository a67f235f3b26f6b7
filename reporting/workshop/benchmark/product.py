"""All that the benchmark takes of the product: it can then be laid over another version of it."""

from typing import Any

from axes.business import states
from axes.business.models import Aid, Company, Post, Project
from axes.business.models.decisions import decision_column
from axes.business.querysets import count_of, total_of
from convention.models import Convention, Membership, term_of
from reporting.charts.drawing import render as render_chart
from reporting.documents.report import as_pdf, render, written
from reporting.figures.engine import figures
from reporting.figures.indicators import Indicator
from reporting.figures.registry import PUBLISHED
from reporting.situation.situation import RELATED, Situation
from reporting.workshop.portfolio.batch import ORDER, WRITTEN
from reporting.workshop.portfolio.contract import PREFIX
from reporting.workshop.portfolio.generate import Refused, check_sizes, generate
from reporting.workshop.portfolio.shapes import LAST_DAY
from revitalisation.accounts.models import Organisation, User
from revitalisation.reference.loading import load_reference
from revitalisation.ui.dates import dated
from revitalisation.ui.formats import decimal, euros, integer

__all__ = [
    "LAST_DAY",
    "ORDER",
    "PREFIX",
    "PUBLISHED",
    "RELATED",
    "WRITTEN",
    "Aid",
    "Company",
    "Convention",
    "Indicator",
    "Membership",
    "Organisation",
    "Post",
    "Project",
    "Refused",
    "Situation",
    "User",
    "as_pdf",
    "check_sizes",
    "cool",
    "count_of",
    "dated",
    "decimal",
    "decision_column",
    "euros",
    "figures",
    "generate",
    "integer",
    "load_reference",
    "render",
    "states",
    "term_of",
    "total_of",
    "written",
]


def cool() -> None:
    """Forget the drawings seen lately: a page is measured for whoever opens it first."""
    drawings: Any = render_chart
    drawings.cache_clear()
