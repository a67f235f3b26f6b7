"""The meetings about a convention, and who came."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history

from convention.belonging import Belonging, BelongingQuerySet
from convention.pages.addresses import at
from revitalisation.accounts.models import Organisation
from revitalisation.dated import Dates
from revitalisation.records import Versioned
from revitalisation.ui import french
from revitalisation.ui.formats import ABSENCES

from .conventions import Convention
from .members import Membership


class CommitteeQuerySet(BelongingQuerySet):
    """Meetings."""

    def told(self, as_of: date, *, is_past: bool) -> "CommitteeQuerySet":
        """Keep those that a page tells: held by then, or held later to read the figures of then.

        At today, those that are planned too.
        """
        if not is_past:
            return self
        read = Q(kind=Committee.Kind.FOLLOW_UP, as_of=as_of)
        return self.filter(Q(held_on__lte=as_of) | read)


class Committee(Versioned):
    """A meeting about the convention; ``as_of`` is the date its figures are taken at."""

    class Kind(models.TextChoices):
        COMMITMENT = "commitment", "Comité d’engagement"
        FOLLOW_UP = "follow_up", "Comité de suivi"
        STEERING = "steering", "Comité de pilotage"

    class Verdict(models.TextChoices):
        ON_TRACK = "on_track", "Conforme aux objectifs fixés"
        WATCH = "watch", "À surveiller"
        BEHIND = "behind", "En retard sur les objectifs"
        ACHIEVED = "achieved", "Objectifs atteints"
        MISSED = "missed", "Objectifs non atteints"

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="committees", verbose_name="convention"
    )
    kind = models.CharField("nature", max_length=10, choices=Kind)
    held_on = models.DateField("tenu le")
    as_of = models.DateField("chiffres arrêtés au")
    place = models.CharField("lieu", max_length=160)
    verdict = models.CharField("avis", max_length=10, choices=Verdict, blank=True)

    convention_path = "convention"
    # What the history tells that somebody did, where it kept these words.
    FROZEN: ClassVar[str] = "Chiffres figés"
    acts: ClassVar[Mapping[str, str]] = {FROZEN: "a figé les chiffres que lit {}"}
    dates: ClassVar[Dates] = Dates(since="held_on", apart=("as_of",), planned=("held_on",))
    history_page = "committee_history"
    removed_from = "convention"
    objects = CommitteeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "comité"
        ordering = ["convention", "held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "kind", "held_on"], name="committee_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(as_of__lte=F("held_on")),
                name="committee_figures_before_meeting",
                violation_error_message=(
                    "Les chiffres ne peuvent pas être arrêtés après la tenue du comité."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} du {self.held_on:%d/%m/%Y}"

    def named_in_history(self) -> str:
        return french.the(french.lower(str(self)))

    def get_absolute_url(self) -> str:
        return at("committee_detail", None, self.convention.slug, self.pk)

    def is_told(self, as_of: date, *, is_past: bool) -> bool:
        """Say whether a page tells the meeting, as ``CommitteeQuerySet.told`` keeps it."""
        reads = self.kind == self.Kind.FOLLOW_UP and self.as_of == as_of
        return not is_past or self.held_on <= as_of or reads

    def verdict_by(self, as_of: date) -> str:
        """Return the verdict in words; of none, whether it is still to come on a day."""
        to_come = ABSENCES["not_due" if self.held_on > as_of else "missing"]
        return str(self.get_verdict_display() or to_come)

    def invitations(self) -> list["Attendance"]:
        """Return its attendances; new ones for those who take part that day, not invited yet."""
        found = list(self.attendances.select_related("organisation"))
        invited = {attendance.organisation_id for attendance in found}
        found += [
            Attendance(
                committee=self,
                organisation=membership.organisation,
                college=Attendance.college_of(membership),
            )
            for membership in self.convention.memberships.filter(
                Membership.holding(self.held_on)
            ).select_related("organisation")
            if membership.organisation_id not in invited
        ]
        return found

    def invite(self) -> None:
        """Save the attendances that are new."""
        new = [a for a in self.invitations() if a.pk is None]
        bulk_create_with_history(new, Attendance)

    def clean(self) -> None:
        if self.held_on and self.convention_id and self.held_on < self.convention.signed_on:
            raise ValidationError(
                {"held_on": "Un comité ne peut pas se tenir avant la signature de la convention."}
            )


def follow_up_committees(convention: Convention) -> list[Committee]:
    """The committees that read the figures: all but the commitment ones."""
    return [c for c in convention.committees.all() if c.kind == Committee.Kind.FOLLOW_UP]


class Attendance(Belonging, Versioned):
    """Whether an organisation invited to a committee came; by organisation, never by person."""

    class College(models.TextChoices):
        STATE = "state", "État"
        COMPANY = "company", "Entreprise"
        LOCAL_AUTHORITIES = "local_authorities", "Collectivités territoriales"
        CHAMBERS = "chambers", "Chambres consulaires"
        SOCIAL_PARTNERS = "social_partners", "Partenaires sociaux"
        EXPERTS = "experts", "Opérateur et partenaires"

    # Nobody is absent until somebody has said so.
    PRESENCES: ClassVar[dict[bool | None, str]] = {
        True: "oui",
        False: "non",
        None: "non renseigné",
    }
    COLLEGE_OF_ROLE: ClassVar[dict[str, str]] = {
        Membership.Role.LIABLE_COMPANY: College.COMPANY,
        Membership.Role.PREFECTURE: College.STATE,
        Membership.Role.OPERATOR: College.EXPERTS,
        Membership.Role.BANK: College.EXPERTS,
        Membership.Role.YOUTH_REFERRER: College.EXPERTS,
        Membership.Role.COMMITTEE_MEMBER: College.LOCAL_AUTHORITIES,
    }
    # Of the members of a committee, what they are says more than that they are.
    COLLEGE_OF_MEMBER: ClassVar[dict[str, str]] = {
        Organisation.Kind.CHAMBER: College.CHAMBERS,
        Organisation.Kind.SOCIAL_PARTNER: College.SOCIAL_PARTNERS,
    }

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="attendances", verbose_name="comité"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="organisme"
    )
    college = models.CharField("collège", max_length=18, choices=College)
    present = models.BooleanField("présent", null=True, blank=True)

    convention_path = "committee__convention"
    told_as = "la présence de {0.organisation}"
    told_with = "committee"
    history = HistoricalRecords()
    objects = BelongingQuerySet.as_manager()

    class Meta:
        verbose_name = "présence"
        ordering = ["committee", "college", "organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "organisation"], name="attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – présence\u00a0: {self.PRESENCES[self.present]}"

    @classmethod
    def college_of(cls, membership: Membership) -> str:
        """Return the college in which an organisation sits, by its part or by what it is."""
        by_part = cls.COLLEGE_OF_ROLE[membership.role]
        if membership.role != Membership.Role.COMMITTEE_MEMBER:
            return by_part
        return cls.COLLEGE_OF_MEMBER.get(membership.organisation.kind, by_part)
