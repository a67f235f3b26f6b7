"""Pages travel light, packed by the product; their length does not tell their tokens."""

import gzip
from pathlib import PurePosixPath

import pytest
from django.urls import reverse

from reporting.workshop.benchmark import visits

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def collected():
    """Files collected once for the pages of this module, as production names and packs them."""
    with visits.production():
        yield


@pytest.fixture
def dashboard(collected, lectoure, as_role):
    client = as_role("prefecture")
    return visits.visit(client, f"{lectoure.get_absolute_url()}?au=2015-05-31")


def test_a_dashboard_weighs_two_hundred_kilobytes_at_most(dashboard):
    fonts = dashboard.of(visits.FONTS)
    assert dashboard.first <= 200_000
    assert dashboard.first - fonts <= 150_000
    assert dashboard.travels * 4 < dashboard.plain
    # Each part is there: a page that asked for nothing would weigh nothing.
    assert fonts > 100_000
    assert dashboard.of(visits.STYLES) > 10_000
    assert dashboard.of(visits.SCRIPTS) > 100
    names = {PurePosixPath(asset.address).name for asset in dashboard.assets}
    assert not any(name.startswith(("plotly", "htmx")) for name in names), names


def test_what_a_dashboard_asks_for_is_kept_and_the_page_is_not(dashboard, lectoure, as_role):
    assert [asset.address for asset in dashboard.assets if not asset.is_kept] == []
    assert dashboard.then == dashboard.travels <= 15_000
    page = as_role("prefecture").get(lectoure.get_absolute_url())
    assert {"private", "no-store"} <= set(page.headers["Cache-Control"].split(", "))
    assert "ETag" not in page.headers


def test_pages_of_a_list_alone_load_what_refreshes_them(collected, lectoure, as_role):
    client = as_role("prefecture")
    asked = visits.visit(client, reverse("job_list", args=[lectoure.slug])).assets
    assert any("htmx" in asset.address for asset in asked)
    asked = visits.visit(client, reverse("home")).assets
    assert not any("htmx" in asset.address for asset in asked)


def test_a_page_is_compressed_for_whoever_says_so(lectoure, as_role):
    client, address = as_role("prefecture"), reverse("dashboard", args=[lectoure.slug])
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) * 4 < len(plain.content)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "itm-lectoure" in gzip.decompress(packed.content).decode()


def test_the_same_page_has_no_constant_length(lectoure, as_role):
    client = as_role("operateur")
    address = reverse("project_create", args=[lectoure.slug])
    sizes = {
        len(client.get(address, headers={"Accept-Encoding": "gzip"}).content) for _ in range(8)
    }
    assert len(sizes) > 1
