"""Addresses of the numbers and of the documents made of them."""

from django.urls import include, path

urlpatterns = [
    path("", include("reporting.pages.urls")),
    path("conventions/<slug:slug>/", include("reporting.documents.urls")),
]
