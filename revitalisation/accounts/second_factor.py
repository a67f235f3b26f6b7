"""Who must have a second factor to sign in: the one place that decides."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from .models import User
from .sessions import end_sessions


def is_compulsory(user: User | AnonymousUser) -> bool:
    """Say whether ``user`` may do nothing without a second factor; costs no query."""
    return isinstance(user, User) and user.is_administrator and not settings.DEMONSTRATION


def is_missing(user: User | AnonymousUser) -> bool:
    """Say whether ``user`` has yet to enrol; one query, for those who must."""
    return is_compulsory(user) and not is_mfa_enabled(user, [Authenticator.Type.TOTP])


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the factor of those who must have one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": (
            "Le second facteur d’un administrateur est obligatoire\u00a0: il ne se retire pas. "
            "Pour changer d’appareil, demandez à un autre administrateur de réinitialiser le vôtre."
        )
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not is_compulsory(authenticator.user)


def end_other_sessions(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Leave none open that was opened by the password alone; receives ``authenticator_added``."""
    end_sessions(user, but=request.session.session_key)
