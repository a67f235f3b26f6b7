"""Dated or published codes that every record refers to; loaded from data files."""

from typing import ClassVar

from django.db import models
from simple_history.models import HistoricalRecords

from revitalisation.dated import Dates
from revitalisation.records import Versioned
from revitalisation.ui.money import EuroField


class Region(models.Model):
    """A région, by its INSEE code."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=60)

    class Meta:
        verbose_name = "région"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Departement(models.Model):
    """A département, by its INSEE code."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=60)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, verbose_name="région")

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Precision(models.TextChoices):
    """How far the position of a commune is to be trusted: its own, or the mean of what it is in."""

    EXACT = "exact", "exacte"
    POSTAL = "postal", "approchée, par le code postal"
    EPCI = "epci", "approchée, par l’intercommunalité"
    DEPARTEMENT = "departement", "approchée, par le département"


class Commune(models.Model):
    """A commune, by its INSEE code (2026); latitude and longitude in degrees (WGS 84)."""

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=60, db_index=True)
    # The official code lists collectivities (Pacific, Saint-Martin) that have no département.
    departement = models.ForeignKey(
        Departement, on_delete=models.PROTECT, verbose_name="département", null=True, blank=True
    )
    population = models.PositiveIntegerField("population", null=True)
    postal_codes = models.CharField("codes postaux", max_length=200, blank=True)
    latitude = models.FloatField("latitude", null=True, editable=False)
    longitude = models.FloatField("longitude", null=True, editable=False)
    precision = models.CharField(
        "position", max_length=11, choices=Precision, blank=True, default="", editable=False
    )

    class Meta:
        verbose_name = "commune"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None, precision="")
                | models.Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                    precision__in=Precision.values,
                ),
                name="commune_position_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.departement_id or self.code[:3]})"


class NafCode(models.Model):
    """An activity code of the NAF rév. 2, with its section."""

    code = models.CharField(max_length=6, primary_key=True)
    label = models.CharField("libellé", max_length=200)
    section = models.CharField("section", max_length=1, db_index=True)
    section_label = models.CharField("libellé de la section", max_length=160)

    class Meta:
        verbose_name = "code NAF"
        verbose_name_plural = "codes NAF"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class SmicRate(Versioned):
    """Monthly gross SMIC, in euro cents, from a date on."""

    effective_on = models.DateField("à compter du", primary_key=True)
    monthly_gross = EuroField("SMIC mensuel brut")

    dates: ClassVar[Dates] = Dates(since="effective_on", planned=("effective_on",))
    told_as = "le SMIC au {0.effective_on:%d/%m/%Y}"
    history = HistoricalRecords()

    class Meta:
        verbose_name = "SMIC mensuel"
        verbose_name_plural = "SMIC mensuels"
        ordering = ["effective_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(monthly_gross__gt=0), name="smic_monthly_gross_positive"
            )
        ]

    def __str__(self) -> str:
        return f"SMIC au {self.effective_on:%d/%m/%Y}"
