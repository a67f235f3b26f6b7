"""On which days a job counts, as stored."""

from typing import ClassVar

from django.db import models

from convention.belonging import Belonging, BelongingQuerySet
from convention.spells import Spell
from revitalisation.dated import Dates

from .contracts import ContractChange
from .jobs import Job
from .projects import Project


class JobSpell(Belonging, Spell):
    """Days on which a job counts or not; ``project`` is that of the job, where sums look it up.

    ``change`` is what its contract has become by then: none, while it is that of the first day.
    ``term_on`` is the first day after the term of that contract, where it has one.
    """

    hire = models.ForeignKey(
        Job, on_delete=models.CASCADE, related_name="spells", verbose_name="emploi"
    )
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="+", verbose_name="projet", db_index=False
    )
    change = models.ForeignKey(
        ContractChange,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name="changement de contrat",
        db_index=False,
    )

    term_on = models.DateField("terme du contrat", null=True, editable=False)

    convention_path = "project__axis__convention"
    dates: ClassVar[Dates] = Dates(apart=("since", "until", "said_since", "term_on"))
    objects = BelongingQuerySet.as_manager()

    class Meta(Spell.Meta):
        abstract = False
        verbose_name = "période de décompte"
        verbose_name_plural = "périodes de décompte"
        ordering = ["hire", "since"]
        indexes = [
            # Home compares conventions by their jobs created, and reads this index alone for it;
            # figures find in it the hire and what its contract has become.
            models.Index(
                fields=["project", "reason", "since", "until", "hire", "change", "term_on"],
                name="spell_sums",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hire} du {self.since:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return f"{self.project.get_absolute_url()}#emploi-{self.hire_id}"
