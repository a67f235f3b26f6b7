"""What is left out of the design system changes no page: looked at with and without it."""

import io
import re

import pytest
from PIL import Image, ImageChops

from revitalisation.ui.design import finders as design
from tests.demonstration import DemoSite

LECTOURE = "/conventions/itm-lectoure"
PAGES = [
    f"{LECTOURE}/?au=2015-05-31",
    f"{LECTOURE}/emplois/?au=2015-05-31",
    f"{LECTOURE}/projets/nouveau/",
    "/methode/",
]
# The same drawing is not always smoothed to the same grey.
LEVELS = 8


@pytest.fixture(scope="module")
def whole() -> str:
    """The sheets of the design system as installed; pages are set in the same faces."""
    dist = design.PACKAGE / design.FOLDER
    main, utility = ((dist / name).read_text(encoding="utf-8") for name in design.SHEETS)
    rules = main + utility.replace("url(../", "url(")
    return re.sub(r"@font-face\{[^}]*font-style:italic[^}]*\}", "", rules)


def looks(page) -> list[Image.Image]:
    """Return how a page looks, whole, then with the keyboard on some of its links and fields."""
    page.evaluate("() => document.fonts.ready.then(() => true)")
    seen = [page.screenshot(full_page=True, animations="disabled")]
    for stop in range(9):
        page.keyboard.press("Tab")
        if stop % 4 == 0:
            seen.append(page.screenshot(animations="disabled"))
    return [Image.open(io.BytesIO(one)).convert("RGB") for one in seen]


def differ(one: Image.Image, other: Image.Image) -> bool:
    if one.size != other.size:
        return True
    bands = ImageChops.difference(one, other).split()
    return any(int(band.getextrema()[1]) > LEVELS for band in bands)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_looks_as_with_the_whole_design_system(demo_site: DemoSite, page, whole, width):
    page.set_viewport_size({"width": width, "height": 900})

    def compare(path: str) -> None:
        found = []
        for is_whole in (False, True):
            if is_whole:
                page.route(
                    f"**/{design.SHEET}",
                    lambda route: route.fulfill(body=whole, content_type="text/css"),
                )
            page.goto(f"{demo_site.url}{path}")
            found.append(looks(page))
            page.unroute_all()
        plain = [look for look, other in zip(*found, strict=True) if differ(look, other)]
        assert plain == [], path

    compare("/compte/login/")
    demo_site.sign_in(page, "opérateur")
    for path in PAGES:
        compare(path)


def test_a_dashboard_asks_for_three_faces_and_no_file_twice(demo_site: DemoSite, page):
    demo_site.sign_in(page, "préfecture")
    # The page that follows the sign-in may still be asking for its icon.
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{demo_site.url}{PAGES[0]}", wait_until="networkidle")
    files = [url for url in asked if "/static/" in url]
    assert len(files) == len(set(files))
    assert sum(url.endswith(".woff2") for url in files) <= 3
    assert not any(url.endswith((".woff", ".min.js")) for url in files)
    assert [url for url in files if url.endswith(".css") and "/dsfr/" in url] == [
        f"{demo_site.url}/static/{design.SHEET}"
    ]
