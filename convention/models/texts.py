"""What the parties sign about the figures of a convention: comments and opinions, at their date."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst
from simple_history.models import HistoricalRecords

from convention.belonging import BelongingQuerySet
from convention.pages.addresses import at
from revitalisation.accounts.models import Organisation
from revitalisation.dated import Dates
from revitalisation.dated_rows import DatedRow, one_a_day
from revitalisation.history.values import label
from revitalisation.ui.formats import short_date
from revitalisation.ui.validators import holds_no_nir

from .axes import Axis
from .conventions import Convention

LONGEST = 600


def sentences(name: str, hint: str, blank: bool = True) -> models.CharField:
    """Return the column of a few sentences, of which none holds a social security number."""
    return models.CharField(
        name, max_length=LONGEST, blank=blank, help_text=hint, validators=[holds_no_nir]
    )


def signed_once(name: str) -> list[models.UniqueConstraint]:
    """Return the constraints that a body signs one text a date about an axis, and about all."""
    message = "Votre organisme a déjà un texte sur ces chiffres\u00a0: rectifiez-le."
    by = ("convention", "organisation")
    return [
        one_a_day(f"{name}_one_a_day_on_axis", *by, "axis", day="as_of", message=message),
        one_a_day(
            f"{name}_one_a_day_on_all", *by, day="as_of", message=message,
            only=Q(axis__isnull=True),
        ),
    ]  # fmt: skip


class SignedText(DatedRow):
    """What a body says of the figures of a date, on an axis or on the whole; ``recorded_by`` signs.

    A page at a date tells the latest ``as_of`` by then, though it was signed later: that is what
    those who read these figures had to say of them.
    """

    convention = models.ForeignKey(
        Convention,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        verbose_name="convention",
        editable=False,
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="organisme",
        editable=False,
    )
    axis = models.ForeignKey(
        Axis,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="axe",
        help_text="Vide pour toute la convention.",
    )
    as_of = models.DateField(
        "chiffres au", help_text="La date d’arrêté des chiffres dont il est question."
    )
    signed_on = models.DateField("signé le")

    convention_path = "convention"
    about = ("convention", "organisation", "axis")
    dates: ClassVar[Dates] = Dates(since="as_of", apart=("signed_on", "holds_until", "recorded_at"))
    told_with = "convention"
    named_with = ("organisation", "axis")
    objects = BelongingQuerySet.as_manager()
    # Its name in a sentence, the same after « le retrait », and its page.
    named: ClassVar[str]
    of_named: ClassVar[str]
    page: ClassVar[str]

    class Meta(DatedRow.Meta):
        abstract = True
        ordering: ClassVar[list[str]] = ["convention", "as_of", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *DatedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(signed_on__gte=F("as_of")),
                name="%(class)s_signed_after_figures",
                violation_error_message="Un texte se signe au plus tôt le jour de ses chiffres.",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=False),
                name="%(class)s_has_author",
                violation_error_message="Un texte est signé par une personne.",
            ),
        ]

    def __str__(self) -> str:
        return f"{capfirst(self._meta.verbose_name)} – {self.label}"

    @property
    def label(self) -> str:
        """Whose text it is, on what."""
        on = "" if self.axis is None else f", axe {self.axis.number}"
        return f"{self.organisation}, chiffres au {short_date(self.as_of)}{on}"

    @property
    def subject(self) -> str:
        """What the text is about."""
        return "toute la convention" if self.axis is None else f"axe {self.axis.number}"

    def named_in_history(self) -> str:
        if self.supersedes_id is None:
            what = self.named
        else:
            what = f"{'le retrait' if self.is_void else 'la rectification'} {self.of_named}"
        return f"{what} «\u00a0{self.label}\u00a0»"

    def get_absolute_url(self) -> str:
        return at(self.page, None, self.convention.slug, self.pk)

    def tell_owner(self) -> None:
        """Leave the convention as it is: what a body says of it changes nothing of its text."""


class Comment(SignedText):
    """What a body has to say of the figures: what was done, why the gap, what may come."""

    done = sentences("ce qui a été fait", "Depuis les chiffres précédents.")
    gap = sentences(
        "d’où vient l’écart", "Ce qui explique l’écart avec les objectifs ou le calendrier."
    )
    risks = sentences("ce qui peut compromettre la suite", "Les risques, et ce qui les réduit.")
    next_steps = sentences("ce qui vient ensuite", "Ce qui est prévu d’ici aux prochains chiffres.")

    PROMPTS: ClassVar = ("done", "gap", "risks", "next_steps")
    named, of_named, page = "le commentaire", "du commentaire", "comment_detail"

    @property
    def said(self) -> list[tuple[str, str]]:
        """What was asked and what was answered, what was left empty apart."""
        asked = ((label(self._meta.get_field(name)), getattr(self, name)) for name in self.PROMPTS)
        return [(question, answer) for question, answer in asked if answer]

    history = HistoricalRecords(excluded_fields=["holds_until"])

    class Meta(SignedText.Meta):
        abstract = False
        verbose_name = "commentaire"
        constraints = [
            *SignedText.Meta.constraints,
            *signed_once("comment"),
            models.CheckConstraint(
                condition=~Q(done="", gap="", risks="", next_steps=""),
                name="comment_says_something",
                violation_error_message="Un commentaire répond au moins à une des questions.",
            ),
        ]


class Opinion(SignedText):
    """How confident a body is that the aims will be reached by the term, and why."""

    class Confidence(models.TextChoices):
        FULL = "full", "Pleine confiance"
        RESERVED = "reserved", "Confiance avec réserves"
        DOUBTFUL = "doubtful", "Doutes"
        WORRIED = "worried", "Forte inquiétude"

    confidence = models.CharField(
        "niveau de confiance",
        max_length=8,
        choices=Confidence,
        help_text="Que les objectifs seront atteints au terme de la convention.",
    )
    grounds = sentences("ce qui fonde cet avis", "En quelques phrases.", blank=False)

    named, of_named, page = "l’avis", "de l’avis", "opinion_detail"
    history = HistoricalRecords(excluded_fields=["holds_until"])

    class Meta(SignedText.Meta):
        abstract = False
        verbose_name = "avis"
        verbose_name_plural = "avis"
        constraints = [
            *SignedText.Meta.constraints,
            *signed_once("opinion"),
            models.CheckConstraint(
                condition=~Q(grounds=""),
                name="opinion_says_why",
                violation_error_message="Un avis dit ce qui le fonde.",
            ),
        ]
