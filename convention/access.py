"""Who may see and do what: the one place that decides, asked by querysets, views and templates."""

from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

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
    """Return what ``user`` may do in ``convention``; one query, kept on the convention object."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return ADMINISTRATOR
    known: dict[int, frozenset[Right]] = convention.__dict__.setdefault("_rights", {})
    if user.pk not in known:
        roles = Membership.objects.filter(
            convention=convention, organisation=user.organisation_id
        ).values_list("role", flat=True)
        known[user.pk] = frozenset().union(*(RIGHTS[role] for role in roles))
    return known[user.pk]


def has_right(user: User | AnonymousUser, convention: Convention, right: Right) -> bool:
    """Say whether ``user`` has ``right`` in ``convention``."""
    return right in rights(user, convention)


def visible(user: User | AnonymousUser) -> Q:
    """Return the condition on conventions that ``user`` may see."""
    if not isinstance(user, User) or not user.is_active:
        return Q(pk__in=[])
    if user.is_superuser:
        return Q()
    return Q(
        Exists(
            Membership.objects.filter(
                convention=OuterRef("pk"), organisation=user.organisation_id or 0
            )
        )
    )
