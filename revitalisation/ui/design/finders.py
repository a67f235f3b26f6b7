"""Where static files of the design system are found: those that pages use, out of two thousand."""

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import dsfr
from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.files.storage import FileSystemStorage

from .pruning import addresses, pruned, used_by

APP = "dsfr"
PACKAGE = Path(dsfr.__file__).parent / "static"
FOLDER = "dsfr/dist"
SHEET = f"{FOLDER}/revitalisation.css"
SHEETS = ("dsfr.main.min.css", "utility/utility.main.min.css")
SOURCES = ("templates", "static", "revitalisation", "convention", "axes", "reporting")
KINDS = {".html", ".css", ".js", ".py"}
_NAMED = re.compile(rf"{FOLDER}/[\w./-]+\.\w+")


class AppsButDesignSystem(AppDirectoriesFinder):
    """The static files of every installed app, the design system’s apart."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(app_names, *args, **kwargs)
        self.apps = [app for app in self.apps if app != APP]
        self.storages.pop(APP, None)


class DesignSystemFinder(BaseFinder):
    """Serve the sheet of what pages use as ``dsfr/dist/revitalisation.css``, and what it names.

    Any file of the package is found by its name; only those that pages or sheets name are listed,
    thus collected.
    """

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to set up, nothing to check."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the place of a file of the design system, or an empty list for another path."""
        if path == SHEET:
            found = str(_folder() / SHEET)
        elif path.startswith(f"{FOLDER}/") and (PACKAGE / path).is_file():
            found = str(PACKAGE / path)
        else:
            return []
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """List the sheet and the files that it, templates and our own sheets name."""
        yield SHEET, FileSystemStorage(location=_folder())
        package = FileSystemStorage(location=PACKAGE)
        for name in sorted(_named()):
            yield name, package


def sources() -> Iterator[Path]:
    """Yield the files of ours that may use the design system."""
    for source in SOURCES:
        for path in sorted((settings.BASE_DIR / source).rglob("*")):
            if path.suffix in KINDS:
                yield path


@cache
def sheet() -> str:
    """Return the rules of the design system that the product uses, read once by each process."""
    used = used_by(path.read_text(encoding="utf-8") for path in sources())
    dist = PACKAGE / FOLDER
    return pruned(
        ((str(Path(name).parent), (dist / name).read_text(encoding="utf-8")) for name in SHEETS),
        used,
    )


def _named() -> set[str]:
    named = {f"{FOLDER}/{name}" for name in addresses(sheet())}
    for path in sources():
        named.update(_NAMED.findall(path.read_text(encoding="utf-8")))
    return {name for name in named if (PACKAGE / name).is_file()}


@cache
def _folder() -> Path:
    """Write the sheet to a folder of this process, for whoever serves or collects files."""
    folder = Path(tempfile.mkdtemp(prefix="revitalisation-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    written = folder / SHEET
    written.parent.mkdir(parents=True)
    written.write_text(sheet(), encoding="utf-8")
    return folder
