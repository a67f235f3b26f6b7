"""Who may see and do what: the one place that decides, asked by querysets, views and templates."""

from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from revitalisation.accounts.models import User

from .models import Convention, Membership

Role = Membership.Role


class Right(StrEnum):
    """Something a person may do in a convention."""

    VIEW = "view"
    ENTER_PROJECTS = "enter_projects"
    ENTER_MONEY = "enter_money"
    ENTER_PLACEMENTS = "enter_placements"
    ENTER_PROSPECTS = "enter_prospects"
    VERIFY = "verify"
    HOLD_COMMITTEES = "hold_committees"
    NAME_YOUNG_PEOPLE = "name_young_people"


RIGHTS: dict[str, frozenset[Right]] = {
    Role.PREFECTURE: frozenset({Right.VIEW, Right.VERIFY, Right.HOLD_COMMITTEES}),
    Role.OPERATOR: frozenset(
        {Right.VIEW, Right.ENTER_PROJECTS, Right.ENTER_MONEY, Right.ENTER_PROSPECTS}
    ),
    Role.BANK: frozenset({Right.VIEW, Right.ENTER_MONEY}),
    Role.YOUTH_REFERRER: frozenset({Right.VIEW, Right.ENTER_PLACEMENTS, Right.NAME_YOUNG_PEOPLE}),
    Role.LIABLE_COMPANY: frozenset({Right.VIEW}),
    Role.COMMITTEE_MEMBER: frozenset({Right.VIEW}),
}
# Only those who follow young people read their names: an administrator does not.
ADMINISTRATOR = frozenset(Right) - {Right.NAME_YOUNG_PEOPLE}


def rights(user: User | AnonymousUser, convention: Convention) -> frozenset[Right]:
    """Return what ``user`` may do in ``convention``; one query at most for each organisation."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return ADMINISTRATOR
    roles: dict[int, str] = convention.__dict__.setdefault("_roles", {})
    key = user.organisation_id or 0
    if key not in roles:
        roles[key] = (
            Membership.objects.filter(convention=convention, organisation=key)
            .values_list("role", flat=True)
            .first()
            or ""
        )
    return RIGHTS.get(roles[key], frozenset())


def remember_role(user: User | AnonymousUser, convention: Convention) -> None:
    """Keep the role that ``visible_to`` annotated, so that asking for rights costs no query."""
    role = getattr(convention, "role_of_user", None)
    if isinstance(user, User) and not user.is_superuser:
        convention.__dict__.setdefault("_roles", {})[user.organisation_id or 0] = role or ""


def has_right(user: User | AnonymousUser, convention: Convention, right: Right) -> bool:
    """Say whether ``user`` has ``right`` in ``convention``."""
    return right in rights(user, convention)


def visible(user: User | AnonymousUser) -> Q:
    """Return the condition on conventions that ``user`` may see."""
    if not isinstance(user, User) or not user.is_active:
        return Q(pk__in=[])
    if user.is_superuser:
        return Q()
    return Q(Exists(_memberships(user)))


def role_of(user: User | AnonymousUser) -> Subquery:
    """Return the expression of the role that ``user`` has in a convention; null without one."""
    return Subquery(_memberships(user).values("role")[:1])


def _memberships(user: User | AnonymousUser) -> QuerySet[Membership]:
    organisation = user.organisation_id if isinstance(user, User) else None
    return Membership.objects.filter(convention=OuterRef("pk"), organisation=organisation or 0)
