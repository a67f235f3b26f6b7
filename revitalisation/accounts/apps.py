from typing import Any

from django.http import HttpRequest

from revitalisation import triggers


class AccountsConfig(triggers.GuardedApp):
    name = "revitalisation.accounts"
    verbose_name = "Comptes et organismes"

    def ready(self) -> None:
        super().ready()
        from allauth.account.signals import password_reset
        from allauth.mfa.signals import authenticator_added

        from . import checks  # noqa: F401
        from .second_factor import end_other_sessions

        password_reset.connect(welcome)
        authenticator_added.connect(end_other_sessions)


def welcome(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Open the door to whoever chose a new password: only the mailbox could lead there."""
    from . import throttling

    throttling.welcome(request, user.email)
