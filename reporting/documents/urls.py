"""Addresses of the documents."""

from django.urls import path

from .views import CommuniquePage, ReportPdf

urlpatterns = [
    path("rapport.pdf", ReportPdf.as_view(), name="report_pdf"),
    path("communique/", CommuniquePage.as_view(), name="communique"),
]
