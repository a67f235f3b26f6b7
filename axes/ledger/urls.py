"""Addresses of entries."""

from django.urls import path

from . import lists, views

urlpatterns = [
    path("ecritures/", lists.LedgerList.as_view(), name="ledger_list"),
    path("ecritures/nouvelle/", views.LedgerCreate.as_view(), name="ledger_create"),
    path("aides/<int:pk>/versement/", views.AidPay.as_view(), name="aid_pay"),
    path("ecritures/<int:pk>/", views.LedgerPage.as_view(), name="ledger_detail"),
    path("ecritures/<int:pk>/annuler/", views.LedgerReverse.as_view(), name="ledger_reverse"),
]
