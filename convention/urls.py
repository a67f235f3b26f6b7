"""Addresses of a convention’s committees."""

from django.urls import path

from .committee_list import CommitteeList
from .committee_views import CommitteeAttendance, CommitteeCreate, CommitteePage, CommitteeUpdate

urlpatterns = [
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
