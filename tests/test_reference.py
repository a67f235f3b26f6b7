"""Published codes: communes have their position, and loading them again changes nothing."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from revitalisation.reference.loading import load_reference, positions
from revitalisation.reference.models import Commune, Precision

pytestmark = pytest.mark.django_db

POSITION = ("latitude", "longitude", "precision")


def test_most_communes_have_a_position_and_it_says_what_it_is_worth():
    placed = Commune.objects.exclude(latitude=None)
    assert placed.count() == len(positions()) == 34_858
    assert placed.filter(precision=Precision.EXACT).count() == 14_735
    fleurance = Commune.objects.get(code="32132")
    assert (fleurance.latitude, fleurance.longitude) == (43.8494, 0.663)
    assert fleurance.precision == Precision.EXACT


def test_a_database_of_before_gets_positions_with_the_migration_or_the_loading():
    some = Commune.objects.filter(departement="32")
    expected = list(some.order_by("code").values_list("code", "name", "population", *POSITION))
    place = import_module("revitalisation.reference.migrations.0005_place_communes").place
    for give in (lambda: place(apps, None), load_reference):
        some.update(latitude=None, longitude=None, precision="")
        give()
        found = some.order_by("code").values_list("code", "name", "population", *POSITION)
        assert list(found) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude": None},
        {"precision": ""},
        {"precision": "guessed"},
        {"latitude": 91.0},
        {"longitude": -181.0},
    ],
)
def test_half_a_position_is_refused(wrong):
    with pytest.raises(IntegrityError, match="commune_position_whole"), transaction.atomic():
        Commune.objects.filter(code="32132").update(**wrong)
