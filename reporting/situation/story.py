"""What those who follow a convention said of its figures: texts, opinions, verdict, requests.

A page at a date tells what was signed about figures of that date or before, though it was signed
later; of the committee that read these figures it tells the verdict and what it was asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from convention.models import Axis, Comment, Convention, Membership, Opinion, Resolution
from revitalisation.dated import as_known
from revitalisation.ui import french

from .situation import Situation
from .standing import gap_in_words

# What a convention may have none of: known without asking where the page fetched the convention.
TOLD_BY: dict[str, Any] = {
    "has_comments": Comment,
    "has_opinions": Opinion,
    "has_resolutions": Resolution,
}
# Who speaks first; side by side, never averaged.
FIRST_TO_SPEAK = (Membership.Role.PREFECTURE, Membership.Role.OPERATOR)


def with_story(conventions: QuerySet[Convention]) -> QuerySet[Convention]:
    """Tell of each convention which kinds of texts it has, so that none is asked for in vain."""
    return conventions.annotate(
        **{
            name: Exists(model._default_manager.filter(convention=OuterRef("pk")))
            for name, model in TOLD_BY.items()
        }
    )


NO_GROUNDS = "aucun motif n’est donné"


@dataclass(frozen=True)
class Judgement:
    """A verdict or an opinion, and whether the calendar says otherwise."""

    body: str
    word: str
    grounds: str
    agrees: bool


class Story:
    """What was said of a convention at the date of a situation."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.convention = situation.convention

    @cached_property
    def opinions(self) -> list[Opinion]:
        """The opinion in force of each body on the whole, the préfecture first."""
        return self._on(self._opinions)

    @cached_property
    def judged(self) -> list[Judgement]:
        """Those of the bodies that take part at the date, beside the calendar.

        Of who has left, the opinion is read; it is no longer held against new figures.
        """
        standing = self.situation.standing
        return [
            Judgement(
                str(o.organisation), self._dated(o), o.grounds, standing.goes_with(o.confidence)
            )
            for o in self.opinions
            if o.role is not None  # type: ignore[attr-defined]
        ]

    def _dated(self, opinion: Opinion) -> str:
        """Return the word of an opinion, with the day of its figures where they are others."""
        word = str(opinion.get_confidence_display())
        if opinion.as_of == self.situation.as_of:
            return word
        return french.clause("{word} (chiffres {day:à})", word=word, day=opinion.as_of)

    @property
    def verdict(self) -> Judgement | None:
        """What the committee of these figures concluded, if it did; nobody writes its grounds."""
        committee = self.situation.committee
        if committee is None or not committee.verdict:
            return None
        return Judgement(
            committee.get_kind_display(), committee.get_verdict_display(), "",
            self.situation.standing.goes_with(committee.verdict),
        )  # fmt: skip

    @property
    def contradiction(self) -> str:
        """Say which of them the calendar contradicts, and the grounds given, or that none were."""
        judgements = [*self.judged, *filter(None, [self.verdict])]
        others = [self._with_grounds(judged) for judged in judgements if not judged.agrees]
        if not others:
            return ""
        return french.sentence(
            "le calendrier ({gap}) ne dit pas la même chose\u00a0: {others}.",
            gap=gap_in_words(self.situation.standing),
            others="\u202f; ".join(others),
        )

    def _with_grounds(self, judged: Judgement) -> str:
        grounds = judged.grounds.rstrip(". ")
        why = french.quoted(grounds) if grounds else NO_GROUNDS
        return french.clause("{body} ({why})", body=judged.body, why=why)

    @cached_property
    def comments(self) -> list[Comment]:
        """The comment in force of each body on the whole, the préfecture first."""
        return self._on(self._comments)

    def comments_on(self, axis: Axis) -> list[Comment]:
        """The comment in force of each body on an axis, the préfecture first."""
        return self._on(self._comments, axis)

    def opinions_on(self, axis: Axis) -> list[Opinion]:
        """The opinion in force of each body on an axis, the préfecture first."""
        return self._on(self._opinions, axis)

    @property
    def requests(self) -> list[Resolution]:
        """What the committee is asked to decide, oldest first.

        Asked and not decided by the date, or asked of the committee that reads these figures.
        """
        return [resolution for resolution in self._resolutions if resolution.taken_on is None]

    @property
    def overdue(self) -> list[Resolution]:
        """What was decided by the date and should have been carried out before it."""
        as_of = self.situation.as_of
        return [resolution for resolution in self._resolutions if resolution.is_late(as_of)]

    @cached_property
    def _resolutions(self) -> list[Resolution]:
        committee, as_of = self.situation.committee, self.situation.as_of
        known = Q(asked_on__lte=as_of)
        if committee is not None:
            known |= Q(committee=committee)
        found = self._asked("has_resolutions").filter(known).select_related("asked_by")
        told = self._at_hand(found.order_by("asked_on", "pk"))
        return [as_known(resolution, as_of) for resolution in told]

    @cached_property
    def _comments(self) -> list[Comment]:
        return self._signed("has_comments")

    @cached_property
    def _opinions(self) -> list[Opinion]:
        return self._signed("has_opinions")

    def _signed(self, name: str) -> list[Any]:
        model = TOLD_BY[name]
        held = self._asked(name).filter(model.holding(self.situation.as_of))
        # Who signed may have left since.
        roles = Membership.objects.filter(
            Membership.holding(self.situation.as_of),
            convention=OuterRef("convention"),
            organisation=OuterRef("organisation"),
        )
        role = Subquery(roles.order_by("-pk").values("role")[:1])
        rank = Case(
            *(When(role=role, then=n) for n, role in enumerate(FIRST_TO_SPEAK)),
            default=len(FIRST_TO_SPEAK),
        )
        found = held.annotate(role=role).select_related("organisation")
        return self._at_hand(found.order_by(rank, "as_of", "pk"))

    def _at_hand(self, records: Iterable[Any]) -> list[Any]:
        """Give records their convention, which their addresses name."""
        found = list(records)
        for record in found:
            record.convention = self.convention
        return found

    def _asked(self, name: str) -> QuerySet[Any]:
        model: Any = TOLD_BY[name]
        records: QuerySet[Any] = model.objects.of(self.convention)
        return records if getattr(self.convention, name, True) else records.none()

    def _on(self, texts: Iterable[Any], axis: Axis | None = None) -> list[Any]:
        return [text for text in texts if text.axis_id == (axis.pk if axis else None)]
