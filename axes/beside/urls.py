"""Addresses of what is noted beside the ladder."""

from django.urls import path

from . import lists, views

urlpatterns = [
    path("plan-social/", lists.SocialPlanList.as_view(), name="social_plan_list"),
    path("plan-social/nouvelle/", views.SocialPlanCreate.as_view(), name="social_plan_create"),
    path(
        "plan-social/<int:pk>/modifier/",
        views.SocialPlanUpdate.as_view(),
        name="social_plan_update",
    ),
    path(
        "plan-social/<int:pk>/supprimer/",
        views.SocialPlanDelete.as_view(),
        name="social_plan_delete",
    ),
    path("demarchage/", lists.OutreachList.as_view(), name="outreach_list"),
    path("demarchage/nouvelle/", views.OutreachCreate.as_view(), name="outreach_create"),
    path("demarchage/<int:pk>/modifier/", views.OutreachUpdate.as_view(), name="outreach_update"),
    path("demarchage/<int:pk>/supprimer/", views.OutreachDelete.as_view(), name="outreach_delete"),
]
