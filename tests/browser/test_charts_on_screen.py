"""Charts as a browser shows them: sizes of their texts, overlaps, and the keyboard."""

import json
import re

import pytest

from reporting.charts.drawing import render
from tests.demonstration import DemoSite
from tests.test_charts import DRAWN

DASHBOARD = "/conventions/itm-lectoure/?au=2015-05-31"
AXIS = "/conventions/itm-lectoure/axes/2/?au=2015-05-31"
# Texts too small, beside their drawing, or over one another, as they are on screen.
WRONG = """(only) => {
  const texts = "text, .ch-name, .ch-value, .ch-detail, .ch-note, .ch-aside, .ch-key li";
  const wrong = [];
  for (const drawing of document.querySelectorAll(only)) {
    const room = drawing.getBoundingClientRect();
    const shown = [...drawing.querySelectorAll(texts)].filter((t) => t.getClientRects().length);
    const boxes = shown.map((text) => {
      const svg = text.closest("svg");
      const units = svg && svg.viewBox.baseVal ? svg.viewBox.baseVal.width : 0;
      const scale = units ? svg.getBoundingClientRect().width / units : 1;
      return {
        said: text.textContent,
        size: parseFloat(getComputedStyle(text).fontSize) * scale,
        box: text.getBoundingClientRect(),
      };
    });
    boxes.forEach(({said, size, box}, index) => {
      if (size < 11) wrong.push(["small", said, size]);
      if (box.left < room.left - 1 || box.right > room.right + 1) wrong.push(["outside", said]);
      for (const other of boxes.slice(index + 1)) {
        const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (wide > 1 && high > 2) wrong.push(["overlap", said, other.said]);
      }
    });
  }
  return wrong;
}"""
# A text of a curve cannot wrap: thousands of milliards fit no telephone.
TOO_LONG = "10 000 000 000 000 €"


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return re.sub(r"\s+", " ", text).strip()


def wrong(page, only: str = ".chart__drawing") -> list[list]:
    """Return what is wrong with the texts of charts on a page."""
    return page.evaluate(WRONG, only)


@pytest.mark.parametrize("width", [1280, 390])
def test_texts_of_charts_are_large_enough_and_apart(demo_site: DemoSite, page, width):
    demo_site.sign_in(page, "préfecture")
    page.set_viewport_size({"width": width, "height": 900})
    for address, charts in ((DASHBOARD, 4), (AXIS, 4)):
        page.goto(demo_site.url + address)
        page.evaluate("() => document.fonts.ready")
        assert page.locator(".chart__drawing").count() >= charts
        assert wrong(page) == []
        # The whole column is used: no side scroll, no drawing narrower than its figure.
        assert page.evaluate(
            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )


def test_any_chart_holds_in_any_column(demo_site: DemoSite, page):
    demo_site.sign_in(page, "préfecture")
    page.goto(demo_site.url + DASHBOARD)
    figures = "".join(
        f'<figure class="chart"><div class="chart__drawing">{render(chart)}</div></figure>'
        for chart in DRAWN
    )
    fill = f"() => {{ document.querySelector('main').innerHTML = {json.dumps(figures)}; }}"
    page.evaluate(fill)
    for width in (390, 600, 768, 1000, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found = [w for w in wrong(page) if not TOO_LONG & {re.sub(r"\\s", " ", t) for t in w[1:3]
                 if isinstance(t, str)}]  # fmt: skip
        assert found == [], width


def test_a_measure_of_texts_that_finds_what_is_wrong(demo_site: DemoSite, page):
    demo_site.sign_in(page, "préfecture")
    page.goto(demo_site.url + DASHBOARD)
    small = (
        '<figure class="chart"><div class="chart__drawing">'
        '<svg viewBox="0 0 4000 400" width="100%" font-size="20">'
        '<text x="5" y="200">petit</text><text x="10" y="205">dessus</text></svg></div></figure>'
    )
    page.evaluate(f"() => {{ document.querySelector('main').innerHTML = {json.dumps(small)}; }}")
    assert {found[0] for found in wrong(page)} == {"small", "overlap"}


def test_a_chart_is_one_stop_and_arrows_tell_its_values(demo_site: DemoSite, page):
    demo_site.sign_in(page, "préfecture")
    page.goto(demo_site.url + DASHBOARD)
    drawing = page.locator("#trajectoire .chart__drawing")
    rows = page.locator("#trajectoire tbody tr")
    said = drawing.locator(".chart__said")
    # One stop: the next one is that of the table, outside of the drawing.
    assert page.locator("#trajectoire .chart__drawing [tabindex]").count() == 0
    drawing.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("() => document.activeElement.dataset.chart") == "trajectory"
    assert said.get_attribute("aria-live") == "polite"
    page.keyboard.press("ArrowRight")
    first = [plain(part) for part in rows.first.locator("th, td").all_text_contents()]
    assert [part in plain(said.inner_text()) for part in first] == [True] * 3
    page.keyboard.press("ArrowRight")
    assert plain(rows.nth(1).locator("th").text_content()) in plain(said.inner_text())
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("End")
    assert plain(rows.last.locator("th").text_content()) in plain(said.inner_text())
    assert drawing.locator(".ch-cursor").count() == 1
    page.keyboard.press("Escape")
    assert said.inner_text() == ""
    # The stop of 31 May 2015 is where its dot is drawn.
    days = [plain(day) for day in rows.locator("th").all_text_contents()]
    index = days.index("31 mai 2015")
    page.keyboard.press("Home")
    for _ in range(index):
        page.keyboard.press("ArrowDown")
    assert "109" in said.inner_text()
    cursor, dot = (
        drawing.locator(f".{name}").first.bounding_box() for name in ("ch-cursor", "ch-dot")
    )
    assert abs(cursor["x"] + cursor["width"] / 2 - dot["x"] - dot["width"] / 2) < 1.5
    assert abs(cursor["y"] + cursor["height"] / 2 - dot["y"] - dot["height"] / 2) < 1.5


def test_rows_and_places_are_read_with_the_arrows(demo_site: DemoSite, page):
    demo_site.sign_in(page, "préfecture")
    page.goto(demo_site.url + AXIS)
    places = page.locator("#carte .chart__drawing")
    places.focus()
    page.keyboard.press("ArrowRight")
    said = places.locator(".chart__said")
    assert said.inner_text().startswith("Fleurance (32)")
    assert "33" in said.inner_text()
    page.keyboard.press("End")
    # It is counted, and has no place on the map.
    assert places.locator(".ch-cursor").count() == 0
    communes = page.locator("#jobs-created-par-commune .chart__drawing")
    communes.focus()
    page.keyboard.press("ArrowDown")
    assert communes.locator(".ch-row.is-current").count() == 1
    assert communes.locator(".chart__said").inner_text().startswith("Fleurance")
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    assert re.match(r"\d autres communes", communes.locator(".chart__said").inner_text())


def test_without_a_script_the_table_is_the_way(demo_site: DemoSite, page_without_script):
    page = page_without_script
    demo_site.sign_in(page, "préfecture")
    page.goto(demo_site.url + DASHBOARD)
    assert page.locator("[data-chart][tabindex]").count() == 0
    page.locator("#trajectoire summary").click()
    assert page.locator("#trajectoire tbody tr", has_text="31\u00a0mai 2015").is_visible()
