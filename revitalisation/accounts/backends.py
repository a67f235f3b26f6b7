"""Who may sign in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from .models import User


class Backend(AuthenticationBackend):
    """Signs in by e-mail; demonstration accounts only where a demonstration is running.

    Their passwords are published: a database copied from a demonstration must not open with them.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        if user.is_demonstration and not settings.DEMONSTRATION:
            return False
        return super().user_can_authenticate(user)

    def get_user(self, user_id: Any) -> Any:
        # Every page names the organisation: one query for both.
        user = User.objects.select_related("organisation").filter(pk=user_id).first()
        return user if user is None or self.user_can_authenticate(user) else None
