"""Addresses of the perimeter of a convention."""

from django.urls import path

from . import views
from .lists import PerimeterList

urlpatterns = [
    path("", PerimeterList.as_view(), name="perimeter_list"),
    path("nouvelle/", views.PerimeterCreate.as_view(), name="perimeter_create"),
    path("<int:pk>/rectifier/", views.PerimeterCorrect.as_view(), name="perimeter_correct"),
    path("<int:pk>/retirer/", views.PerimeterVoid.as_view(), name="perimeter_void"),
]
