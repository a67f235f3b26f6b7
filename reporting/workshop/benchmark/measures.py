"""What is measured, each against the same thing written by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from convention.models import Convention, Membership, term_of
from reporting.documents.report import as_html, as_pdf, render
from reporting.figures.engine import figures
from reporting.figures.indicators import Indicator
from reporting.figures.registry import PUBLISHED
from reporting.situation.situation import RELATED, Situation
from reporting.workshop.portfolio.contract import PREFIX
from reporting.workshop.portfolio.shapes import LAST_DAY
from revitalisation.accounts.models import User
from revitalisation.ui.dates import dated

from . import raw
from .databases import DEFAULT, copy_convention, empty_database, serving
from .timing import Comparison, compare, medians

LIST = "/mesure/projets/?kind=development&state=supported"
BY_HAND = "/mesure/projets-main/?kind=development"
TABLES2 = "/mesure/projets-tables2/?kind=development"
# Not the press release: which of its sentences are due, hence what it asks, depends on the facts.
PAGES = (
    "",
    "axes/1/",
    "chiffres/jobs_created/",
    "graphiques/trajectoire/",
    "projets/",
    "emplois/",
    "jeunes/",
    "ecritures/",
    "prospects/",
    "comites/",
    "methode/",
)
MOST_QUERIES = 15


@dataclass(frozen=True)
class Subject:
    """A convention that is measured, at a date, read by its préfecture."""

    title: str
    convention: Convention
    as_of: date
    jobs: int

    @property
    def address(self) -> str:
        """Address of its dashboard."""
        return f"/conventions/{self.convention.slug}/"

    def page(self, path: str = "") -> str:
        """Return the address of one of its pages at the date."""
        return dated(f"{self.address}{path}", self.as_of)

    def reader(self) -> Client:
        """Return a browser in which someone of its préfecture is signed in."""
        organisation = self.convention.memberships.get(role=Membership.Role.PREFECTURE).organisation
        email = f"mesure-{organisation.pk}@portefeuille.invalid"
        user = User.objects.filter(email=email).first()
        return _signed_in(user or User.objects.create_user(email, organisation=organisation))


@dataclass(frozen=True)
class Queries:
    """Queries of one page, with few and with many rows."""

    page: str
    few: int
    many: int

    @property
    def is_met(self) -> bool:
        """Whether their number is the same, and that of the dashboard low enough."""
        return self.few == self.many and (self.page != "" or self.many <= MOST_QUERIES)


def subjects() -> tuple[Subject, Subject]:
    """Return the convention of median size, by its jobs, and the largest one."""
    sized = _by_jobs(_with_terms())
    median, largest = sized[len(sized) // 2], sized[-1]
    return _subject("convention médiane", *median), _subject("la plus grande", *largest)


def alike() -> tuple[Subject, Subject]:
    """Return the smallest and the largest of the conventions that have something on every page."""
    complete = (
        _with_terms()
        .filter(axes__placements__isnull=False, terms__ends_on__lt=LAST_DAY)
        .filter(axes__sites__prospects__isnull=False)
    )
    # Too small a portfolio has none: its pages then differ in what they show.
    sized = _by_jobs(complete) or _by_jobs(_with_terms())
    return _subject("peu de lignes", *sized[0]), _subject("beaucoup de lignes", *sized[-1])


def _with_terms() -> QuerySet[Convention]:
    return Convention.objects.filter(
        slug__startswith=PREFIX, terms__envelope__isnull=False, terms__job_target__isnull=False
    )


def _by_jobs(conventions: QuerySet[Convention]) -> list[tuple[int, int]]:
    """Return the key and the number of jobs of conventions, the fewest jobs first."""
    return list(
        Convention.objects.filter(pk__in=conventions.values("pk"))
        .annotate(jobs=Count("axes__projects__jobs"))
        .order_by("jobs", "pk")
        .values_list("pk", "jobs")
    )


def _subject(title: str, key: int, jobs: int) -> Subject:
    convention = _fetch(key)
    terms = term_of(convention, LAST_DAY)
    return Subject(title, convention, min(terms.ends_on, LAST_DAY) if terms else LAST_DAY, jobs)


def _fetch(key: int) -> Convention:
    return (
        Convention.objects.select_related("liable_company", "commune", "departement")
        .prefetch_related(*RELATED)
        .get(pk=key)
    )


def of_figures(subject: Subject, samples: int) -> Comparison:
    """All figures by the engine, against raw SQL; raises RuntimeError where they differ."""
    convention, as_of = subject.convention, subject.as_of
    sheet, expected = figures(convention, as_of), raw.figures(convention.pk, as_of)
    for code in PUBLISHED:
        figure = sheet[code]
        if isinstance(figure.indicator, Indicator) and figure.absence is None:
            agrees = figure.value == (expected[code] or 0)
            agrees &= expected.get(f"{code}_rows", figure.rows) == figure.rows
            if not agrees:
                raise RuntimeError(f"Le moteur et le SQL diffèrent : {code}")
    return compare(
        f"Chiffres, {subject.title}",
        lambda: figures(convention, as_of),
        lambda: raw.figures(convention.pk, as_of),
        samples,
        target=2,
    )


def of_dashboard(subject: Subject, samples: int) -> Comparison:
    """The dashboard, against its numbers in raw SQL and an empty page."""
    client = subject.reader()
    days = [subject.as_of]
    if (previous := Situation(subject.convention, subject.as_of).previous) is not None:
        days.append(previous.as_of)
    joined = ",".join(day.isoformat() for day in days)
    by_hand = f"/mesure/tableau/{subject.convention.slug}/?jours={joined}"
    return compare(
        f"Tableau de bord, {subject.title}",
        opening(client, subject.page()),
        opening(client, by_hand),
        samples,
        target=4,
    )


def of_crowd(subject: Subject, samples: int) -> Comparison:
    """The same dashboard, in the whole database and in one that holds nothing else."""
    crowded = connections[DEFAULT]
    client = subject.reader()
    with empty_database("seule") as alone:
        copy_convention(subject.convention, crowded, alone)
        with serving(alone):
            client_alone = subject.reader()
        page = opening(client, subject.page())
        page_alone = opening(client_alone, subject.page())

        def run_alone() -> None:
            with serving(alone):
                page_alone()

        return compare(
            "Tableau de bord parmi toutes, contre seule en base",
            page,
            run_alone,
            samples,
            target=1.2,
        )


def of_list(samples: int) -> Iterator[Comparison]:
    """A filtered list of 50 rows out of all projects, against the same query in a template."""
    client = _signed_in(User.objects.create_superuser("mesure@portefeuille.invalid"))
    sides: dict[str, Callable[[], Any]] = {
        "ours": opening(client, LIST),
        "by hand": opening(client, BY_HAND),
        "by hand with totals": opening(client, f"{BY_HAND}&totaux=1"),
        "tables2": opening(client, TABLES2),
        "query": lambda: list(_first_rows()),
    }
    found = medians(sides, samples)

    def against(title: str, ours: str, baseline: str, target: float | None = None) -> Comparison:
        return Comparison(title, found[ours], found[baseline], samples, target)

    yield against(
        "Liste, contre requête et gabarit (mêmes totaux)", "ours", "by hand with totals", 2
    )
    yield against("Liste, contre requête et gabarit sans totaux", "ours", "by hand", 2)
    yield against("Pour information : tables2 et filter nus", "tables2", "by hand")
    yield against("Pour information : gabarit, contre requête seule", "by hand", "query")


def _first_rows() -> Any:
    from .views import ROWS, annotated

    return annotated("development")[:ROWS]


def of_report(subject: Subject, samples: int) -> Comparison:
    """The report, figures included, against WeasyPrint alone on the same HTML."""
    html = as_html(Situation(subject.convention, subject.as_of))
    return compare(
        f"Rapport PDF, {subject.title}",
        lambda: render(_fetch(subject.convention.pk), subject.as_of),
        lambda: as_pdf(html),
        samples,
        target=1.15,
    )


def of_queries() -> list[Queries]:
    """Count the queries of each page, for few and for many rows."""
    found, (few, many) = [], alike()
    for path in PAGES:
        counts = [count_queries(s.reader(), s.page(path)) for s in (few, many)]
        found.append(Queries(path, *counts))
    return found


def count_queries(client: Client, address: str) -> int:
    """Return the number of queries of a page that has been opened before."""
    open_page = opening(client, address)
    open_page()
    with CaptureQueriesContext(connection) as captured:
        open_page()
    return len(captured)


def opening(client: Client, address: str) -> Callable[[], None]:
    """Return a function that opens a page, and raises unless it is there."""

    def open_page() -> None:
        status = client.get(address).status_code
        if status != 200:
            raise RuntimeError(f"{address} : {status}")

    return open_page


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def served(database: BaseDatabaseWrapper) -> str:
    """Return the name of the database and its version, for the head of the tables."""
    with database.cursor() as cursor:
        name = "SQLite" if database.vendor == "sqlite" else "PostgreSQL"
        cursor.execute("SELECT sqlite_version()" if name == "SQLite" else "SHOW server_version")
        return f"{name} {cursor.fetchone()[0]}"
