"""What ``check --deploy`` says of sign-in."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django’s name

SENDS_NOTHING = "django.core.mail.backends.dummy.EmailBackend"
NO_MAIL = Warning(
    "EMAIL_HOST n’est pas défini\u00a0: aucun message ne part, et une personne qui oublie son mot "
    "de passe ne peut pas en choisir un autre.",
    hint="Définissez la variable d’environnement EMAIL_HOST, ou changez les mots de passe dans "
    "l’administration.",
    id="accounts.W001",
)


@register(Tags.security, deploy=True)
def check_mail(**kwargs: Any) -> list[CheckMessage]:
    """Say that nobody will receive a message."""
    return [NO_MAIL] if settings.EMAIL_BACKEND == SENDS_NOTHING else []
