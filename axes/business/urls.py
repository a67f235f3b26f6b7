"""Addresses of companies, projects, what they hold, and hires."""

from django.urls import path

from . import lists, views

urlpatterns = [
    path("projets/", lists.ProjectList.as_view(), name="project_list"),
    path("projets/nouveau/", views.ProjectCreate.as_view(), name="project_create"),
    path("projets/<int:pk>/modifier/", views.ProjectUpdate.as_view(), name="project_update"),
    path("projets/<int:pk>/supprimer/", views.ProjectDelete.as_view(), name="project_delete"),
    path("projets/<int:pk>/decision/", views.DecisionCreate.as_view(), name="decision_create"),
    path("decisions/<int:pk>/rectifier/", views.DecisionCorrect.as_view(), name="decision_correct"),
    path("decisions/<int:pk>/retirer/", views.DecisionVoid.as_view(), name="decision_void"),
    path("projets/<int:pk>/aide/", views.AidCreate.as_view(), name="aid_create"),
    path(
        "projets/<int:pk>/emploi-programme/",
        views.CommitmentCreate.as_view(),
        name="commitment_create",
    ),
    path("projets/<int:pk>/emploi/", views.JobCreate.as_view(), name="job_create"),
    path("aides/<int:pk>/modifier/", views.AidUpdate.as_view(), name="aid_update"),
    path("aides/<int:pk>/supprimer/", views.AidDelete.as_view(), name="aid_delete"),
    path(
        "emplois-programmes/<int:pk>/modifier/",
        views.CommitmentUpdate.as_view(),
        name="commitment_update",
    ),
    path(
        "emplois-programmes/<int:pk>/supprimer/",
        views.CommitmentDelete.as_view(),
        name="commitment_delete",
    ),
    path(
        "emplois-programmes/<int:pk>/postes/ajouter/",
        views.PostsAdd.as_view(),
        name="posts_add",
    ),
    path(
        "emplois-programmes/<int:pk>/postes/abandonner/",
        views.PostsGiveUp.as_view(),
        name="posts_give_up",
    ),
    path("postes/<int:pk>/modifier/", views.PostUpdate.as_view(), name="post_update"),
    path("postes/<int:pk>/supprimer/", views.PostDelete.as_view(), name="post_delete"),
    path("entreprises/nouvelle/", views.CompanyCreate.as_view(), name="company_create"),
    path("entreprises/<int:pk>/modifier/", views.CompanyUpdate.as_view(), name="company_update"),
    path(
        "entreprises/<int:pk>/correction/",
        views.ProposalCreate.as_view(),
        name="company_propose",
    ),
    path(
        "entreprises/<int:pk>/historique/",
        views.CompanyHistory.as_view(),
        name="company_history",
    ),
    path("emplois/", lists.JobList.as_view(), name="job_list"),
    path("emplois/<int:pk>/modifier/", views.JobUpdate.as_view(), name="job_update"),
    path("emplois/<int:pk>/supprimer/", views.JobDelete.as_view(), name="job_delete"),
    path("emplois/<int:pk>/contrat/", views.ContractCreate.as_view(), name="contract_create"),
    path("contrats/<int:pk>/rectifier/", views.ContractCorrect.as_view(), name="contract_correct"),
    path("contrats/<int:pk>/retirer/", views.ContractVoid.as_view(), name="contract_void"),
    path("emplois/<int:pk>/piece/", views.EvidenceCreate.as_view(), name="evidence_create"),
    path("pieces/<int:pk>/modifier/", views.EvidenceUpdate.as_view(), name="evidence_update"),
    path("pieces/<int:pk>/supprimer/", views.EvidenceDelete.as_view(), name="evidence_delete"),
    path("pieces/<int:pk>/accepter/", views.EvidenceAccept.as_view(), name="evidence_accept"),
    path("pieces/<int:pk>/retirer/", views.EvidenceWithdraw.as_view(), name="evidence_withdraw"),
]
