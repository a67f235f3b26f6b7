"""The main journeys, as a person makes them."""

import re

from tests.demonstration import DemoSite

DASHBOARD = "/conventions/itm-lectoure/?au=2015-05-31"


def plain(text: str) -> str:
    """Return text with ordinary spaces, as one compares it."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()


def test_the_prefecture_reads_verifies_a_figure_and_takes_the_report(demo_site: DemoSite, page):
    demo_site.sign_in(page, "préfecture")
    page.get_by_role("link", name=re.compile("Lectoure")).first.click()
    page.wait_for_url(re.compile("/conventions/itm-lectoure/"))
    # A convention past its term opens at its last committee.
    assert "4 juillet 2017" in plain(page.locator("main").inner_text()) or "04/07/2017" in plain(
        page.locator("main").inner_text()
    )

    page.goto(demo_site.url + DASHBOARD)
    assert "109" in plain(page.locator("main").inner_text())
    page.goto(f"{demo_site.url}/conventions/itm-lectoure/chiffres/jobs_created/?au=2015-05-31")
    assert "102" in plain(page.locator("main").inner_text())

    page.goto(f"{demo_site.url}/conventions/itm-lectoure/emplois/?au=2015-05-31")
    page.locator("select[name=state]").select_option("unverified")
    page.wait_for_url(re.compile("state=unverified"))
    assert page.locator("tbody tr").count() > 0
    first = page.locator("thead th[aria-sort] a, thead th a").first
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("tri="))
    assert page.locator('th[aria-sort="ascending"], th[aria-sort="descending"]').count() == 1
    page.go_back()
    page.wait_for_url(re.compile(r"state=unverified(?!.*tri=)"))

    answer = page.request.get(
        f"{demo_site.url}/conventions/itm-lectoure/rapport.pdf?au=2015-05-31", timeout=60_000
    )
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")


def test_the_operator_enters_a_project_wrongly_then_rightly(demo_site: DemoSite, page):
    demo_site.sign_in(page, "opérateur")
    page.goto(f"{demo_site.url}/conventions/itm-lectoure/projets/")
    page.get_by_role("link", name=re.compile("projet", re.IGNORECASE)).filter(
        has_text=re.compile("Nouveau|Ajouter|Saisir")
    ).first.click()
    page.locator("form [type=submit]").last.click()
    error = page.locator("[role=alert], .fr-alert--error").first
    assert "corrige" in plain(error.inner_text()).lower() or page.locator(".fr-error-text").count()
    assert "Traceback" not in page.content()


def test_a_stranger_to_the_convention_sees_nothing(demo_site: DemoSite, page):
    answer = page.goto(demo_site.url + DASHBOARD)
    assert "/compte/" in page.url
    assert answer is not None
    assert answer.status == 200


def test_the_dashboard_reads_without_script(demo_site: DemoSite, page_without_script):
    page = page_without_script
    demo_site.sign_in(page, "préfecture")
    page.goto(demo_site.url + DASHBOARD)
    text = plain(page.locator("main").inner_text())
    for value in ("1 500 000 €", "263", "145", "102", "109", "41,4 %"):
        assert value in text, value
    assert page.locator("svg[role=img]:visible").count() >= 4


def test_every_page_is_accessible_and_fits_its_screen(demo_site: DemoSite, page):
    from axe_playwright_python.sync_playwright import Axe

    axe, problems = Axe(), {}
    page.goto(f"{demo_site.url}/compte/login/")
    problems["/compte/login/"] = violations(axe, page)
    demo_site.sign_in(page, "préfecture")
    for path in PAGES:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(demo_site.url + path)
        problems[path] = violations(axe, page)
        page.set_viewport_size({"width": 390, "height": 844})
        wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            problems[path].append(f"{wide} points too wide on a telephone")
    page.goto(demo_site.url + PAGES[2])
    problems["telephone"] = violations(axe, page)
    assert not {path: found for path, found in problems.items() if found}


def violations(axe, page) -> list[str]:
    """Return what axe finds on a page, one line a rule."""
    return [
        f"{v['id']}: {v['help']} ({v['nodes'][0]['html'][:160]})"
        for v in axe.run(page).response["violations"]
    ]


BASE = "/conventions/itm-lectoure"
AT = "?au=2015-05-31"
PAGES = (
    "/",
    "/methode/",
    f"{BASE}/{AT}",
    f"{BASE}/methode/",
    f"{BASE}/axes/1/{AT}",
    f"{BASE}/axes/2/{AT}",
    f"{BASE}/axes/3/{AT}",
    f"{BASE}/chiffres/total_jobs/{AT}",
    f"{BASE}/chiffres/creation_rate/{AT}",
    f"{BASE}/projets/{AT}",
    f"{BASE}/emplois/{AT}",
    f"{BASE}/jeunes/{AT}",
    f"{BASE}/prospects/{AT}",
    f"{BASE}/ecritures/{AT}",
    f"{BASE}/comites/{AT}",
    f"{BASE}/communique/{AT}",
)
