"""Forms that were sent and saved."""

from django.conf import settings
from django.db import models


class SubmittedForm(models.Model):
    """A form that was saved, by its token: sent again, it leads where it led and saves nothing.

    ``content`` is a digest of what was typed: the same token with other words is another wish.
    """

    token = models.CharField(max_length=32, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.TextField()
    content = models.CharField(max_length=64)
    led_to = models.TextField(blank=True)
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "formulaire envoyé"
        verbose_name_plural = "formulaires envoyés"

    def __str__(self) -> str:
        return f"{self.path} ({self.token})"
