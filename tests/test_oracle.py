"""Every figure is what plain Python finds in the rows, on every day on which anything happens."""

from datetime import date

import pytest
from hypothesis import given

from convention.models import Convention
from reporting.figures.engine import sheets
from reporting.figures.registry import PUBLISHED

from .histories import History, histories
from .oracle import Answer, Oracle
from .test_figures_properties import some_examples, written

pytestmark = pytest.mark.django_db


def disagreements(
    convention: Convention, days: list[date]
) -> list[tuple[date, str, Answer, Answer]]:
    """Return day, code, what the product says and what the oracle says, wherever they differ."""
    oracle = Oracle(convention)
    convention = Convention.objects.prefetch_related("axes").get(pk=convention.pk)
    said = sheets([convention], dict.fromkeys(days, PUBLISHED))[convention.pk]
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
