"""People and the organisations they act for."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from simple_history.models import HistoricalRecords
from stdnum.fr import siren

from revitalisation.records import Versioned
from revitalisation.ui.validators import stdnum_validator

validate_siren = stdnum_validator(
    siren, "Ce numéro SIREN n’est pas valide\u00a0: il compte 9 chiffres, dont une clé de contrôle."
)


class Organisation(Versioned):
    """A body that takes part in conventions: préfecture, operator, bank, firm…"""

    class Kind(models.TextChoices):
        LIABLE_COMPANY = "liable_company", "Entreprise assujettie"
        PREFECTURE = "prefecture", "Préfecture ou service de l’État"
        OPERATOR = "operator", "Opérateur"
        BANK = "bank", "Banque"
        MISSION_LOCALE = "mission_locale", "Mission Locale"
        LOCAL_AUTHORITY = "local_authority", "Collectivité territoriale"
        CHAMBER = "chamber", "Chambre consulaire"
        SOCIAL_PARTNER = "social_partner", "Partenaire social"
        OTHER = "other", "Autre organisme"

    name = models.CharField("nom", max_length=160, unique=True)
    kind = models.CharField("nature", max_length=20, choices=Kind)
    siren = models.CharField(
        "SIREN", max_length=9, blank=True, validators=[validate_siren], help_text="9 chiffres."
    )

    told_as = "l’organisme {0.name}"
    history = HistoricalRecords()

    class Meta:
        verbose_name = "organisme"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Creates users whose login is their e-mail."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(Versioned, AbstractUser):
    """A person who signs in with an e-mail; rights come from the organisation's memberships."""

    unversioned = frozenset({"last_login"})

    username = None  # type: ignore[assignment]
    email = models.EmailField("adresse électronique", unique=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="organisme",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
    )
    is_demonstration = models.BooleanField("compte de démonstration", default=False, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    told_as = "le compte de {0}"
    history = HistoricalRecords(excluded_fields=["password", "last_login"])
    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = "utilisateur"
        ordering = ["email"]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def may_sign_in(self) -> bool:
        """Active, and not a demonstration account outside a demonstration.

        The passwords of those are published: a database copied from a demonstration must not
        open with them.
        """
        return self.is_active and (settings.DEMONSTRATION or not self.is_demonstration)
