"""Who may open what: every address, for every kind of reader."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.models import Model, QuerySet
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from axes.beside.models import OutreachPeriod, SocialPlanNote
from axes.business.models import (
    Aid,
    ContractChange,
    ConventionCompany,
    Evidence,
    Job,
    JobCommitment,
    Post,
    Project,
    ProjectDecision,
)
from axes.decisions.likely import Pair
from axes.decisions.models import Settlement
from axes.ledger.models import LedgerEntry
from axes.site.models import Prospect, ProspectStage
from axes.territory.models import FollowUp, Placement, SkillsPlanMilestone
from convention.models import (
    Axis,
    AxisTerms,
    Comment,
    Committee,
    Convention,
    Opinion,
    PerimeterCommune,
    Resolution,
)
from revitalisation.accounts.models import User

from .factories import JobFactory, ProjectFactory

EVERYONE = {"prefecture", "operateur", "banque", "mission-locale", "entreprise", "comite", "admin"}
OPERATOR = {"operateur", "admin"}
MONEY = {"operateur", "banque", "admin"}
# An administrator neither: the forms name the young people.
YOUTH = {"mission-locale"}
STATE = {"prefecture", "admin"}
# Whoever speaks in the name of a party; an administrator is none.
PARTIES = {"prefecture", "operateur"}
ADMIN = {"admin"}


def waiting() -> QuerySet:
    """Return the documents that nobody has accepted."""
    return Evidence.objects.filter(verified_on=None)


def accepted() -> QuerySet:
    """Return the documents that someone has accepted."""
    return Evidence.objects.exclude(verified_on=None)


def follow_up() -> QuerySet:
    """Return the committees that read figures: the others have none to freeze."""
    return Committee.objects.filter(kind=Committee.Kind.FOLLOW_UP)


def aided() -> QuerySet:
    """Return the companies of projects; those of placements are hidden from whoever enters them."""
    return ConventionCompany.objects.aided()


def promised() -> QuerySet:
    """Return the posts that were promised: the others follow their hires."""
    return Post.objects.exclude(commitment=None)


def of_operator(model: type[Model], link: str) -> QuerySet:
    """Return the records of the operator, which no other party speaks for."""
    operator = User.objects.get(email="operateur@demo.invalid").organisation
    return model.objects.filter(**{link: operator})


def comments() -> QuerySet:
    """Return the comments of the operator."""
    return of_operator(Comment, "organisation")


def opinions() -> QuerySet:
    """Return the opinions of the operator."""
    return of_operator(Opinion, "organisation")


def requests() -> QuerySet:
    """Return the decisions that the operator asked for."""
    return of_operator(Resolution, "asked_by")


def untaken() -> QuerySet:
    """Return those that no committee has taken."""
    return requests().filter(taken_on=None)


def counting() -> QuerySet:
    """Return what the axes count that nothing has corrected."""
    return AxisTerms.objects.filter(AxisTerms.live())


def answered() -> QuerySet:
    """Return the answers about doubles that nothing has corrected."""
    return Settlement.objects.filter(Settlement.live())


def alike() -> Pair:
    """Return two hires of Lectoure, of one firm, that look like one post."""
    known = Project.objects.get(reference="LEC-007")
    other = ProjectFactory.create(axis=known.axis, company=known.company)
    first, second = (JobFactory.create(project=p, post="Soudeur") for p in (known, other))
    return Pair(first, second)


def placed() -> QuerySet:
    """Return the communes of the perimeter that nothing has corrected."""
    return PerimeterCommune.objects.filter(PerimeterCommune.live())


# What a page hides from those who have its right: it answers them as an unknown one.
HIDDEN = dict.fromkeys(("company_update", "company_propose", "company_history"), YOUTH)
HIDDEN |= {
    f"{kind}_{act}": {"prefecture"}
    for kind, acts in {
        "comment": ("correct", "void"),
        "opinion": ("correct", "void"),
        "resolution": ("update", "delete"),
    }.items()
    for act in acts
}
# Name of the page: who may open it, and what its address is made of besides the convention.
PAGES: dict[str, tuple[set[str], dict]] = {
    "dashboard": (EVERYONE, {}),
    "axis": (EVERYONE, {"number": 2}),
    "figure_rows": (EVERYONE, {"code": "placements"}),
    "chart_explore": (EVERYONE, {"name": "trajectoire"}),
    "convention_method": (EVERYONE, {}),
    "report_pdf": (EVERYONE, {}),
    "communique": (EVERYONE, {}),
    "committee_list": (EVERYONE, {}),
    "committee_detail": (EVERYONE, {"pk": follow_up}),
    "committee_create": (STATE, {}),
    "committee_update": (STATE, {"pk": follow_up}),
    "committee_attendance": (STATE, {"pk": follow_up}),
    "committee_history": (EVERYONE, {"pk": follow_up}),
    "convention_history": (EVERYONE, {}),
    "social_plan_list": (EVERYONE, {}),
    "social_plan_create": (STATE | OPERATOR, {}),
    "social_plan_update": (STATE | OPERATOR, {"pk": SocialPlanNote}),
    "social_plan_delete": (STATE | OPERATOR, {"pk": SocialPlanNote}),
    "outreach_list": (EVERYONE, {}),
    "outreach_create": (OPERATOR, {}),
    "outreach_update": (OPERATOR, {"pk": OutreachPeriod}),
    "outreach_delete": (OPERATOR, {"pk": OutreachPeriod}),
    "perimeter_list": (EVERYONE, {}),
    "perimeter_create": (ADMIN, {}),
    "perimeter_correct": (ADMIN, {"pk": placed}),
    "perimeter_void": (ADMIN, {"pk": placed}),
    "doubles": (STATE, {}),
    "double_settle": (STATE, {"pk": alike}),
    "settlement_correct": (STATE, {"pk": answered}),
    "settlement_void": (STATE, {"pk": answered}),
    "axis_terms_create": (ADMIN, {"pk": Axis}),
    "axis_terms_correct": (ADMIN, {"pk": counting}),
    "axis_terms_void": (ADMIN, {"pk": counting}),
    "axis_history": (EVERYONE, {"number": 2}),
    "committee_freeze": (STATE, {"pk": follow_up}),
    "comment_list": (EVERYONE, {}),
    "comment_detail": (EVERYONE, {"pk": Comment}),
    "comment_create": (PARTIES, {}),
    "comment_correct": ({"operateur"}, {"pk": comments}),
    "comment_void": ({"operateur"}, {"pk": comments}),
    "opinion_list": (EVERYONE, {}),
    "opinion_detail": (EVERYONE, {"pk": Opinion}),
    "opinion_create": (PARTIES, {}),
    "opinion_correct": ({"operateur"}, {"pk": opinions}),
    "opinion_void": ({"operateur"}, {"pk": opinions}),
    "resolution_list": (EVERYONE, {}),
    "resolution_detail": (EVERYONE, {"pk": Resolution}),
    "resolution_history": (EVERYONE, {"pk": Resolution}),
    "resolution_create": (PARTIES, {}),
    "resolution_update": ({"operateur"}, {"pk": requests}),
    "resolution_delete": ({"operateur"}, {"pk": untaken}),
    "resolution_take": (STATE, {"pk": Resolution}),
    "resolution_carry_out": (STATE, {"pk": requests}),
    "project_list": (EVERYONE, {}),
    "project_detail": (EVERYONE, {"pk": Project}),
    "project_history": (EVERYONE, {"pk": Project}),
    "project_create": (OPERATOR, {}),
    "project_update": (OPERATOR, {"pk": Project}),
    "project_delete": (OPERATOR, {"pk": Project}),
    "decision_create": (OPERATOR, {"pk": Project}),
    "decision_correct": (OPERATOR, {"pk": ProjectDecision}),
    "decision_void": (OPERATOR, {"pk": ProjectDecision}),
    "contract_create": (OPERATOR, {"pk": Job}),
    "contract_correct": (OPERATOR, {"pk": ContractChange}),
    "contract_void": (OPERATOR, {"pk": ContractChange}),
    "company_create": (OPERATOR | YOUTH, {}),
    # Those who follow young people open employers, not these: 404, as test_firms.py tells.
    "company_update": (OPERATOR, {"pk": aided}),
    "company_propose": (OPERATOR, {"pk": aided}),
    "company_history": (OPERATOR, {"pk": aided}),
    "aid_create": (OPERATOR, {"pk": Project}),
    "aid_update": (OPERATOR, {"pk": Aid}),
    "aid_delete": (OPERATOR, {"pk": Aid}),
    "commitment_create": (OPERATOR, {"pk": Project}),
    "commitment_update": (OPERATOR, {"pk": JobCommitment}),
    "commitment_delete": (OPERATOR, {"pk": JobCommitment}),
    "posts_add": (OPERATOR, {"pk": JobCommitment}),
    "posts_give_up": (OPERATOR, {"pk": JobCommitment}),
    "post_update": (OPERATOR, {"pk": promised}),
    "post_delete": (OPERATOR, {"pk": promised}),
    "job_create": (OPERATOR, {"pk": Project}),
    "job_list": (EVERYONE, {}),
    "job_update": (OPERATOR, {"pk": Job}),
    "job_delete": (OPERATOR, {"pk": Job}),
    "evidence_create": (OPERATOR, {"pk": Job}),
    "evidence_update": (OPERATOR, {"pk": waiting}),
    "evidence_delete": (OPERATOR, {"pk": waiting}),
    "evidence_accept": (STATE, {"pk": waiting}),
    "evidence_withdraw": (STATE, {"pk": accepted}),
    "placement_list": (EVERYONE, {}),
    "placement_detail": (EVERYONE, {"pk": Placement}),
    "placement_history": (EVERYONE, {"pk": Placement}),
    "placement_create": (YOUTH, {}),
    "placement_update": (YOUTH, {"pk": Placement}),
    "placement_delete": (YOUTH, {"pk": Placement}),
    "follow_up_update": (YOUTH, {"pk": FollowUp}),
    "milestone_update": (OPERATOR, {"pk": SkillsPlanMilestone}),
    "prospect_list": (EVERYONE, {}),
    "prospect_detail": (EVERYONE, {"pk": Prospect}),
    "prospect_history": (EVERYONE, {"pk": Prospect}),
    "prospect_create": (OPERATOR, {}),
    "prospect_update": (OPERATOR, {"pk": Prospect}),
    "prospect_delete": (OPERATOR, {"pk": Prospect}),
    "stage_create": (OPERATOR, {"pk": Prospect}),
    "stage_update": (OPERATOR, {"pk": ProspectStage}),
    "stage_delete": (OPERATOR, {"pk": ProspectStage}),
    "ledger_list": (EVERYONE, {}),
    "ledger_detail": (EVERYONE, {"pk": LedgerEntry}),
    "ledger_create": (MONEY, {}),
    "aid_pay": (MONEY, {"pk": Aid}),
    "ledger_reverse": (MONEY, {"pk": LedgerEntry}),
}
# Pages of no convention: their own tests say who opens them.
ELSEWHERE = {"home", "method", "health"}


def names() -> set[str]:
    """Return the name of every address that is ours."""
    found: set[str] = set()

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> None:
        for item in patterns:
            path = prefix + str(item.pattern)
            if isinstance(item, URLResolver):
                if not path.startswith(("administration", "compte")):
                    walk(item.url_patterns, path)
            else:
                found.add(item.name or path)

    walk(get_resolver().url_patterns, "")
    return found


def address(name: str, convention: Convention) -> str:
    """Return the address of a page about some record of the convention."""
    parts = {
        key: value if isinstance(value, int | str) else _first(value).pk
        for key, value in PAGES[name][1].items()
    }
    return reverse(name, kwargs={"slug": convention.slug, **parts}) + "?au=2015-05-31"


def _first(known: type[Model] | Callable[[], QuerySet | Pair]) -> Any:
    found = known.objects.all() if isinstance(known, type) else known()
    return found if isinstance(found, Pair) else found.order_by("pk").first()


def test_every_address_has_its_readers():
    assert names() == set(PAGES) | ELSEWHERE


@pytest.fixture(autouse=True)
def quick_report(monkeypatch):
    """Spare the layout of the report, made once access is decided: six seconds a reader."""
    monkeypatch.setattr("reporting.documents.views.as_pdf", lambda paper: b"%PDF-")


@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_for_those_who_may_and_no_other(name, lectoure, client, as_role):
    url = address(name, lectoure)
    assert client.get(url).status_code == 302, "a stranger is asked to sign in"
    for role in sorted(EVERYONE):
        status = as_role(role).get(url).status_code
        refused = 404 if role in HIDDEN.get(name, ()) else 403
        assert status == (200 if role in PAGES[name][0] else refused), role


@pytest.mark.parametrize("name", PAGES)
def test_a_convention_of_others_answers_as_an_unknown_one(name, lectoure, as_role):
    reader = as_role("banque")
    url = address(name, lectoure)
    for slug in ("tissages-condom", "inconnue"):
        assert reader.get(url.replace(lectoure.slug, slug)).status_code == 404


@pytest.mark.parametrize("name", [n for n, (_, parts) in PAGES.items() if "pk" in parts])
def test_an_unknown_record_answers_404(name, lectoure, as_role):
    url = reverse(name, kwargs={"slug": lectoure.slug, "pk": 999_999_999})
    assert as_role(max(PAGES[name][0])).get(url).status_code == 404


def test_a_post_asks_for_the_same_right(lectoure, as_role):
    url = address("ledger_create", lectoure)
    assert as_role("prefecture").send(url, {}).status_code == 403
    assert as_role("operateur").send(url, {}).status_code == 422


@pytest.mark.parametrize("role", sorted(EVERYONE - {"mission-locale"}))
def test_names_of_young_people_stay_with_those_who_follow_them(role, lectoure, as_role):
    reader = as_role(role)
    name = Placement.objects.get(code="J-01").given_name
    opened = (n for n in PAGES if role in PAGES[n][0] and n != "report_pdf")
    pages = [address(n, lectoure) for n in opened]
    pages += [f"{address('placement_list', lectoure)}&format={f}" for f in ("csv", "xlsx")]
    pages += [f"{address('figure_rows', lectoure)}&format=csv"]
    for url in pages:
        answer = reader.get(url)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert name.encode() not in content, url


def test_those_who_follow_young_people_read_their_names(lectoure, as_role):
    reader = as_role("mission-locale")
    placement = Placement.objects.get(code="J-01")
    assert placement.given_name in reader.get(address("placement_list", lectoure)).text


def test_home_shows_each_person_their_conventions(lectoure, as_role):
    assert "Tissages" in as_role("prefecture").get("/").text
    assert "Tissages" not in as_role("banque").get("/").text


def test_a_right_follows_the_organisation_at_once(lectoure, as_role):
    lectoure.memberships.filter(organisation__name="BPI Group").delete()
    assert as_role("operateur").get(address("dashboard", lectoure)).status_code == 404


def test_dates_that_no_calendar_has_answer_404(lectoure, as_role):
    reader = as_role("prefecture")
    for day in ("2015-02-30", "hier", "1066-10-14"):
        assert reader.get(f"/conventions/{lectoure.slug}/?au={day}").status_code == 404
    before = date(2013, 1, 1).isoformat()
    assert reader.get(f"/conventions/{lectoure.slug}/?au={before}").status_code == 200
