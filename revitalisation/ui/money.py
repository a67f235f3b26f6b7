"""Money: integer euro cents in the database and in code, euros in forms and on pages."""

from typing import Any

from django.db import models


class EuroField(models.BigIntegerField):
    """An amount in euro cents; sums of it are exact on every database."""

    description = "montant en euros"

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**kwargs)
