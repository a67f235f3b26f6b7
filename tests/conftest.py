"""What every test may ask for: reference data, the served demonstration, a browser."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import settings as hypothesis_settings

from axes.business.models import ConventionCompany, Evidence, Job, Project
from convention.models import Convention
from reporting.workshop.demonstration.build import build
from reporting.workshop.demonstration.contract import OTHER_SLUG, SLUG
from revitalisation.accounts.models import User
from revitalisation.operations.middleware import OnlyWhole
from tests import demonstration, roles
from tests.factories import CompanyFactory, PlacementFactory
from tests.firms import AIDED, EMPLOYER, KNOWN
from tests.forms import Person

# Two processes share two cores: how long one example takes says nothing.
hypothesis_settings.register_profile("suite", deadline=None, print_blob=True)
hypothesis_settings.load_profile("suite")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_OPTIONS = [
    "--no-sandbox",  # as root, in a container, Chromium refuses to start with it
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that drive a browser."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give every test of ``tests/browser`` to one process: one demonstration, one Chromium.

    Those of ``test_situations`` too: what they read is written once.

    The groups of pytest-xdist itself (``xdist_group``) have no effect with pytest 9.2.
    """
    from xdist.scheduler import LoadScopeScheduling

    together = (("tests/browser/", "browser"), ("tests/test_situations.py", "situations"))

    class BrowserApart(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((name for path, name in together if nodeid.startswith(path)), nodeid)

    return BrowserApart(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Load the reference codes and the demonstration once: every test finds them.

    On PostgreSQL they run under the role of the service, which owns nothing.

    A test marked ``django_db(transaction=True)`` empties every table when it ends; pytest-django
    runs those last. Such a test loads again what it needs.
    """
    with django_db_blocker.unblock():
        roles.lesser()
        assert OnlyWhole.looks_whole()
        call_command("load_reference", verbosity=0)
        build()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.ops, "execute_sql_flush", roles.emptied)
        yield
    with django_db_blocker.unblock():
        roles.owner()


@pytest.fixture
def lectoure(db) -> Convention:
    """The convention of the demonstration."""
    return Convention.objects.get(slug=SLUG)


@pytest.fixture
def project(lectoure) -> Project:
    """A supported project of the demonstration with a subsidy, a loan, promises and hires."""
    return Project.objects.of(lectoure).get(reference="LEC-007")


@pytest.fixture
def client() -> Person:
    """Nobody yet: signs in, opens pages, fills forms in."""
    return Person()


@pytest.fixture
def tissages(lectoure) -> Convention:
    """Another convention than Lectoure’s."""
    return Convention.objects.get(slug=OTHER_SLUG)


@pytest.fixture
def stranger(tissages) -> ConventionCompany:
    """A company that another convention aids, with all that it knows of it."""
    return CompanyFactory.create(
        convention=tissages,
        siret=KNOWN,
        name="Tonnellerie Inconnue d’Ailleurs",
        naf_id="25.62B",
        commune_id="32013",
        phone="05 62 00 00 00",
        email="accueil@secret.invalid",
    )


@pytest.fixture
def aided(lectoure) -> ConventionCompany:
    """A company that Lectoure aids, and that employs no young person."""
    return CompanyFactory.create(convention=lectoure, siret=AIDED, name="Chaudronnerie Aidée")


@pytest.fixture
def employer(lectoure) -> ConventionCompany:
    """A company that employs a young person, and that Lectoure does not aid."""
    placement = PlacementFactory.create(
        convention=lectoure, employer__siret=EMPLOYER, employer__name="Boulangerie Employeuse"
    )
    return placement.employer


@pytest.fixture
def as_role(client):
    """Sign a demonstration account in, named by the start of its e-mail; return its client."""

    def sign_in(name: str):
        client.force_login(User.objects.get(email=f"{name}@demo.invalid"))
        return client

    return sign_in


@pytest.fixture
def two(lectoure, as_role):
    """Two people of the operator, each with a browser."""
    operator = User.objects.get(email="operateur@demo.invalid")
    colleague = User.objects.create_user(
        "collegue@demo.invalid", first_name="Camille", last_name="Essai",
        organisation=operator.organisation,
    )  # fmt: skip
    first, second = Person(), Person()
    first.force_login(operator)
    second.force_login(colleague)
    return first, second


@pytest.fixture
def unverified(lectoure) -> Evidence:
    """A document to accept, of a job that nothing verifies yet."""
    jobs = Job.objects.of(lectoure).filter(
        verified_on=None, counts_from__isnull=False, ended_on=None, evidence=None
    )
    job = jobs.latest("hired_on")
    return Evidence.objects.create(job=job, kind="register", dated_on=job.hired_on)


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[demonstration.DemoSite]:
    """Serve the demonstration once per run, on the kind of database the run is about."""
    with demonstration.serve(tmp_path_factory.mktemp("demonstration")) as site:
        yield site


@pytest.fixture(scope="session")
def browser():
    """Start Chromium once; tests are skipped, and say so, where it is not installed."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    # Playwright leaves an event loop in this thread, which Django would take for asynchronous code.
    previous = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=BROWSER_OPTIONS)
        yield chromium
        chromium.close()
    if previous is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _open_page(browser, **options):
    """Yield a page of its own context; fail on script errors and refused inline code."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        locale="fr-FR",
        timezone_id="Europe/Paris",
        **options,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))

    def read(message) -> None:
        if "Content Security Policy" in message.text:
            problems.append(message.text)

    page.on("console", read)
    yield page
    context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(browser):
    """A desktop page of 1280 × 900 points, signed out."""
    yield from _open_page(browser)


@pytest.fixture
def page_without_script(browser):
    """The same page with scripts off: everything must still be readable."""
    yield from _open_page(browser, java_script_enabled=False)
