"""The forms at the doors: signing in, codes, new passwords."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import encrypt
from django.http import HttpRequest

from . import throttling
from .models import User
from .throttling import Door


class SignInForm(LoginForm):
    """Leads from the address straight to the password; the page links to a forgotten one below."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class PasswordChange(ChangePasswordForm):
    """Asks for the present password, which a borrowed session must not guess."""

    def clean_oldpassword(self) -> str:
        attempt = throttling.attempt(context.request, Door.PASSWORD, self.user.email)
        password: str = super().clean_oldpassword()
        attempt.delete()
        return password


class PasswordReset(ResetPasswordForm):
    """Writes to accounts that open; answers the same, after the same work, for all others."""

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        throttling.attempt(context.request, Door.RESET, email)
        self.users = [user for user in self.users if user.may_sign_in]
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        if not self.users:
            # Nobody’s: its message is written, and not sent.
            self.users = [User(pk=0, email=self.cleaned_data["email"])]
        return str(super().save(request, **kwargs))


class _Code:
    def clean_code(self) -> str:
        attempt = throttling.attempt(context.request, Door.CODE, self.user.email)  # type: ignore[attr-defined]
        code: str = super().clean_code()  # type: ignore[misc]
        attempt.delete()
        return code


class SignInCode(_Code, AuthenticateForm):
    """The code that follows the password."""


class ConfirmationCode(_Code, ReauthenticateForm):
    """The code that confirms who one is."""


class Enrolment(ActivateTOTPForm):
    """The first code of an application, which opens once like those that follow.

    allauth compares it without noting that it was used.
    """

    def clean_code(self) -> str:
        code: str = super().clean_code()
        to_be = Authenticator(user=self.user, data={"secret": encrypt(self.secret)})
        if not TOTP(to_be).validate_code(code):
            raise get_adapter().validation_error("incorrect_code")
        return code
