"""Addresses of the pages with numbers."""

from django.urls import path

from . import views, writing
from .freezing import CommitteeFreeze

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("methode/", views.Method.as_view(), name="method"),
    path("conventions/<slug:slug>/", views.Dashboard.as_view(), name="dashboard"),
    path(
        "conventions/<slug:slug>/methode/",
        views.ConventionMethod.as_view(),
        name="convention_method",
    ),
    path("conventions/<slug:slug>/axes/<int:number>/", views.AxisPage.as_view(), name="axis"),
    path(
        "conventions/<slug:slug>/chiffres/<slug:code>/",
        views.FigureRows.as_view(),
        name="figure_rows",
    ),
    path(
        "conventions/<slug:slug>/graphiques/<slug:name>/",
        views.ChartPage.as_view(),
        name="chart_explore",
    ),
    path(
        "conventions/<slug:slug>/comites/<int:pk>/figer/",
        CommitteeFreeze.as_view(),
        name="committee_freeze",
    ),
    path(
        "conventions/<slug:slug>/commentaires/nouveau/",
        writing.CommentCreate.as_view(),
        name="comment_create",
    ),
    path(
        "conventions/<slug:slug>/avis/nouveau/",
        writing.OpinionCreate.as_view(),
        name="opinion_create",
    ),
]
