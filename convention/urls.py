"""Addresses of a convention’s committees, texts and perimeter, and of the history of its text."""

from django.urls import include, path

from .pages.history import AxisHistory, ConventionHistory

urlpatterns = [
    path("historique/", ConventionHistory.as_view(), name="convention_history"),
    path("axes/<int:number>/historique/", AxisHistory.as_view(), name="axis_history"),
    path("comites/", include("convention.committees.urls")),
    path("textes/", include("convention.texts.urls")),
    path("perimetre/", include("convention.perimeter.urls")),
]
