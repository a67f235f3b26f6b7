"""Addresses of prospects and their stages."""

from django.urls import path

from convention.pages.history import RecordHistory

from . import lists, views
from .models import Prospect

urlpatterns = [
    path("prospects/", lists.ProspectList.as_view(), name="prospect_list"),
    path("prospects/nouveau/", views.ProspectCreate.as_view(), name="prospect_create"),
    path("prospects/<int:pk>/", views.ProspectPage.as_view(), name="prospect_detail"),
    path(
        "prospects/<int:pk>/historique/",
        RecordHistory.as_view(model=Prospect),
        name="prospect_history",
    ),
    path("prospects/<int:pk>/modifier/", views.ProspectUpdate.as_view(), name="prospect_update"),
    path("prospects/<int:pk>/supprimer/", views.ProspectDelete.as_view(), name="prospect_delete"),
    path("prospects/<int:pk>/etape/", views.StageCreate.as_view(), name="stage_create"),
    path("etapes/<int:pk>/modifier/", views.StageUpdate.as_view(), name="stage_update"),
    path("etapes/<int:pk>/supprimer/", views.StageDelete.as_view(), name="stage_delete"),
]
