"""Promises, and posts: promised or not, held by one hire after another."""

from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history

from convention.belonging import Belonging, BelongingQuerySet
from convention.contracts import Contract
from revitalisation.dated import Dates
from revitalisation.history.reasons import current
from revitalisation.records import Versioned
from revitalisation.ui.formats import long_date, plural

from .projects import Project


class PostQuerySet(BelongingQuerySet):
    """Posts."""

    def free(self) -> Self:
        """Keep those that nobody has ever held and that are not given up, in their order."""
        return self.filter(hires=None, given_up_on=None).order_by("made_on", "rank")

    def unheld(self) -> Self:
        """Keep those that nobody promised and nobody holds any more."""
        return self.filter(hires=None, commitment=None)


class CommitmentQuerySet(BelongingQuerySet):
    """Promises."""

    def with_other_posts(self) -> Self:
        """Keep those whose ``number`` is not that of the posts of their day, ``first_posts``."""
        own = Q(posts__made_on=F("committed_on"))
        first = models.Count("posts", filter=own)
        return self.annotate(first_posts=first).exclude(first_posts=F("number"))


class JobCommitment(Belonging, Versioned):
    """Posts promised in an approved file (emploi programmé), with the date they are due.

    ``number`` is how many were promised on its day; those added or given up since are dated posts.
    """

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="commitments", verbose_name="projet"
    )
    post = models.CharField("poste", max_length=120)
    contract = models.CharField("contrat", max_length=20, choices=Contract)
    number = models.PositiveSmallIntegerField("nombre de postes")
    weekly_hours = models.DecimalField(
        "heures hebdomadaires", max_digits=4, decimal_places=2, default=35
    )
    committed_on = models.DateField("programmé le")
    due_on = models.DateField("à pourvoir avant le")
    cancelled_on = models.DateField("abandonné le", null=True, blank=True)

    convention_path = "project__axis__convention"
    dates: ClassVar[Dates] = Dates(
        since="committed_on", brings={"cancelled_on": ()}, apart=("due_on",)
    )
    told_as = "l’emploi programmé {0.number}\u00a0× {0.post}"
    told_with = "project"
    history = HistoricalRecords()
    objects = CommitmentQuerySet.as_manager()
    UNDER_FILLED: ClassVar[str] = (
        "Des postes de cet emploi programmé sont déjà pourvus\u00a0: "
        "il ne peut en compter moins, ni changer de projet."
    )
    ALL_FILLED: ClassVar[str] = "Tous les postes de cet emploi programmé sont déjà pourvus."
    KEEPS_POSTS: ClassVar[str] = (
        "Un emploi programmé garde autant de postes qu’il en annonce\u00a0: corrigez plutôt leur "
        "nombre, avec un motif."
    )
    NAMED: ClassVar[str] = (
        "Des écritures désignent des postes de cet emploi programmé\u00a0: "
        "annulez-les d’abord, ou gardez ces postes."
    )

    class Meta:
        verbose_name = "emploi programmé"
        verbose_name_plural = "emplois programmés"
        ordering = ["project", "committed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gt=0),
                name="commitment_number_positive",
                violation_error_message="Indiquez au moins un poste.",
            ),
            models.CheckConstraint(
                condition=Q(weekly_hours__gt=0, weekly_hours__lte=48),
                name="commitment_hours_plausible",
                violation_error_message="La durée hebdomadaire va de 1 à 48 heures.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("committed_on")),
                name="commitment_due_after_committed",
                violation_error_message="L’échéance suit le jour où l’emploi est programmé.",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_on__isnull=True) | Q(cancelled_on__gte=F("committed_on")),
                name="commitment_cancelled_after_committed",
                violation_error_message=(
                    "L’abandon ne peut pas précéder le jour où l’emploi est programmé."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} × {self.post} ({self.get_contract_display()})"

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url()

    @property
    def free_post(self) -> "Post | None":
        """The first post that nobody has held; None when there is none."""
        found: Post | None = self.posts.free().first()
        return found

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; its posts are those of its day and its number, besides those added since."""
        fields = kwargs.get("update_fields")
        if fields is not None and not {"number", "committed_on"}.intersection(fields):
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            first = list(self._first_posts())
            earlier = [post for post in first if post.made_on < self.committed_on]
            # At no moment does a post come before its promise.
            self._date(earlier)
            super().save(*args, **kwargs)
            self._date([post for post in first if post.made_on > self.committed_on])
            if self.number > len(first):
                self._make_posts(self.number - len(first), self.committed_on)
            elif self.number < len(first):
                self._unmake_posts(first, len(first) - self.number)

    def _first_posts(self) -> models.QuerySet["Post"]:
        """Return the posts of its day, as it is stored; none of a new one."""
        return Post.objects.filter(commitment=self.pk, made_on=F("commitment__committed_on"))

    def _date(self, posts: list["Post"]) -> None:
        for post in posts:
            post.made_on = self.committed_on
            post.save()

    def _make_posts(self, number: int, made_on: date) -> None:
        last = self.posts.aggregate(last=models.Max("rank"))["last"] or 0
        bulk_create_with_history(
            [
                Post(project_id=self.project_id, commitment=self, rank=rank, made_on=made_on)
                for rank in range(last + 1, last + number + 1)
            ],
            Post,
            default_change_reason=current(),
        )

    def _unmake_posts(self, among: list["Post"], number: int) -> None:
        """Remove posts that never were: the last ones, those given up after the others."""
        keys = [post.pk for post in among]
        never = Post.objects.filter(pk__in=keys, hires=None)
        try:
            for post in never.order_by(F("given_up_on").asc(nulls_first=True), "-rank")[:number]:
                post.delete()
        except models.ProtectedError as error:
            raise ValidationError({"number": self.NAMED}) from error

    def add_posts(self, number: int, made_on: date) -> None:
        """Record that so many more posts are promised from a day on.

        Raises ValidationError, by field, for a day that is not after that of the promise, or has
        not come.
        """
        if made_on <= self.committed_on:
            raise ValidationError({
                "made_on": f"Les postes seraient ajoutés le {long_date(made_on)}, la promesse est "
                f"du {long_date(self.committed_on)}\u00a0: corrigez plutôt son nombre de postes, "
                "ou la date."
            })  # fmt: skip
        Post(project_id=self.project_id, made_on=made_on).refuse_days_to_come()
        with transaction.atomic():
            self._make_posts(number, made_on)
            self.touch()

    def give_up_posts(self, number: int, given_up_on: date) -> None:
        """Record that so many posts, which nobody has held, are given up on a day.

        Raises ValidationError, by field, when fewer are free then, the day precedes the promise or
        has not come.
        """
        if given_up_on < self.committed_on:
            raise ValidationError({
                "given_up_on": f"Les postes seraient abandonnés le {long_date(given_up_on)}, la "
                f"promesse est du {long_date(self.committed_on)}\u00a0: indiquez ce jour-là, ou un "
                "jour qui suit."
            })  # fmt: skip
        free = self.posts.free().filter(made_on__lte=given_up_on)
        posts = list(free.order_by("-made_on", "-rank")[:number])
        if len(posts) < number:
            left = plural(len(posts), "poste reste", "postes restent")
            raise ValidationError({
                "number": f"Vous abandonnez {plural(number, 'poste', 'postes')}, "
                f"{left} à pourvoir au {long_date(given_up_on)}\u00a0: indiquez-en moins. "
                f"{Post.FILLED_ONCE}"
            })  # fmt: skip
        with transaction.atomic():
            for post in posts:
                post.given_up_on = given_up_on
                post.refuse_days_to_come()
                post.ask_guards()
                post.save()
            self.touch()


class Post(Belonging, Versioned):
    """What a hire holds: promised by a commitment, of which it is the post n° ``rank``, or not.

    ``given_up_on`` is empty while it is held out to somebody: a post that was filled once is never
    given up, it ends. One that nobody promised comes with its first hire, on the same day.
    """

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        related_name="job_posts",
        verbose_name="projet",
        db_index=False,  # the first column of an index below
    )
    commitment = models.ForeignKey(
        JobCommitment,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="posts",
        verbose_name="emploi programmé",
        db_index=False,  # the first column of a constraint below
    )
    rank = models.PositiveSmallIntegerField("rang du poste", null=True, editable=False)
    made_on = models.DateField("programmé le")
    given_up_on = models.DateField("abandonné le", null=True, blank=True)

    convention_path = "project__axis__convention"
    dates: ClassVar[Dates] = Dates(since="made_on", brings={"given_up_on": ()})
    # One that nobody promised is told by its hires.
    told_with, comes_with = "commitment", True
    named_with = ("commitment",)
    untold = frozenset({"project"})
    history = HistoricalRecords()
    objects = PostQuerySet.as_manager()
    FILLED_ONCE: ClassVar[str] = (
        "Un poste pourvu ne s’abandonne pas\u00a0: c’est un départ qui y met fin."
    )

    class Meta:
        verbose_name = "poste"
        ordering = ["project", "made_on", "rank", "pk"]
        indexes = [
            # Covers which posts are promised at a date.
            models.Index(
                fields=["project", "made_on", "given_up_on", "commitment"], name="post_holding"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(commitment__isnull=True, rank__isnull=True, given_up_on__isnull=True)
                | Q(commitment__isnull=False, rank__isnull=False, rank__gte=1),
                name="post_rank_with_commitment",
            ),
            models.CheckConstraint(
                condition=Q(given_up_on__isnull=True) | Q(given_up_on__gte=F("made_on")),
                name="post_given_up_after_made",
                violation_error_message="L’abandon ne peut pas précéder le jour où le poste est "
                "programmé.",
            ),
            models.UniqueConstraint(fields=["commitment", "rank"], name="post_rank_unique"),
        ]

    def __str__(self) -> str:
        if self.commitment is None:
            return "poste sans promesse"
        return f"{self.commitment.post}, poste n° {self.rank}"

    @property
    def since_then(self) -> str:
        """What became of it since its promise, in words."""
        added = f"ajouté le {long_date(self.made_on)}"
        gone = self.given_up_on and f"abandonné le {long_date(self.given_up_on)}"
        return f"{self}, {gone or added}"

    def named_in_history(self) -> str:
        promise = f" de l’emploi programmé {self.commitment.post}" if self.commitment else ""
        return f"le poste n°\u00a0{self.rank}{promise}"

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url()

    def promise(self, free: "Post") -> None:
        """Make this post the one that ``free``, of the same project, is: they exchange places.

        Whoever holds this one, and whoever has held it, is then of the other promise; ``free``,
        which nobody holds, goes where this one was, or away where nothing was promised.
        """
        mine, other = ((p.commitment_id, p.rank, p.made_on) for p in (self, free))
        # At no moment has a promise fewer posts than it says: this one comes before the other goes.
        last = Post.objects.filter(commitment=other[0]).aggregate(last=models.Max("rank"))["last"]
        Post.objects.filter(pk=self.pk).update(commitment=other[0], rank=last + 1, made_on=other[2])
        if mine[0] is None:
            free.delete()
        else:
            free._move(mine)
        self._move(other)

    def unpromise(self, made_on: date) -> None:
        """Make this post one that nobody promised; another is free in its place."""
        mine = self.commitment_id, self.rank, self.made_on
        self._move((None, None, made_on))
        Post(project_id=self.project_id)._move(mine)

    def _move(self, place: tuple[Any, Any, date]) -> None:
        self.commitment_id, self.rank, self.made_on = place
        self.save()
