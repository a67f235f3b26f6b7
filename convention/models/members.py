"""The parts that organisations play."""

from django.db import models
from simple_history.models import HistoricalRecords

from convention.belonging import BelongingQuerySet
from revitalisation.accounts.models import Organisation
from revitalisation.records import Versioned

from .conventions import Convention


class Membership(Versioned):
    """The part an organisation plays in a convention; its users' rights follow from it."""

    class Role(models.TextChoices):
        LIABLE_COMPANY = "liable_company", "Entreprise assujettie"
        PREFECTURE = "prefecture", "Préfecture"
        OPERATOR = "operator", "Opérateur"
        BANK = "bank", "Banque partenaire"
        YOUTH_REFERRER = "youth_referrer", "Prescripteur jeunes"
        COMMITTEE_MEMBER = "committee_member", "Membre du comité"

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="memberships", verbose_name="convention"
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name="organisme",
    )
    role = models.CharField("rôle", max_length=16, choices=Role)

    convention_path = "convention"
    told_as = "la participation de {0.organisation}"
    told_with = "convention"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "participation"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "organisation"], name="membership_one_role_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"
