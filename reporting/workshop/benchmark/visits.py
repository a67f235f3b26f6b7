"""What travels to a browser that opens a page, the first time and then, as production sends it."""

import gzip
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urljoin

import brotli
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings

FONTS, STYLES, SCRIPTS, IMAGES = "polices", "styles", "scripts", "images"
KINDS = {".woff2": FONTS, ".css": STYLES, ".js": SCRIPTS, ".svg": IMAGES}
# In bytes, of a dashboard.
FIRST_AT_MOST, WITHOUT_FONTS_AT_MOST, THEN_AT_MOST = 200_000, 150_000, 15_000
BROWSER = {"accept-encoding": "gzip, deflate, br"}
# No page of conventions asks for them, and packing plotly takes most of the time.
APART = ["admin", "simple_history", "htmax*"]
PLOTLY = "reporting.charts.finders.PlotlyFinder"

_LINKED = re.compile(r'<(?:link\b[^>]*?\shref|script\b[^>]*?\ssrc)="([^"]+)"')
_NAMED = re.compile(r"""url\(["']?(?!data:)([^"')]+)""")


class Asset(NamedTuple):
    """A file that a page asks for: bytes that travel, and whether the browser keeps it for ever."""

    kind: str
    address: str
    size: int
    is_kept: bool


class Visit(NamedTuple):
    """The bytes of a page, those of it that travel, and the files that it asks for."""

    plain: int
    travels: int
    assets: tuple[Asset, ...]

    def of(self, kind: str) -> int:
        """Return the bytes of the files of a kind."""
        return sum(asset.size for asset in self.assets if asset.kind == kind)

    @property
    def first(self) -> int:
        """Bytes of the first visit."""
        return self.travels + sum(asset.size for asset in self.assets)

    @property
    def then(self) -> int:
        """Bytes of the next one."""
        return self.travels + sum(asset.size for asset in self.assets if not asset.is_kept)

    @property
    def is_light(self) -> bool:
        """Whether a dashboard may weigh that much."""
        return (
            self.first <= FIRST_AT_MOST
            and self.first - self.of(FONTS) <= WITHOUT_FONTS_AT_MOST
            and self.then <= THEN_AT_MOST
        )


@contextmanager
def production() -> Iterator[None]:
    """Serve static files as production does: collected, named after what they hold, packed.

    Clients made inside serve them so.
    """
    packed = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(
            STATIC_ROOT=folder,
            STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": packed}},
            STATICFILES_FINDERS=[name for name in settings.STATICFILES_FINDERS if name != PLOTLY],
            WHITENOISE_AUTOREFRESH=False,
            WHITENOISE_USE_FINDERS=False,
        ),
    ):
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=[*APART])
        yield


def visit(client: Client, address: str) -> Visit:
    """Open a page and all that it asks for: every face and every image that its styles name.

    A browser may ask for fewer, never for more. Raises RuntimeError where a file is missing.
    """
    page = client.get(address, headers=BROWSER)
    html = _read(page.content, page.headers)
    assets: dict[str, Asset] = {}
    waiting = _LINKED.findall(html.decode())
    while waiting:
        asked = waiting.pop()
        if asked in assets:
            continue
        answer = client.get(asked, headers=BROWSER)
        if answer.status_code != 200:
            raise RuntimeError(f"{asked} : {answer.status_code}")
        content = b"".join(answer) if answer.streaming else answer.content
        kind = KINDS[PurePosixPath(asked).suffix]
        is_kept = "immutable" in answer.headers.get("Cache-Control", "")
        assets[asked] = Asset(kind, asked, len(content), is_kept)
        if kind == STYLES:
            rules = _read(content, answer.headers).decode()
            waiting += (urljoin(asked, named) for named in _NAMED.findall(rules))
    return Visit(len(html), len(page.content), tuple(assets.values()))


def _read(content: bytes, headers: Mapping[str, str]) -> bytes:
    packing = headers.get("Content-Encoding")
    if packing == "br":
        unpacked: bytes = brotli.decompress(content)
        return unpacked
    return gzip.decompress(content) if packing == "gzip" else content
