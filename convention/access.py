"""Who may see and do what: the one place that decides, asked by querysets, views and templates."""

from datetime import date
from enum import StrEnum, nonmember

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet, Value
from django.utils import timezone

from revitalisation.accounts.models import User
from revitalisation.history.sentences import Reader
from revitalisation.records import Versioned

from .models import Axis, Convention, Membership

Role = Membership.Role


class Right(StrEnum):
    """Something a person may do in a convention."""

    # Templates name a right; they must not build one.
    do_not_call_in_templates = nonmember(True)

    VIEW = "view"
    ENTER_COMPANIES = "enter_companies"
    ENTER_PROJECTS = "enter_projects"
    ENTER_MONEY = "enter_money"
    ENTER_PLACEMENTS = "enter_placements"
    ENTER_PROSPECTS = "enter_prospects"
    ENTER_SKILLS_PLAN = "enter_skills_plan"
    VERIFY = "verify"
    HOLD_COMMITTEES = "hold_committees"
    AMEND = "amend"
    ENTER_SOCIAL_PLAN = "enter_social_plan"
    ENTER_OUTREACH = "enter_outreach"
    NAME_YOUNG_PEOPLE = "name_young_people"
    GIVE_OPINION = "give_opinion"
    ASK_COMMITTEES = "ask_committees"


RIGHTS: dict[str, frozenset[Right]] = {
    # The State follows the social plan with the firm; the operator often runs its unit.
    Role.PREFECTURE: frozenset(
        {
            Right.VIEW,
            Right.VERIFY,
            Right.HOLD_COMMITTEES,
            Right.GIVE_OPINION,
            Right.ASK_COMMITTEES,
            Right.ENTER_SOCIAL_PLAN,
        }
    ),
    Role.OPERATOR: frozenset(
        {
            Right.VIEW,
            Right.ENTER_COMPANIES,
            Right.ENTER_PROJECTS,
            Right.ENTER_MONEY,
            Right.ENTER_PROSPECTS,
            Right.ENTER_SKILLS_PLAN,
            Right.GIVE_OPINION,
            Right.ASK_COMMITTEES,
            Right.ENTER_SOCIAL_PLAN,
            Right.ENTER_OUTREACH,
        }
    ),
    Role.BANK: frozenset({Right.VIEW, Right.ENTER_MONEY}),
    Role.YOUTH_REFERRER: frozenset(
        {Right.VIEW, Right.ENTER_COMPANIES, Right.ENTER_PLACEMENTS, Right.NAME_YOUNG_PEOPLE}
    ),
    Role.LIABLE_COMPANY: frozenset({Right.VIEW}),
    Role.COMMITTEE_MEMBER: frozenset({Right.VIEW}),
}
# Only those who follow young people read their names, also in a form: an administrator does not.
# Nor does one speak in the name of a party.
ADMINISTRATOR = frozenset(Right) - {
    Right.NAME_YOUNG_PEOPLE,
    Right.ENTER_PLACEMENTS,
    Right.GIVE_OPINION,
    Right.ASK_COMMITTEES,
}


