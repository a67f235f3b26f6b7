"""What was run to keep the service, and how it ended."""

from typing import ClassVar

from django.db import models


class Run(models.Model):
    """One run of a command that is to run regularly; written once, when it ends.

    ``findings`` that the run has mended leave it « fine ».
    ``proof`` is what a later look compares with: the hash of an archive, of a schema.
    """

    class Outcome(models.TextChoices):
        FINE = "fine", "rien à signaler"
        FINDINGS = "findings", "des écarts à corriger"
        FAILED = "failed", "interrompu par une erreur"

    name = models.CharField("commande", max_length=40)
    started_at = models.DateTimeField("commencée le")
    finished_at = models.DateTimeField("finie le")
    outcome = models.CharField("issue", max_length=10, choices=Outcome)
    findings = models.PositiveIntegerField("écarts", default=0)
    proof = models.CharField("empreinte", max_length=64, blank=True)

    KEPT: ClassVar[str] = "Le journal de l’exploitation ne se modifie ni ne s’efface."

    class Meta:
        verbose_name = "exécution"
        verbose_name_plural = "exécutions"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["name", "-id"], name="run_last")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at__gte=models.F("started_at")),
                name="run_finished_after_started",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="findings") | models.Q(findings__gt=0),
                name="run_findings_are_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_outcome_display()}"
