"""The addresses of the product, and those of the pages written by hand."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("mesure/tableau/<int:pk>/", views.dashboard_by_hand),
    path("mesure/projets/<int:pk>/", views.projects_by_hand),
    path("mesure/projets/<int:pk>/tables2/", views.PlainTables2.as_view()),
    path("", include("revitalisation.urls")),
]
