"""Kinds of employment contract, shared by promises, hires and placements."""

from django.db import models


class Contract(models.TextChoices):
    """Kind of employment contract."""

    PERMANENT = "permanent", "CDI"
    FIXED_TERM = "fixed_term", "CDD"
    APPRENTICESHIP = "apprenticeship", "Apprentissage"
    PROFESSIONALISATION = "professionalisation", "Contrat de professionnalisation"
    TEMPORARY = "temporary", "Intérim"
    SELF_EMPLOYED = "self_employed", "Emploi du créateur"
