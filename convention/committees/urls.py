"""Addresses of the committees of a convention."""

from django.urls import path

from . import views
from .lists import CommitteeList

urlpatterns = [
    path("", CommitteeList.as_view(), name="committee_list"),
    path("nouveau/", views.CommitteeCreate.as_view(), name="committee_create"),
    path("<int:pk>/", views.CommitteePage.as_view(), name="committee_detail"),
    path("<int:pk>/historique/", views.CommitteeHistory.as_view(), name="committee_history"),
    path("<int:pk>/modifier/", views.CommitteeUpdate.as_view(), name="committee_update"),
    path("<int:pk>/presences/", views.CommitteeAttendance.as_view(), name="committee_attendance"),
]
