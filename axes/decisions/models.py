"""How a likely double was settled: one post, counted on one side, or two posts."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from axes.business.models import Job
from axes.territory.models import Placement
from convention.belonging import Belonging, BelongingQuerySet
from convention.hires import RecordedHire
from convention.models import Convention
from convention.pages.addresses import at
from convention.spells import respell
from revitalisation.dated import Dates
from revitalisation.dated_rows import DatedRow

if TYPE_CHECKING:
    from .likely import Pair

Hire = RecordedHire
# The hires of a pair, in their order: jobs before placements, then the first that was entered.
SIDES = (("first_job", "first_placement"), ("second_job", "second_placement"))
_PAIRS = (
    ("first_job", "second_job"),
    ("first_job", "second_placement"),
    ("first_placement", "second_placement"),
)


def _link(model: type[RecordedHire]) -> Any:
    return models.ForeignKey(
        model, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )


def _only(*filled: str) -> Q:
    """Return the condition that these links are filled, and no other."""
    return Q(**{f"{name}__isnull": name not in filled for side in SIDES for name in side})


class Settlement(Belonging, DatedRow):
    """What someone with the right answered of two hires that look like one post.

    Of one post, the hire that is not the counted one is « compté ailleurs » from ``settled_on``.
    It belongs to the convention in which it was settled; the hires may be of two.
    """

    class Outcome(models.TextChoices):
        FIRST = "first", "Le même poste, compté avec le premier"
        SECOND = "second", "Le même poste, compté avec le second"
        DISTINCT = "distinct", "Deux postes différents"

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="+", editable=False
    )
    first_job, first_placement = _link(Job), _link(Placement)
    second_job, second_placement = _link(Job), _link(Placement)
    outcome = models.CharField("réponse", max_length=8, choices=Outcome)
    settled_on = models.DateField("tranché le")

    # Whether, on the day that is asked, the hire it counts with does not count.
    is_lost = False

    convention_path = "convention"
    about = ("first_job", "first_placement", "second_job", "second_placement")
    dates: ClassVar[Dates] = Dates(since="settled_on", apart=("holds_until", "recorded_at"))
    told_as = "le doublon tranché le {0.settled_on:%d/%m/%Y}"
    told_with = "convention"
    is_about_people = True
    history = HistoricalRecords(excluded_fields=["holds_until"])
    objects = BelongingQuerySet.as_manager()

    class Meta(DatedRow.Meta):
        abstract = False
        verbose_name = "doublon tranché"
        verbose_name_plural = "doublons tranchés"
        ordering = ["-settled_on", "pk"]
        constraints = [
            *DatedRow.Meta.constraints,
            models.CheckConstraint(
                condition=_only(*_PAIRS[0]) & Q(first_job__lt=F("second_job"))
                | _only(*_PAIRS[1])
                | _only(*_PAIRS[2]) & Q(first_placement__lt=F("second_placement")),
                name="settlement_of_two_hires",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=("first", "second", "distinct")),
                name="settlement_outcome_known",
            ),
            *(
                # Another answer to the same question is a correction.
                models.UniqueConstraint(
                    fields=pair,
                    condition=(Q(holds_until__isnull=True) | Q(holds_until__gt=F("settled_on")))
                    & _only(*pair),
                    name=f"settlement_once_{number}",
                    violation_error_message="Ce doublon est déjà tranché\u00a0: rectifiez "
                    "la réponse.",
                )
                for number, pair in enumerate(_PAIRS, 1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} (tranché le {self.settled_on:%d/%m/%Y})"

    def get_absolute_url(self) -> str:
        return at("doubles", None, self.convention.slug)

    @property
    def hires(self) -> tuple[Hire, Hire]:
        """The two hires, in their order."""
        first, second = (
            next(hire for name in side if (hire := getattr(self, name)) is not None)
            for side in SIDES
        )
        return first, second

    @property
    def counted(self) -> Hire | None:
        """The hire that counts for both; None where they are two posts."""
        first, second = self.hires
        return {self.Outcome.FIRST: first, self.Outcome.SECOND: second}.get(self.outcome)  # type: ignore[call-overload]

    @property
    def pair(self) -> "Pair":
        """What was settled."""
        from .likely import Pair

        return Pair(*self.hires)

    def settled(self) -> None:
        for hire in self.hires:
            _count_elsewhere(hire, elsewhere_since(hire))


def lost_by(hire: Hire) -> models.QuerySet[Any]:
    """Return the live answers by which a hire is counted with another one."""
    column = "placement" if hire.is_placement else "job"
    lost = Q(**{f"first_{column}": hire.pk}, outcome=Settlement.Outcome.SECOND)
    lost |= Q(**{f"second_{column}": hire.pk}, outcome=Settlement.Outcome.FIRST)
    return Settlement.objects.filter(Settlement.live()).filter(lost)


def elsewhere_since(hire: Hire) -> date | None:
    """Return the day from which a hire is counted with another one; None when it is not."""
    found: date | None = (
        lost_by(hire)
        .aggregate(first=models.Min("settled_on"))["first"]
    )  # fmt: skip
    return found


def _count_elsewhere(hire: Hire, since: date | None) -> None:
    """Store from when a hire is counted with another one, as an act on that hire."""
    model: Any = type(hire)
    stored = model.objects.get(pk=hire.pk)
    if stored.counted_elsewhere_on == since:
        return
    stored.counted_elsewhere_on = since
    stored.save(update_fields=["counted_elsewhere_on"])
    if hasattr(model, "spells"):
        respell(model.objects.filter(pk=hire.pk))
