"""People and the organisations they act for."""

from typing import Any, ClassVar, NoReturn

from allauth.mfa.models import Authenticator
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

NEVER_DELETED = (
    "Un compte se ferme et ne se supprime pas\u00a0: l’historique nomme qui a saisi, vérifié et "
    "décidé."
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a closed account is signed out everywhere, and stays so if it is opened again."""
        super().save(*args, **kwargs)
        if not self.is_active:
            from .sessions import end_sessions

            end_sessions(self)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise models.ProtectedError(NEVER_DELETED, {self})

    def close(self) -> None:
        """Let this person in no more; what they did keeps their name."""
        self.is_active = False
        self.save(update_fields=["is_active"])

    @property
    def is_administrator(self) -> bool:
        """Whether this person may set the service up, or read everything."""
        return self.is_staff or self.is_superuser

    @property
    def may_sign_in(self) -> bool:
        """Active, and not a demonstration account outside a demonstration.

        The passwords of those are published: a database copied from a demonstration must not
        open with them.
        """
        return self.is_active and (settings.DEMONSTRATION or not self.is_demonstration)


class Attempt(models.Model):
    """Someone at a door who has not proved who they are; ``throttling`` counts them.

    ``account``, ``address`` and ``client`` are fingerprints. ``client`` is the browser where it is
    a usual one of the account, the address otherwise.
    """

    class Door(models.TextChoices):
        PASSWORD = "password", "Mot de passe"
        CODE = "code", "Code du second facteur"
        RESET = "reset", "Demande d’un nouveau mot de passe"

    door = models.CharField("porte", max_length=8, choices=Door)
    account = models.CharField("compte", max_length=64)
    address = models.CharField("adresse", max_length=64)
    client = models.CharField("client", max_length=64)
    is_stranger = models.BooleanField("inhabituelle")
    at = models.DateTimeField("le", db_index=True)

    class Meta:
        verbose_name = "tentative"
        indexes = [
            models.Index(fields=["account", "at"], name="attempt_account_at"),
            models.Index(fields=["address", "at"], name="attempt_address_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_door_display()}, {self.at:%d/%m/%Y %H:%M}"


class UsualClient(models.Model):
    """An address or a browser from which a person signed in lately; both are fingerprints."""

    account = models.CharField("compte", max_length=64)
    client = models.CharField("client", max_length=64)
    seen_at = models.DateTimeField("vu le", db_index=True)

    class Meta:
        verbose_name = "client habituel"
        verbose_name_plural = "clients habituels"
        constraints = [
            models.UniqueConstraint(fields=["account", "client"], name="usual_client_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seen_at:%d/%m/%Y}"


class CacheEntry(models.Model):
    """An entry of the site’s cache: the table that Django’s database cache reads and writes."""

    cache_key = models.CharField("clé", max_length=255, primary_key=True)
    value = models.TextField("valeur")
    expires = models.DateTimeField("expire le", db_index=True)

    class Meta:
        db_table = "accounts_cache"
        verbose_name = "entrée du cache"
        verbose_name_plural = "entrées du cache"

    def __str__(self) -> str:
        return self.cache_key


class SecondFactor(Authenticator):
    """What a person adds to a password, under a name that administrators read."""

    KINDS: ClassVar[dict[str, str]] = {
        Authenticator.Type.TOTP: "application d’authentification",
        Authenticator.Type.RECOVERY_CODES: "codes de secours",
        Authenticator.Type.WEBAUTHN: "clé de sécurité",
    }

    class Meta:
        proxy = True
        verbose_name = "second facteur"
        verbose_name_plural = "seconds facteurs"
