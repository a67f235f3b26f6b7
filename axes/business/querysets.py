"""Query methods of companies' records: which of them belong to a convention."""

import re
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models.functions import Coalesce

from convention.access import companies_open_to
from convention.belonging import BelongingQuerySet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.models import AnonymousUser

    from axes.business.models import Company, ConventionCompany, Job
    from convention.counting import Period
    from convention.models import Convention
    from revitalisation.accounts.models import User


def total_of(model: type[models.Model], column: str, known: models.Q) -> models.Expression:
    """Return the sum of a column over a project's records that meet ``known``; else zero."""
    sums = (
        model._default_manager.filter(project=models.OuterRef("pk"))
        .filter(known)
        .order_by()
        .values("project")
        .annotate(total=models.Sum(column))
        .values("total")
    )
    return Coalesce(models.Subquery(sums), 0)


def count_of(model: type[models.Model], known: models.Q) -> models.Expression:
    """Return how many of a project’s records meet ``known``."""
    counts = (
        model._default_manager.filter(project=models.OuterRef("pk"))
        .filter(known)
        .order_by()
        .values("project")
        .annotate(total=models.Count("pk"))
        .values("total")
    )
    return Coalesce(models.Subquery(counts), 0)


class JobQuerySet(BelongingQuerySet):
    """Hires."""

    def replaceable_by(self, hire: models.Model) -> Self:
        """Keep those that another hire may replace: who was the last to leave a post.

        Whom the hire replaces already is one; nobody else who has held its post is, nor itself.
        """
        nobody_since = models.Q(replaced_by=None) | models.Q(replaced_by=hire.pk)
        left = self.filter(nobody_since, ended_on__isnull=False)
        own = getattr(hire, "holds_id", None)
        return left.exclude(~models.Q(replaced_by=hire.pk), holds=own) if own else left

    def with_facts(self) -> Self:
        """Fetch, with a constant number of queries, all that says on which days they count."""
        return self.select_related("project__axis__convention").prefetch_related(
            "changes",
            "spells",
            "project__decisions",
            "project__axis__terms",
            "project__axis__convention__counting_rules",
        )

    def worked_out(self) -> "Iterator[tuple[Job, list[Period]]]":
        """Yield hires, with the days on which they count or not, from their facts.

        Where rules ask for a minimum of hires of a firm, all those of the convention are told: the
        days of one follow from the others.
        """
        from axes.business.counted import worked_out

        return worked_out(self)

    def with_first_acceptance(self) -> Self:
        """Annotate ``first_accepted``: the day from which accepted evidence verifies the job."""
        return self.annotate(first_accepted=models.Min("evidence__verified_on"))


class IdentityQuerySet(models.QuerySet[Any]):
    """Identities of companies, shared by the conventions that follow them."""

    def named(self, siret: str, official_name: str = "") -> "Company":
        """Return the identity of a SIRET, made when unknown; a new one for an empty SIRET.

        It is locked: whoever corrects its SIRET meanwhile knows that one more follows it.
        """
        made = {"official_name": official_name}
        with transaction.atomic():
            locked = self.select_for_update(no_key=True)
            found: Company = (
                locked.get_or_create(siret=siret, defaults=made)[0]
                if siret
                else self.create(**made)
            )
        return found


class CompanyQuerySet(BelongingQuerySet):
    """Companies as conventions know them."""

    def of(self, convention: "Convention") -> Self:
        """Keep the companies that one convention follows."""
        return super().of(convention).select_related("identity")

    def aided(self) -> Self:
        """Keep those that conventions aid: their projects name them."""
        return self.filter(kind=self.model.Kind.AIDED)

    def employers(self) -> Self:
        """Keep those that employ young people: the placements name them."""
        return self.filter(kind=self.model.Kind.EMPLOYER)

    def with_key(self, written: str) -> "ConventionCompany | None":
        """Return the one whose key an address names; None for any other text."""
        is_key = re.fullmatch(r"[0-9]{1,18}", written)
        found: ConventionCompany | None = self.filter(pk=written).first() if is_key else None
        return found

    def open_to(self, user: "User | AnonymousUser", convention: "Convention") -> Self:
        """Keep what ``user`` may open of the companies of a convention."""
        return self.of(convention).filter(kind__in=companies_open_to(user, convention))
