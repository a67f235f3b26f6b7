"""Addresses of committees, texts, perimeter and what axes count, and of the text’s history."""

from django.urls import include, path

from .pages.history import AxisHistory, ConventionHistory

urlpatterns = [
    path("historique/", ConventionHistory.as_view(), name="convention_history"),
    path("axes/<int:number>/historique/", AxisHistory.as_view(), name="axis_history"),
    path("comites/", include("convention.committees.urls")),
    path("textes/", include("convention.texts.urls")),
    path("decompte/", include("convention.axis_terms.urls")),
    path("perimetre/", include("convention.perimeter.urls")),
]
