"""Signing in and out, passwords and second factors: allauth's pages, but for one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path


def closed(request: HttpRequest) -> HttpResponse:
    """An administrator gives an account its address: nobody adds or changes theirs."""
    raise Http404


urlpatterns = [
    path("email/", closed),
    path("", include("allauth.account.urls")),
    # Apart: some of its pages have the names of those above.
    path("second-facteur/", include("allauth.mfa.urls")),
]
