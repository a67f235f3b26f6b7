"""How accounts come to be, by an administrator and never by sign-up; and which ones open."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from .models import User


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up, and demonstration accounts outside a demonstration."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if not user.may_sign_in:
            # allauth would open what the backend refused, as long as the account is active; in
            # memory only, for the page that says the account is closed.
            user.is_active = False
        return super().pre_login(request, user, **kwargs)
