"""Addresses of what happens on the ground: each slice keeps its own."""

from django.urls import include, path

from .project_page import ProjectHistory, ProjectPage

urlpatterns = [
    path("projets/<int:pk>/", ProjectPage.as_view(), name="project_detail"),
    path("projets/<int:pk>/historique/", ProjectHistory.as_view(), name="project_history"),
    path("", include("axes.business.urls")),
    path("", include("axes.territory.urls")),
    path("", include("axes.site.urls")),
    path("", include("axes.ledger.urls")),
    path("", include("axes.beside.urls")),
    path("", include("axes.decisions.urls")),
]
