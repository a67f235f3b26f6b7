"""Addresses of what the axes of a convention count."""

from django.urls import path

from . import views

urlpatterns = [
    path("axe/<int:pk>/", views.AxisTermsCreate.as_view(), name="axis_terms_create"),
    path("<int:pk>/rectifier/", views.AxisTermsCorrect.as_view(), name="axis_terms_correct"),
    path("<int:pk>/retirer/", views.AxisTermsVoid.as_view(), name="axis_terms_void"),
]
