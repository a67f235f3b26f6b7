"""Pages travel compressed, and their tokens are not told by their length."""

import gzip

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


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
