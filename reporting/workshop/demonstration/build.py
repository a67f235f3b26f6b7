"""Creates the demonstration once, whole or not at all."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from convention.models import Committee, Convention
from reporting.figures.snapshots import freeze
from revitalisation.reference.loading import load_reference
from revitalisation.reference.models import Commune

from . import contract, doubles, parties, records, texts


def build(say: Callable[[str], None] = lambda text: None) -> bool:
    """Create what is missing of the demonstration; return whether anything had to be created.

    What users entered since is kept. Raises ImproperlyConfigured outside a demonstration: its
    accounts have published passwords.
    """
    if not settings.DEMONSTRATION:
        raise ImproperlyConfigured(
            "La démonstration crée des comptes au mot de passe publié\u00a0: "
            "elle n’existe qu’avec DEMONSTRATION=1."
        )
    with transaction.atomic():
        if not Commune.objects.exists():
            say("Communes, départements, activités…")
            load_reference()
        organisations = parties.write_organisations()
        users = parties.write_accounts(organisations)
        created = False
        if not Convention.objects.filter(slug=contract.SLUG).exists():
            say("Convention de Lectoure…")
            convention = contract.write(organisations)
            say("Projets, aides, emplois, placements, écritures…")
            records.write(
                convention,
                operator=users["operateur@demo.invalid"],
                prefecture=users["prefecture@demo.invalid"],
                referrer=users["mission-locale@demo.invalid"],
            )
            say("Commentaires, avis, décisions demandées…")
            texts.write(
                convention,
                operator=users["operateur@demo.invalid"],
                prefecture=users["prefecture@demo.invalid"],
            )
            doubles.write(convention, prefecture=users["prefecture@demo.invalid"])
            say("Chiffres figés des comités…")
            for committee in convention.committees.filter(kind=Committee.Kind.FOLLOW_UP):
                freeze(committee)
            created = True
        if not Convention.objects.filter(slug=contract.OTHER_SLUG).exists():
            contract.write_other(organisations)
            created = True
    return created
