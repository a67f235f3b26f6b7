"""What is measured, each against the same thing written by hand where there is one."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import count, islice
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from . import raw
from .databases import DEFAULT, copy_convention, empty_database, serving
from .product import (
    LAST_DAY,
    PREFIX,
    PUBLISHED,
    RELATED,
    Convention,
    Indicator,
    Membership,
    Organisation,
    Situation,
    User,
    as_pdf,
    cool,
    dated,
    figures,
    render,
    term_of,
    written,
)
from .timing import Line, Run, timed
from .visits import Visit, production, visit

KIND = "kind=development"
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
DASHBOARD = "tableau de bord"
WEIGHED = ("", "projets/", "emplois/", "chiffres/jobs_created/")
# One of them is asked of conventions that have an axis which ceased to count jobs.
MOST_QUERIES = 17
SIGN_IN = "/compte/login/"
PASSWORD = "mesure-de-la-connexion"  # noqa: S105 - of an account of a copy, which is removed


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


def lines(stack: ExitStack) -> Iterator[Line]:
    """Yield all that is timed; raises RuntimeError where the engine and raw SQL differ."""
    few, many = subjects()
    yield from compared_with_sql(raw.bare(connections[DEFAULT]))
    yield _crowd(few, stack)
    yield from _lists(many)
    for title, client in homes():
        yield Line(f"Accueil, {title}", opening(client, dated("/", LAST_DAY)))
    yield from _sign_in()
    yield _report(few)


def compared_with_sql(link: raw.Link) -> Iterator[Line]:
    """Yield figures and dashboards, against their SQL on a connection of the driver."""
    for subject in subjects():
        yield _figures(subject, link)
    for subject in subjects():
        yield from _dashboard(subject, link)


def _figures(subject: Subject, link: raw.Link) -> Line:
    """All figures by the engine, against raw SQL."""
    convention, as_of = subject.convention, subject.as_of
    check_agreement(link, convention, as_of)
    return Line(
        f"Chiffres, {subject.title}",
        partial(figures, convention, as_of),
        partial(raw.figures, link, convention.pk, [as_of]),
        target=2,
        times=4,
    )


def check_agreement(link: raw.Link, convention: Convention, as_of: date) -> None:
    """Raise RuntimeError unless the engine and raw SQL find the same figures."""
    sheet, expected = figures(convention, as_of), raw.figures(link, convention.pk, [as_of])[0]
    for code in PUBLISHED:
        figure = sheet[code]
        if isinstance(figure.indicator, Indicator) and figure.absence is None:
            agrees = figure.value == (expected[code] or 0)
            agrees &= expected.get(f"{code}_rows", figure.rows) == figure.rows
            if not agrees:
                raise RuntimeError(f"Le moteur et le SQL diffèrent : {code}")


def _dashboard(subject: Subject, link: raw.Link) -> Iterator[Line]:
    """The dashboard, against its numbers in raw SQL, with an empty page and without."""
    client = subject.reader()
    days = [subject.as_of]
    if (previous := Situation(subject.convention, subject.as_of).previous) is not None:
        days.append(previous.as_of)
    joined = ",".join(day.isoformat() for day in days)
    page = opening(client, subject.page())
    by_hand = opening(client, f"/mesure/tableau/{subject.convention.pk}/?jours={joined}")
    yield Line(f"Tableau de bord, {subject.title}", page, by_hand, target=4)
    alone = partial(raw.dashboard, link, subject.convention.pk, days)
    yield Line("  dont, par le témoin : requêtes seules", by_hand, alone)


def _crowd(subject: Subject, stack: ExitStack) -> Line:
    """The same dashboard, in the whole database and in one that holds nothing else."""
    alone = stack.enter_context(empty_database("seule"))
    copy_convention(subject.convention, connections[DEFAULT], alone)
    page = opening(subject.reader(), subject.page())
    with serving(alone):
        page_alone = opening(subject.reader(), subject.page())

    def run_alone() -> None:
        with serving(alone):
            page_alone()

    return Line("Tableau de bord parmi toutes, contre seule en base", page, run_alone, target=1.2)


def _lists(subject: Subject) -> Iterator[Line]:
    """Lists of the largest convention, by hand too, their files, and the rows of a figure."""
    client = subject.reader()
    projects, by_hand, tables2 = (opening(client, address) for address in project_lists(subject))
    by_hand_without = opening(client, project_lists(subject)[1].replace("&totaux=1", ""))
    yield Line("Projets, contre requête et gabarit (mêmes totaux)", projects, by_hand, target=2)
    yield Line("Projets, contre requête et gabarit sans totaux", projects, by_hand_without, 2)
    yield Line("Pour information : tables2 et filter nus", tables2, by_hand_without)
    yield Line("Emplois", opening(client, subject.page("emplois/")))
    yield Line("Lignes d’un chiffre", opening(client, subject.page("chiffres/jobs_created/")))
    for kind in ("csv", "xlsx"):
        address = f"{subject.page('emplois/')}&format={kind}"
        yield Line(f"Emplois en {kind}", opening(client, address), times=0.5)


def project_lists(subject: Subject) -> tuple[str, str, str]:
    """Return the addresses of one list of projects: ours, by hand, by tables2."""
    asked = f"?{KIND}&jour={subject.as_of.isoformat()}"
    mesure = f"/mesure/projets/{subject.convention.pk}/"
    return (
        f"{subject.page('projets/')}&{KIND}&state=supported",
        f"{mesure}{asked}&totaux=1",
        f"{mesure}tables2/{asked}",
    )


def homes() -> Iterator[tuple[str, Client]]:
    """Yield people who follow one convention, 25 and all of them."""
    keys = list(_with_terms().order_by("pk").values_list("pk", flat=True).distinct())
    for some in (1, 25):
        name = f"Suit {some} conventions"
        organisation = Organisation.objects.create(name=name, kind=Organisation.Kind.OTHER)
        role = Membership.Role.COMMITTEE_MEMBER
        Membership.objects.bulk_create(
            Membership(convention_id=key, organisation=organisation, role=role)
            for key in keys[:some]
        )
        email = f"mesure-accueil-{some}@portefeuille.invalid"
        yield (
            str(len(keys[:some])),
            _signed_in(User.objects.create_user(email, organisation=organisation)),
        )
    yield f"toutes ({Convention.objects.count()})", everywhere()


def _sign_in() -> Iterator[Line]:
    """From the form of sign-in to its answer, against making the fingerprint of a password."""
    user = User.objects.create_user("mesure-connexion@portefeuille.invalid", PASSWORD)

    def sign_in() -> None:
        found = Client().post(SIGN_IN, {"login": user.email, "password": PASSWORD})
        if found.status_code != 302:
            raise RuntimeError(f"{SIGN_IN} : {found.status_code}")

    yield Line(
        "Connexion, contre l’empreinte du mot de passe",
        sign_in,
        partial(user.check_password, PASSWORD),
        times=0.5,
    )


def _report(subject: Subject) -> Line:
    """The report, figures and data included, against WeasyPrint alone on the same HTML."""
    paper = written(Situation(subject.convention, subject.as_of))
    return Line(
        f"Rapport PDF, {subject.title}",
        lambda: render(_fetch(subject.convention.pk), subject.as_of),
        partial(as_pdf, paper),
        target=1.1,
        times=0.3,
    )


def dashboards(number: int) -> list[str]:
    """Return addresses of dashboards of many conventions, each once: none was drawn before."""
    known = list(_with_terms().order_by("pk").values_list("slug", "signed_on").distinct())
    # A month of the year that follows the signature, then the next one for each of them.
    found = (
        dated(f"/conventions/{slug}/", date(signed_on.year + 1 + turn // 12, turn % 12 + 1, 15))
        for turn in count()
        for slug, signed_on in known
    )
    return list(islice(found, number))


def a_second(number: int) -> float:
    """Return how many dashboards one process opens in a second, each drawn for the first time."""
    client = everywhere()
    addresses = dashboards(number + 1)
    opening(client, addresses.pop())()
    cool()
    return number / sum(timed(opening(client, address)) for address in addresses) * 1000


def weights(subject: Subject) -> Iterator[tuple[str, Visit]]:
    """Weigh the first visit of home, with all conventions, and of pages of one."""
    with production():
        client = everywhere()
        for address in (dated("/", LAST_DAY), *map(subject.page, WEIGHED)):
            name = re.sub(r"/conventions/[^/]+/|\?.*", "", address) or DASHBOARD
            yield "accueil" if name == "/" else name, visit(client, address)


def plans(subject: Subject) -> Iterator[tuple[str, str]]:
    """Yield what is measured and how the database reads a table of facts for it."""
    everyone = everywhere()
    asked: dict[str, Run] = {
        "Chiffres": partial(figures, subject.convention, subject.as_of),
        "Accueil, toutes": opening(everyone, dated("/", LAST_DAY)),
    }
    prefix = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    for title, run in asked.items():
        statements: list[tuple[str, Any]] = []

        def note(execute: Any, sql: str, params: Any, *rest: Any, kept: Any = statements) -> Any:
            kept.append((sql, params))
            return execute(sql, params, *rest)

        with connection.execute_wrapper(note):
            run()
        seen = set()
        for sql, params in statements:
            # Of PostgreSQL, what was prepared; of SQLite, what is a figure.
            if not sql.startswith("EXECUTE") and '"s0_' not in sql:
                continue
            with connection.cursor() as cursor:
                cursor.execute(prefix + sql, params)
                for row in cursor.fetchall():
                    step = re.sub(r"->|\(cost=.*", "", str(row[-1])).strip()
                    if re.search(r"(business_job(spell)?|ledger_ledgerentry)\b", step):
                        seen.add(step)
        yield from ((title, step) for step in sorted(seen))


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


def opening(client: Client, address: str) -> Run:
    """Return a function that opens a page or reads a file, and raises unless it is there."""

    def open_page() -> None:
        found: Any = client.get(address)
        if found.status_code != 200:
            raise RuntimeError(f"{address} : {found.status_code}")
        if found.streaming:
            # The client ends the request with its last line.
            b"".join(found.streaming_content)

    return open_page


def everywhere() -> Client:
    """Return a browser of someone who sees every convention."""
    email = "mesure@portefeuille.invalid"
    user = User.objects.filter(email=email).first() or User.objects.create_superuser(email)
    return _signed_in(user)


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def size() -> str:
    """Return the size of the portfolio, for the head of the tables."""
    conventions = Convention.objects.aggregate(
        n=Count("pk", distinct=True), jobs=Count("axes__projects__jobs")
    )
    projects = Convention.objects.aggregate(n=Count("axes__projects"))["n"]
    return (
        f"{conventions['n']} conventions, {projects} projets, {conventions['jobs']} emplois,"
        f" le {timezone.localdate():%d/%m/%Y}"
    )


def served(database: BaseDatabaseWrapper) -> str:
    """Return the name of the database and its version, for the head of the tables."""
    with database.cursor() as cursor:
        name = "SQLite" if database.vendor == "sqlite" else "PostgreSQL"
        cursor.execute("SELECT sqlite_version()" if name == "SQLite" else "SHOW server_version")
        return f"{name} {cursor.fetchone()[0]}"
