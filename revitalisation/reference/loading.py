"""Loads the published codes from the CSV files beside this module."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models, transaction

from .models import Commune, Departement, NafCode, Region, SmicRate

DATA = Path(__file__).parent / "data"


def load_reference() -> dict[str, int]:
    """Insert or update every code; return the number of rows read, by model name.

    SMIC rates already in the database are kept as they are: users may have corrected them.
    """
    departements = {row["code"] for row in _rows("departements.csv")}
    known = positions()
    with transaction.atomic():
        return {
            "Region": _upsert(
                Region, [Region(code=r["code"], name=r["nom"]) for r in _rows("regions.csv")]
            ),
            "Departement": _upsert(
                Departement,
                [
                    Departement(code=r["code"], name=r["nom"], region_id=r["region"])
                    for r in _rows("departements.csv")
                ],
            ),
            "Commune": _upsert(
                Commune,
                [
                    Commune(
                        code=r["code_insee"],
                        name=r["nom"],
                        departement_id=r["departement"]
                        if r["departement"] in departements
                        else None,
                        population=int(r["population"]) if r["population"] else None,
                        postal_codes=r["codes_postaux"],
                        **known.get(r["code_insee"], {}),
                    )
                    for r in _rows("communes.csv")
                ],
            ),
            "NafCode": _upsert(
                NafCode,
                [
                    NafCode(
                        code=r["code"],
                        label=_typeset(r["libelle"]),
                        section=r["section"],
                        section_label=_typeset(r["libelle_section"].capitalize()),
                    )
                    for r in _rows("naf.csv")
                ],
            ),
            "SmicRate": _smic_rates(),
        }


def positions() -> dict[str, dict[str, Any]]:
    """Return latitude, longitude and precision by INSEE code, of the communes that have some."""
    return {
        r["code_insee"]: {
            "latitude": float(r["latitude"]),
            "longitude": float(r["longitude"]),
            "precision": r["precision"],
        }
        for r in _rows("positions.csv")
    }


def _smic_rates() -> int:
    rows = list(_rows("smic.csv"))
    for row in rows:
        SmicRate.objects.get_or_create(
            effective_on=date.fromisoformat(row["effective_on"]),
            defaults={"monthly_gross": int(Decimal(row["monthly_gross"]) * 100)},
        )
    return len(rows)


def _typeset(label: str) -> str:
    """Return a label of the nomenclature as the pages write French."""
    return label.replace("'", "’").replace(" ;", "\u202f;")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _upsert(model: type[models.Model], instances: list[models.Model]) -> int:
    fields = [f.name for f in model._meta.concrete_fields if not f.primary_key]
    model._default_manager.bulk_create(
        instances,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=fields,
        batch_size=2000,
    )
    return len(instances)
