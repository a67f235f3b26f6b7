"""Addresses of what happens on the ground, slice by slice."""

from django.urls import path

from axes.business import lists as business_lists
from axes.business import views as business
from axes.ledger import views as ledger
from axes.ledger.lists import LedgerList
from axes.project_page import ProjectHistory, ProjectPage
from axes.site import views as site
from axes.site.lists import ProspectList
from axes.site.models import Prospect
from axes.territory import views as territory
from axes.territory.lists import PlacementList
from axes.territory.models import Placement
from convention.history import RecordHistory

urlpatterns = [
    path("projets/", business_lists.ProjectList.as_view(), name="project_list"),
    path("projets/nouveau/", business.ProjectCreate.as_view(), name="project_create"),
    path("projets/<int:pk>/", ProjectPage.as_view(), name="project_detail"),
    path("projets/<int:pk>/historique/", ProjectHistory.as_view(), name="project_history"),
    path("projets/<int:pk>/modifier/", business.ProjectUpdate.as_view(), name="project_update"),
    path("projets/<int:pk>/supprimer/", business.ProjectDelete.as_view(), name="project_delete"),
    path("projets/<int:pk>/aide/", business.AidCreate.as_view(), name="aid_create"),
    path(
        "projets/<int:pk>/emploi-programme/",
        business.CommitmentCreate.as_view(),
        name="commitment_create",
    ),
    path("projets/<int:pk>/emploi/", business.JobCreate.as_view(), name="job_create"),
    path("aides/<int:pk>/modifier/", business.AidUpdate.as_view(), name="aid_update"),
    path("aides/<int:pk>/supprimer/", business.AidDelete.as_view(), name="aid_delete"),
    path(
        "emplois-programmes/<int:pk>/modifier/",
        business.CommitmentUpdate.as_view(),
        name="commitment_update",
    ),
    path(
        "emplois-programmes/<int:pk>/supprimer/",
        business.CommitmentDelete.as_view(),
        name="commitment_delete",
    ),
    path("entreprises/nouvelle/", business.CompanyCreate.as_view(), name="company_create"),
    path("entreprises/<int:pk>/modifier/", business.CompanyUpdate.as_view(), name="company_update"),
    path(
        "entreprises/<int:pk>/correction/",
        business.ProposalCreate.as_view(),
        name="company_propose",
    ),
    path(
        "entreprises/<int:pk>/historique/",
        business.CompanyHistory.as_view(),
        name="company_history",
    ),
    path("emplois/", business_lists.JobList.as_view(), name="job_list"),
    path("emplois/<int:pk>/modifier/", business.JobUpdate.as_view(), name="job_update"),
    path("emplois/<int:pk>/supprimer/", business.JobDelete.as_view(), name="job_delete"),
    path("emplois/<int:pk>/piece/", business.EvidenceCreate.as_view(), name="evidence_create"),
    path("pieces/<int:pk>/modifier/", business.EvidenceUpdate.as_view(), name="evidence_update"),
    path("pieces/<int:pk>/supprimer/", business.EvidenceDelete.as_view(), name="evidence_delete"),
    path("pieces/<int:pk>/accepter/", business.EvidenceAccept.as_view(), name="evidence_accept"),
    path("pieces/<int:pk>/retirer/", business.EvidenceWithdraw.as_view(), name="evidence_withdraw"),
    path("jeunes/", PlacementList.as_view(), name="placement_list"),
    path("jeunes/nouveau/", territory.PlacementCreate.as_view(), name="placement_create"),
    path("jeunes/<int:pk>/", territory.PlacementPage.as_view(), name="placement_detail"),
    path(
        "jeunes/<int:pk>/historique/",
        RecordHistory.as_view(model=Placement),
        name="placement_history",
    ),
    path("jeunes/<int:pk>/modifier/", territory.PlacementUpdate.as_view(), name="placement_update"),
    path(
        "jeunes/<int:pk>/supprimer/", territory.PlacementDelete.as_view(), name="placement_delete"
    ),
    path("suivis/<int:pk>/", territory.FollowUpUpdate.as_view(), name="follow_up_update"),
    path(
        "etapes-gpect/<int:pk>/modifier/",
        territory.MilestoneUpdate.as_view(),
        name="milestone_update",
    ),
    path("prospects/", ProspectList.as_view(), name="prospect_list"),
    path("prospects/nouveau/", site.ProspectCreate.as_view(), name="prospect_create"),
    path("prospects/<int:pk>/", site.ProspectPage.as_view(), name="prospect_detail"),
    path(
        "prospects/<int:pk>/historique/",
        RecordHistory.as_view(model=Prospect),
        name="prospect_history",
    ),
    path("prospects/<int:pk>/modifier/", site.ProspectUpdate.as_view(), name="prospect_update"),
    path("prospects/<int:pk>/supprimer/", site.ProspectDelete.as_view(), name="prospect_delete"),
    path("prospects/<int:pk>/etape/", site.StageCreate.as_view(), name="stage_create"),
    path("etapes/<int:pk>/modifier/", site.StageUpdate.as_view(), name="stage_update"),
    path("etapes/<int:pk>/supprimer/", site.StageDelete.as_view(), name="stage_delete"),
    path("ecritures/", LedgerList.as_view(), name="ledger_list"),
    path("ecritures/nouvelle/", ledger.LedgerCreate.as_view(), name="ledger_create"),
    path("ecritures/<int:pk>/", ledger.LedgerPage.as_view(), name="ledger_detail"),
    path("ecritures/<int:pk>/annuler/", ledger.LedgerReverse.as_view(), name="ledger_reverse"),
]
