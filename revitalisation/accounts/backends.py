"""Who may sign in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from .models import User


class Backend(AuthenticationBackend):
    """Signs in by e-mail; demonstration accounts only where a demonstration is running."""

    def user_can_authenticate(self, user: Any) -> bool:
        return user.may_sign_in

    def get_user(self, user_id: Any) -> Any:
        # Every page names the organisation: one query for both.
        user = User.objects.select_related("organisation").filter(pk=user_id).first()
        return user if user is None or self.user_can_authenticate(user) else None
