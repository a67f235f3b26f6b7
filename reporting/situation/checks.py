"""Whether all that is told of a convention is declared, and leads somewhere."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.urls import NoReverseMatch, reverse

from reporting.figures.registry import PUBLISHED, REGISTRY

from . import overview, situation, work


def check_figures_told(**kwargs: Any) -> list[CheckMessage]:
    """Check the figures that pages name and the addresses that work items lead to."""
    return [Error(words, id="situation.E001") for words in _wrong()]


def _wrong() -> Iterator[str]:
    told = {"home": (*overview.TOLD, *overview.RANKED_BY), "months": situation.MONTHLY}
    told |= {f"work item {item.code}": item.needs for item in work.ITEMS}
    for where, codes in told.items():
        for code in codes:
            if code not in REGISTRY:
                yield f"{where}: no figure is named {code}."
    for code, n in Counter(item.code for item in work.ITEMS).items():
        if n > 1:
            yield f"work item {code}: declared {n} times."
    for item in work.ITEMS:
        if bool(item.page) == bool(item.rows):
            yield f"work item {item.code}: leads to a list or to the rows of a figure."
        if item.rows and item.rows not in PUBLISHED:
            yield f"work item {item.code}: no published figure is named {item.rows}."
        if item.page:
            try:
                reverse(item.page, args=["x"])
            except NoReverseMatch:
                yield f"work item {item.code}: no list of a convention is named {item.page}."
