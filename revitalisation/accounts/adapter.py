"""How accounts come to be, by an administrator and never by sign-up; and which ones open."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest, HttpResponse

from . import clients, mail, throttling
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up, and demonstration accounts outside a demonstration; slows guessing down."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return clients.address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password: on the page of sign-in, and where one confirms who one is."""
        login = credentials.get("email", "")
        attempt = throttling.attempt(request, throttling.Door.PASSWORD, login)
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            attempt.delete()
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        confirmed: bool = super().reauthenticate(user, password)
        if confirmed:
            throttling.welcome(self.request, user.email)
        return confirmed

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        # Whoever has just signed in is not asked again.
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if not user.may_sign_in:
            # allauth would open what the backend refused, as long as the account is active; in
            # memory only, for the page that says the account is closed.
            user.is_active = False
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        throttling.welcome(request, user.email, response)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a message and post it, unless it is for nobody (see ``forms.PasswordReset``)."""
        message = self.render_mail(
            template_prefix,
            email,
            {
                "request": self.request,
                "email": email,
                "current_site": get_current_site(self.request),
                **context,
            },
        )
        if context["user"].pk:
            mail.post(message)
