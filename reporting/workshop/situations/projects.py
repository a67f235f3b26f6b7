"""The file of a firm: what is decided of it, what it promises, whom it hires, what it is paid."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from axes.business.models import Aid, JobCommitment, Project, ProjectDecision
from axes.ledger.models import LedgerEntry, PaidPost
from convention.calendar import add_months
from convention.contracts import Contract

from .days import day
from .hires import Hires, hired

if TYPE_CHECKING:
    from .builder import Signed

Outcome, Kind = ProjectDecision.Outcome, LedgerEntry.Kind


@dataclass
class ProjectFile:
    """The file of a firm, from its receipt on."""

    of: "Signed"
    project: Project

    def approved(self, on: str, *, amount: int = 0, posts: int = 0) -> "ProjectFile":
        """Record an approval, and what it grants where that is said."""
        return self._decided(
            on, Outcome.FAVOURABLE, amount=amount * 100 or None, posts=posts or None
        )

    def adjourned(self, on: str) -> "ProjectFile":
        """Record an adjournment."""
        return self._decided(on, Outcome.ADJOURNED)

    def withdrawn(self, on: str) -> "ProjectFile":
        """Record that the firm withdraws its file."""
        return self._decided(on, Outcome.WITHDRAWN)

    def cancelled(self, on: str) -> "ProjectFile":
        """Record that the approval is cancelled."""
        return self._decided(on, Outcome.CANCELLED)

    def _decided(self, on: str, outcome: str, **said: Any) -> "ProjectFile":
        ProjectDecision.objects.create(
            project=self.project, decided_on=day(on), outcome=outcome,
            recorded_by=self.of.entered_by, **said,
        )  # fmt: skip
        return self

    def promised(
        self, number: int, on: str, *, post: str = "Opérateur", due: str = ""
    ) -> "Promise":
        """Promise posts on a day, due within a year unless another day is said."""
        commitment = JobCommitment.objects.create(
            project=self.project, post=post, contract=Contract.PERMANENT, number=number,
            committed_on=day(on), due_on=day(due) if due else add_months(day(on), 12),
        )  # fmt: skip
        return Promise(self, commitment)

    def hired(self, number: int, on: str, **said: Any) -> Hires:
        """Hire so many people on posts that nobody promised."""
        return Hires(self, hired(self, [{}] * number, on, said))

    def aided(self, amount: int, on: str, kind: str = Aid.Kind.SUBSIDY, **said: Any) -> "AidFile":
        """Grant an aid and commit the whole of it."""
        measure = self.of.fund(kind, self.project.axis)
        aid = Aid.objects.create(
            project=self.project, measure=measure, kind=kind, granted_on=day(on),
            amount=amount * 100, **said,
        )  # fmt: skip
        found = AidFile(self.of, aid)
        found.moved(Kind.COMMITTED, amount, on)
        return found


@dataclass
class AidFile:
    """An aid, and its money."""

    of: "Signed"
    aid: Aid

    def moved(self, kind: str, amount: int, on: str, posts: int = 0) -> LedgerEntry:
        """Write an entry of the ledger, which names so many posts."""
        return LedgerEntry.objects.create(
            measure=self.aid.measure, aid=self.aid, kind=kind, dated_on=day(on),
            amount=amount * 100, label=Kind(kind).label, recorded_by=self.of.entered_by,
            posts_named=posts,
        )  # fmt: skip

    def paid(self, amount: int, on: str, posts_of: Hires | None = None) -> None:
        """Pay a part of the aid; of the posts of some hires, where it is their whole share."""
        jobs = posts_of.jobs if posts_of else []
        entry = self.moved(Kind.PAID, amount, on, len(jobs))
        PaidPost.objects.bulk_create(PaidPost(entry=entry, post_id=job.holds_id) for job in jobs)

    def released(self, amount: int, on: str) -> None:
        """Give up a part of what was committed."""
        self.moved(Kind.RELEASED, amount, on)


@dataclass
class Promise:
    """Posts promised, that hires fill one after the other."""

    of: ProjectFile
    commitment: JobCommitment

    def hired(self, number: int, on: str, **said: Any) -> Hires:
        """Hire so many people on the first posts that nobody has held.

        Raises ValueError where fewer are left.
        """
        posts = list(self.commitment.posts.free()[:number])
        if len(posts) < number:
            raise ValueError(f"{len(posts)} posts are left of {self.commitment}.")
        return Hires(self.of, hired(self.of, [{"holds": post} for post in posts], on, said))

    def given_up(self, number: int, on: str) -> None:
        """Give up posts that nobody has held."""
        self.commitment.give_up_posts(number, day(on))
