"""Addresses of comments, opinions and resolutions."""

from django.urls import path

from . import lists, views

urlpatterns = [
    path("commentaires/", lists.CommentList.as_view(), name="comment_list"),
    path("commentaires/<int:pk>/", views.CommentPage.as_view(), name="comment_detail"),
    path(
        "commentaires/<int:pk>/rectifier/", views.CommentCorrect.as_view(), name="comment_correct"
    ),
    path("commentaires/<int:pk>/retirer/", views.CommentVoid.as_view(), name="comment_void"),
    path("avis/", lists.OpinionList.as_view(), name="opinion_list"),
    path("avis/<int:pk>/", views.OpinionPage.as_view(), name="opinion_detail"),
    path("avis/<int:pk>/rectifier/", views.OpinionCorrect.as_view(), name="opinion_correct"),
    path("avis/<int:pk>/retirer/", views.OpinionVoid.as_view(), name="opinion_void"),
    path("demandes/", lists.ResolutionList.as_view(), name="resolution_list"),
    path("demandes/nouvelle/", views.ResolutionCreate.as_view(), name="resolution_create"),
    path("demandes/<int:pk>/", views.ResolutionPage.as_view(), name="resolution_detail"),
    path(
        "demandes/<int:pk>/historique/",
        views.ResolutionHistory.as_view(),
        name="resolution_history",
    ),
    path("demandes/<int:pk>/modifier/", views.ResolutionUpdate.as_view(), name="resolution_update"),
    path("demandes/<int:pk>/decision/", views.ResolutionTake.as_view(), name="resolution_take"),
    path(
        "demandes/<int:pk>/execution/",
        views.ResolutionCarryOut.as_view(),
        name="resolution_carry_out",
    ),
    path("demandes/<int:pk>/retirer/", views.ResolutionDelete.as_view(), name="resolution_delete"),
]
