"""What a browser may keep of pages, what it may do there, and where one must enrol first."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect

from . import second_factor

EXPIRED = (
    "Votre session a expiré\u00a0: rien n’a été enregistré de ce que vous veniez d’envoyer. "
    "Une fois connecté, le bouton Retour de votre navigateur peut vous le rendre."
)
Handler = Callable[[HttpRequest], HttpResponse]


class PermissionsPolicy:
    """Tells browsers that no page of ours uses a camera, a position, a payment…"""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        return response


class SignInRequired(LoginRequiredMiddleware):
    """Asks for sign-in; of a form that was sent, says that nothing came of it."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.method == "POST":
            messages.warning(request, EXPIRED)
        return super().handle_no_permission(request, view_func)


class PrivatePages:
    """Tells browsers to keep no page of a signed-in person: after sign-out, « back » shows none."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class SecondFactor:
    """Leads whoever must have a second factor to enrol, and to no other page until it is done."""

    ENROL = "mfa_activate_totp"
    OPEN = frozenset({ENROL, "account_reauthenticate", "account_logout"})
    WHY = (
        "Un second facteur est obligatoire pour administrer le service\u00a0: enregistrez ici une "
        "application d’authentification. Des codes de récupération vous seront ensuite remis."
    )

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        """Return the way to enrolment in place of any page but those that lead there."""
        if not second_factor.is_missing(request.user):
            return None
        page = request.resolver_match.view_name if request.resolver_match else ""
        if page not in self.OPEN:
            # A fragment must not show the page of enrolment inside another.
            if "HX-Request" in request.headers:
                return HttpResponseClientRedirect(reverse(self.ENROL))
            return redirect(self.ENROL)
        if page == self.ENROL and request.method == "GET":
            messages.info(request, self.WHY)
        return None