def rights(user: User | AnonymousUser, convention: Convention) -> frozenset[Right]:
    """Return what ``user`` may do in ``convention``; one query at most for each organisation.

    The part that counts is that of today: who has left reads nothing more, not even the past.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return ADMINISTRATOR
    roles: dict[int, str] = convention.__dict__.setdefault("_roles", {})
    key = user.organisation_id or 0
    if key not in roles:
        roles[key] = (
            Membership.objects.filter(Membership.holding(timezone.localdate()))
            .filter(convention=convention, organisation=key)
            .values_list("role", flat=True)
            .first()
            or ""
        )
    return RIGHTS.get(roles[key], frozenset())


def remember_role(user: User | AnonymousUser, convention: Convention) -> None:
    """Keep the role that ``visible`` annotated, so that asking for rights costs no query."""
    role = getattr(convention, "role_of_user", None)
    if isinstance(user, User) and not user.is_superuser:
        convention.__dict__.setdefault("_roles", {})[user.organisation_id or 0] = role or ""


# For what a convention follows a company, and who then knows it: who is helped under a project is
# nothing to those who follow young people, and the employers of these point at them.
COMPANIES_OPEN_WITH = {"aided": Right.ENTER_PROJECTS, "employer": Right.NAME_YOUNG_PEOPLE}
# The kinds that pages of the administration name; of the others, the shared identity alone.
COMPANIES_OPEN_TO_ADMINISTRATORS = frozenset(
    kind for kind, right in COMPANIES_OPEN_WITH.items() if right in ADMINISTRATOR
)


def companies_open_to(user: User | AnonymousUser, convention: Convention) -> list[str]:
    """Return the kinds of companies of ``convention`` that ``user`` may open."""
    held = rights(user, convention)
    return [kind for kind, right in COMPANIES_OPEN_WITH.items() if right in held]


def own(user: User | AnonymousUser, link: str) -> Q:
    """Return the condition that a record is of the body of ``user``: none speaks for another."""
    return Q(**{link: getattr(user, "organisation_id", None) or 0})


def holders(convention: Convention, right: Right, day: date) -> str:
    """Return the names of the organisations that have a right on a day, for who has to ask them."""
    roles = [role for role, held in RIGHTS.items() if right in held]
    bodies = Membership.objects.filter(
        Membership.holding(day), convention=convention, role__in=roles
    )
    names = bodies.order_by("organisation__name").values_list("organisation__name", flat=True)
    return " ou ".join(names) or "l’administrateur du service"


class Tab(StrEnum):
    """What the pages of a convention are grouped under, beside its situation and its axes."""

    FILES = "Dossiers"
    COMMITTEES = "Comités"
    DOCUMENTS = "Documents"
    SETTINGS = "Réglages"


_OF_COMPANIES = frozenset({Axis.Kind.SITE, Axis.Kind.BUSINESS})
# The lists of a convention, the tab that holds them, and the kinds of axes whose records they hold;
# of any, without one.
LISTS: tuple[tuple[str, str, Tab, frozenset[str]], ...] = (
    ("project_list", "Projets", Tab.FILES, _OF_COMPANIES),
    ("job_list", "Emplois", Tab.FILES, _OF_COMPANIES),
    ("placement_list", "Jeunes", Tab.FILES, frozenset({Axis.Kind.TERRITORY})),
    ("prospect_list", "Prospects", Tab.FILES, frozenset({Axis.Kind.SITE})),
    ("ledger_list", "Écritures", Tab.FILES, frozenset()),
    ("outreach_list", "Démarchage", Tab.FILES, _OF_COMPANIES),
    ("social_plan_list", "Plan social", Tab.FILES, frozenset()),
    ("committee_list", "Comités", Tab.COMMITTEES, frozenset()),
    ("comment_list", "Textes et avis", Tab.COMMITTEES, frozenset()),
    ("perimeter_list", "Périmètre", Tab.SETTINGS, _OF_COMPANIES),
)
# The other pages of a convention that a tab leads to.
PAGES = (
    ("communique", "Communiqué", Tab.DOCUMENTS),
    ("report_pdf", "Rapport du comité (PDF)", Tab.DOCUMENTS),
    ("convention_method", "Méthode", Tab.DOCUMENTS),
    ("convention_history", "Historique", Tab.SETTINGS),
)


def lists_of(convention: Convention) -> list[tuple[str, str, Tab]]:
    """Return (page, label, tab) of the lists that the axes of a convention have records for."""
    kinds = {axis.kind for axis in convention.axes.all()}
    return [(page, label, tab) for page, label, tab, held in LISTS if not held or held & kinds]


def tabs_of(convention: Convention) -> list[tuple[Tab, list[tuple[str, str]]]]:
    """Return the tabs of a convention, each with (page, label) of what it leads to."""
    pages = [*lists_of(convention), *PAGES]
    return [(tab, [(page, label) for page, label, of in pages if of is tab]) for tab in Tab]


def has_right(user: User | AnonymousUser, convention: Convention, right: Right) -> bool:
    """Say whether ``user`` has ``right`` in ``convention``."""
    return right in rights(user, convention)


def visible(
    conventions: "QuerySet[Convention]", user: User | AnonymousUser
) -> "QuerySet[Convention]":
    """Keep the conventions that ``user`` may see today, each with its role, ``role_of_user``."""
    if not isinstance(user, User) or not user.is_active:
        return conventions.none()
    if user.is_superuser:
        return conventions.annotate(role_of_user=Value(""))
    # An organisation has one role at a time in a convention: the join repeats none.
    held = conventions.filter(
        Membership.holding(timezone.localdate(), "memberships__", "signed_on"),
        memberships__organisation=user.organisation_id or 0,
    )
    return held.annotate(role_of_user=F("memberships__role"))


def history_reader(user: User | AnonymousUser, convention: Convention) -> Reader:
    """Return what ``user`` may read of the history: the columns of its pages."""
    held = rights(user, convention)

    def hidden(model: type[Versioned]) -> frozenset[str]:
        return frozenset(name for name, right in model.read_with.items() if right not in held)

    return Reader(hidden)
