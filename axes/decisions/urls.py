"""Addresses of likely doubles."""

from django.urls import path

from . import views

urlpatterns = [
    path("doublons/", views.Doubles.as_view(), name="doubles"),
    path("doublons/<slug:pk>/trancher/", views.Settle.as_view(), name="double_settle"),
    path(
        "doublons/<int:pk>/rectifier/", views.SettlementCorrect.as_view(), name="settlement_correct"
    ),
    path("doublons/<int:pk>/retirer/", views.SettlementVoid.as_view(), name="settlement_void"),
]
