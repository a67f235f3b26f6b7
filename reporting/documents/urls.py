"""Addresses of the documents."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
