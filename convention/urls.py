"""Addresses of a convention’s committees, and of the history of its text."""

from django.urls import path

from .committee_list import CommitteeList
from .committee_views import (
    CommitteeAttendance,
    CommitteeCreate,
    CommitteeHistory,
    CommitteePage,
    CommitteeUpdate,
)
from .history import AxisHistory, ConventionHistory

urlpatterns = [
    path("historique/", ConventionHistory.as_view(), name="convention_history"),
    path("axes/<int:number>/historique/", AxisHistory.as_view(), name="axis_history"),
    path("comites/<int:pk>/historique/", CommitteeHistory.as_view(), name="committee_history"),
    path("comites/", CommitteeList.as_view(), name="committee_list"),
    path("comites/nouveau/", CommitteeCreate.as_view(), name="committee_create"),
    path("comites/<int:pk>/", CommitteePage.as_view(), name="committee_detail"),
    path("comites/<int:pk>/modifier/", CommitteeUpdate.as_view(), name="committee_update"),
    path(
        "comites/<int:pk>/presences/",
        CommitteeAttendance.as_view(),
        name="committee_attendance",
    ),
]
