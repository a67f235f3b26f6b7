"""What a person sees without scrolling, and how far the rest goes."""

import pytest

from tests.demonstration import DemoSite

DASHBOARD = "/conventions/itm-lectoure/?au=2015-05-31"
ENDED = "/conventions/itm-lectoure/"
LOWEST = """(selector) => Math.max(
  ...[...document.querySelectorAll(selector)].map((e) => e.getBoundingClientRect().bottom)
)"""


@pytest.mark.parametrize("address", [DASHBOARD, ENDED])
def test_the_first_screen_holds_the_whole_answer(demo_site: DemoSite, page, address):
    demo_site.sign_in(page, "préfecture")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(demo_site.url + address)
    page.evaluate("() => document.fonts.ready")
    for told in (".app-headline", ".app-judged", ".app-key", ".app-answer .chart__drawing"):
        assert page.locator(told).count(), told
        assert page.evaluate(LOWEST, told) <= 900, told
        assert page.locator(f"details {told}").count() == 0, told


@pytest.mark.parametrize(("width", "most"), [(1280, 3500), (390, 5500)])
def test_the_rest_is_not_far(demo_site: DemoSite, page, width, most):
    demo_site.sign_in(page, "préfecture")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(demo_site.url + DASHBOARD)
    page.evaluate("() => document.fonts.ready")
    height, side = page.evaluate(
        "() => [document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    )
    assert height <= most
    assert side <= width


def test_a_heading_is_larger_than_those_under_it(demo_site: DemoSite, page):
    demo_site.sign_in(page, "préfecture")
    page.goto(f"{demo_site.url}/conventions/itm-lectoure/axes/1/?au=2015-05-31")
    sizes = [
        page.evaluate(
            "(tag) => parseFloat(getComputedStyle(document.querySelector(tag)).fontSize)", tag
        )
        for tag in ("main h1", "main h2", "main h3")
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


def test_the_date_is_one_menu_that_the_keyboard_opens(demo_site: DemoSite, page):
    demo_site.sign_in(page, "préfecture")
    page.goto(demo_site.url + DASHBOARD)
    menu = page.locator(".app-when")
    assert not menu.get_by_role("link").first.is_visible()
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    menu.get_by_role("link", name="chiffres au 31/05/2014").click()
    assert "au=2014-05-31" in page.url
