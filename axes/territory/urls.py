"""Addresses of placements, follow-ups, and the steps of skills plans."""

from django.urls import path

from convention.pages.history import RecordHistory

from . import lists, views
from .models import Placement

urlpatterns = [
    path("jeunes/", lists.PlacementList.as_view(), name="placement_list"),
    path("jeunes/nouveau/", views.PlacementCreate.as_view(), name="placement_create"),
    path("jeunes/<int:pk>/", views.PlacementPage.as_view(), name="placement_detail"),
    path(
        "jeunes/<int:pk>/historique/",
        RecordHistory.as_view(model=Placement),
        name="placement_history",
    ),
    path("jeunes/<int:pk>/modifier/", views.PlacementUpdate.as_view(), name="placement_update"),
    path("jeunes/<int:pk>/supprimer/", views.PlacementDelete.as_view(), name="placement_delete"),
    path("suivis/<int:pk>/", views.FollowUpUpdate.as_view(), name="follow_up_update"),
    path(
        "etapes-gpect/<int:pk>/modifier/",
        views.MilestoneUpdate.as_view(),
        name="milestone_update",
    ),
]
