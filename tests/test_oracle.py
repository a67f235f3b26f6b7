"""Every figure is what plain Python finds in the rows, on every day on which anything happens."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given

from convention.models import Convention
from reporting.figures.engine import Sheet, sheets
from reporting.figures.registry import PUBLISHED

from .histories import History, histories
from .oracle import Answer, Oracle
from .test_figures_properties import some_examples, written

pytestmark = pytest.mark.django_db
# Days asked together: always as many, for a statement is compiled once for each number of them.
TOGETHER = 8


def asked(
    convention: Convention, days: list[date], grains: Mapping[str, str] | None = None
) -> dict[date, Sheet]:
    """Return the figures of some days, in their order; with their parts, where grains are said."""
    convention = Convention.objects.prefetch_related("axes").get(pk=convention.pk)
    found: dict[date, Sheet] = {}
    for start in range(0, len(days), TOGETHER):
        first = max(0, min(start, len(days) - TOGETHER))
        some = dict.fromkeys(days[first : first + TOGETHER], PUBLISHED)
        found |= sheets([convention], some, grains)[convention.pk]
    return found


def disagreements(
    convention: Convention, days: list[date], said: Mapping[date, Sheet] | None = None
) -> list[tuple[date, str, Answer, Answer]]:
    """Return day, code, what the product says and what the oracle says, wherever they differ."""
    oracle, said = Oracle(convention), said or asked(convention, days)
    found = []
    for day in days:
        expected = oracle.at(day)
        assert set(expected) == set(PUBLISHED), "a figure that the oracle does not know"
        for code, answer in expected.items():
            figure = said[day][code]
            shown = Answer(figure.value, figure.absence and figure.absence.value)
            if shown != answer:
                found.append((day, code, shown, answer))
    return found


def test_the_demonstration_says_what_its_rows_hold(lectoure):
    days = Oracle(lectoure).event_days()
    assert len(days) > 500
    assert not disagreements(lectoure, days)


@some_examples
@given(histories)
def test_any_history_says_what_its_rows_hold(history: History):
    written(history, _agree)


def _agree(convention: Convention) -> None:
    assert not disagreements(convention, Oracle(convention).event_days())
