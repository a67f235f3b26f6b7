"""Writes the situations that are not there yet."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from convention.models import Convention
from revitalisation.reference.loading import load_reference
from revitalisation.reference.models import Commune

from . import parties
from .adjourned import ADJOURNED
from .alive import ALIVE
from .axis_of_jobs import AXIS_OF_JOBS
from .chain import CHAIN
from .doubles import DOUBLES
from .fixed_term import FIXED_TERM
from .minimum import MINIMUM
from .perimeter import PERIMETER
from .posts_paid import POSTS_PAID
from .situation import Situation
from .succession import SUCCESSION
from .verified import VERIFIED
from .young import YOUNG

SITUATIONS: tuple[Situation, ...] = (
    CHAIN,
    ALIVE,
    VERIFIED,
    POSTS_PAID,
    ADJOURNED,
    FIXED_TERM,
    PERIMETER,
    AXIS_OF_JOBS,
    MINIMUM,
    DOUBLES,
    SUCCESSION,
    YOUNG,
)


def build(say: Callable[[str], None] = lambda text: None) -> list[Convention]:
    """Write what is missing of the situations, whole or not at all; return what was written.

    Raises ImproperlyConfigured outside a demonstration: its accounts have published passwords.
    """
    if not settings.DEMONSTRATION:
        raise ImproperlyConfigured(
            "Les situations imaginées se mêleraient aux conventions du service\u00a0: elles "
            "n’existent qu’avec DEMONSTRATION=1."
        )
    written = []
    with transaction.atomic():
        if not Commune.objects.exists():
            say("Communes, départements, activités…")
            load_reference()
        people = parties.write()
        for rank, situation in enumerate(SITUATIONS, 1):
            if Convention.objects.filter(slug=situation.slug).exists():
                continue
            file = situation.write(people, situation.slug, rank)
            say(f"{file.convention}\u00a0: {situation.tells}")
            written.append(file.convention)
    return written
