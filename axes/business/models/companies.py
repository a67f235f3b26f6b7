"""Companies: the identity that conventions share, and what one convention knows of it."""

from django.db import models, transaction
from django.db.models import Q
from simple_history.models import HistoricalRecords
from stdnum.fr import siret

from axes.business.querysets import CompanyQuerySet, IdentityQuerySet
from convention.models import Convention
from revitalisation.records import Versioned
from revitalisation.reference.models import Commune, NafCode
from revitalisation.ui.validators import stdnum_validator

validate_siret = stdnum_validator(
    siret,
    "Ce numéro SIRET n’est pas valide\u00a0: il compte 14 chiffres, dont une clé de contrôle.",
)


class Company(Versioned):
    """The identity of a firm or establishment: one row, whatever conventions follow it.

    It is proposed for change and settled by an administrator (``CompanyProposal``). No page of a
    convention shows its official name: that would tell that others follow the firm. A firm being
    created has no SIRET yet, and is then followed once.
    """

    siret = models.CharField(
        "SIRET", max_length=14, unique=True, null=True, blank=True, validators=[validate_siret]
    )
    official_name = models.CharField("nom officiel", max_length=160, blank=True)

    told_as = "l’identité {0.pk} d’une entreprise"
    history = HistoricalRecords()
    objects = IdentityQuerySet.as_manager()

    class Meta:
        verbose_name = "identité d’une entreprise"
        verbose_name_plural = "identités d’entreprises"
        ordering = ["siret", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(siret__isnull=True) | ~Q(siret=""), name="company_siret_not_empty"
            )
        ]

    def __str__(self) -> str:
        # Never the official name: whatever prints a record would tell it.
        return self.siret or "sans SIRET"

    def forget_unless_followed(self) -> None:
        """Remove an identity that nobody follows any more; its history stays."""
        if not self.known_as.exists():
            self.delete()


class ConventionCompany(Versioned):
    """What one convention knows of a company that it aids, or that employs young people for it.

    The two are told apart, and may be followed side by side: those who enter projects know nothing
    of the employers of young people, and those who follow these know nothing of the aided firms.
    """

    class Kind(models.TextChoices):
        """For what the convention follows the company."""

        AIDED = "aided", "Entreprise accompagnée"
        EMPLOYER = "employer", "Employeur de jeunes"

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="companies", verbose_name="convention"
    )
    kind = models.CharField("nature", max_length=8, choices=Kind)
    identity = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="known_as", verbose_name="SIRET"
    )
    name = models.CharField(
        "nom", max_length=160, help_text="Tel que la convention connaît l’entreprise."
    )
    naf = models.ForeignKey(
        NafCode, on_delete=models.PROTECT, related_name="+", verbose_name="activité (NAF)"
    )
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, related_name="+", verbose_name="commune"
    )
    phone = models.CharField(
        "téléphone",
        max_length=20,
        blank=True,
        help_text="Celui de l’établissement, non d’une personne.",
    )
    email = models.EmailField(
        "adresse électronique",
        blank=True,
        help_text="Celle de l’établissement, non d’une personne.",
    )

    convention_path = "convention"
    told_as = "l’entreprise {0.name}"
    # Whether it moves to another identity or this one is corrected depends on who else follows
    # them: the proposals tell what was asked and answered, alike in both cases.
    untold = frozenset({"identity"})
    history_page = "company_history"
    history = HistoricalRecords()
    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = "entreprise"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "identity", "kind"], name="company_followed_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def siret(self) -> str | None:
        """The fourteen digits; None for a firm that is being created."""
        return self.identity.siret

    @property
    def written(self) -> str:
        """How forms write the company, so that what they write finds it again."""
        number = self.siret or f"n°\u00a0{self.pk}"
        return f"{self.name} ({number})"

    def twin_with(self, siret: str) -> "ConventionCompany | None":
        """Return the other company that the convention follows, for the same, under a SIRET."""
        followed = ConventionCompany.objects.filter(convention=self.convention_id, kind=self.kind)
        return followed.filter(identity__siret=siret).exclude(pk=self.pk).first()

    @transaction.atomic
    def take(self, siret: str) -> None:
        """Follow the identity that has this SIRET, known already or not: nothing tells which."""
        left = self.identity
        if siret == left.siret:
            return
        self.identity = Company.objects.named(siret, official_name=left.official_name)
        self.save(update_fields=["identity"])
        left.forget_unless_followed()
