"""The addresses of the product, and those of the pages written by hand."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("mesure/vide/", views.empty),
    path("mesure/tableau/<slug:slug>/", views.dashboard_by_hand),
    path("mesure/projets/", views.AllProjects.as_view()),
    path("mesure/projets-main/", views.projects_by_hand),
    path("mesure/projets-tables2/", views.PlainTables2.as_view()),
    path("", include("revitalisation.urls")),
]
