"""Whatever the convention and the day, no document holds one of the errors that are known.

``TOLD=100`` reads that many conventions instead of eight, each on three days;
``TOLD_IN=folder`` writes what was read there.
"""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from axes.site.models import Prospect
from convention.models import Axis, AxisTarget, Committee, Convention, ConventionTerms, Membership
from reporting.documents.communique import write
from reporting.documents.report import as_html
from reporting.situation import sentences, work
from reporting.situation.editions import COMMITTEE, MEMBERS, PUBLIC
from reporting.situation.situation import Situation
from revitalisation.accounts.models import Organisation

from .histories import SIGNED, History, histories
from .test_figures_properties import written
from .wrong_words import text_of, wrong

pytestmark = pytest.mark.django_db

# Le Havre, Angers, Les Ulis, L’Isle-Jourdain, Hendaye, Yvetot, Yutz, La Rochelle, Haguenau.
PLACES = (
    "76351", "49007", "91692", "32160", "64260", "76758", "57757", "17300", "67180",
)  # fmt: skip
FIRMS = ("Usines de l’Est", "ITM LAI (Groupement)", "Hermès Textile", "Le Creuset", "Les Forges")
BODIES = ("Agence Conseil", "Institut Emploi", "Œuvre Reconversion", "Le Relais", "BPI Group")
TERM = date(2017, 4, 10)

worlds = st.fixed_dictionaries(
    {
        "place": st.sampled_from(PLACES),
        "firm": st.sampled_from(FIRMS),
        "bodies": st.lists(st.sampled_from(BODIES), unique=True, max_size=3),
        "has_prefecture": st.booleans(),
        # Of the amendment: what became of the target and of the envelope, in euro cents.
        "signed_target": st.sampled_from((None, 0, 1, 2, 60, 263)),
        "target": st.sampled_from((None, 0, 1, 12, 300)),
        "envelope": st.sampled_from((None, 150_000, 140_000_000, 2 * 10**12)),
        "axis_targets": st.lists(st.sampled_from((0, 1, 5, 60)), max_size=3),
        "clock": st.sampled_from(("start", "signature")),
        "activity": st.sampled_from(("", "Logistique multi-clients", "Entrepôt")),
        "verdict": st.sampled_from(("", "on_track", "behind", "missed")),
        "days": st.lists(st.integers(-40, 1900), min_size=1, max_size=1),
    }
)
# What fails is read as it is: shrinking it would take minutes.
told_often = settings(
    max_examples=int(os.environ.get("TOLD", "8")),
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def organisation(name: str, kind: str) -> Organisation:
    """Return an organisation by its name."""
    return Organisation.objects.get_or_create(name=name, defaults={"kind": kind})[0]


def furnish(convention: Convention, world: dict[str, Any]) -> list[date]:
    """Give a convention names, places, terms and a committee; return the days to read it on."""
    firm = organisation(world["firm"], Organisation.Kind.LIABLE_COMPANY)
    Convention.objects.filter(pk=convention.pk).update(
        name="Usines du bassin",
        commune_id=world["place"],
        liable_company=firm,
        clock=world["clock"],
    )
    for name in world["bodies"]:
        body = organisation(name, Organisation.Kind.OPERATOR)
        Membership.objects.create(convention=convention, organisation=body, role="operator")
    if world["has_prefecture"]:
        state = organisation("Préfecture", Organisation.Kind.PREFECTURE)
        Membership.objects.create(convention=convention, organisation=state, role="prefecture")
    terms = ConventionTerms.objects.filter(convention=convention)
    terms.filter(number=0).update(job_target=world["signed_target"])
    terms.exclude(number=0).update(job_target=world["target"], envelope=world["envelope"])
    for amended in terms:
        for axis, target in zip(Axis.objects.of(convention), world["axis_targets"], strict=False):
            AxisTarget.objects.create(terms=amended, axis=axis, job_target=target)
    Prospect.objects.of(convention).update(activity=world["activity"])
    read_on = date(2015, 5, 31)
    Committee.objects.create(
        convention=convention,
        kind=Committee.Kind.FOLLOW_UP,
        as_of=read_on,
        held_on=date(2015, 7, 7),
        verdict=world["verdict"],
        place="Préfecture, Auch",
    )
    return [*(SIGNED + timedelta(days=n) for n in world["days"]), read_on, TERM]


def documents(convention: Convention, day: date, client) -> dict[str, str]:
    """Return what each document says of a convention on a day."""
    situation = Situation(convention, day)
    told = {"communiqué": write(situation).plain(), "rapport": text_of(as_html(situation))}
    for edition in (MEMBERS, COMMITTEE, PUBLIC):
        read = situation.told_to(edition)
        lines = [sentences.headline(read), sentences.clocks(read)]
        lines += [item.sentence for item in work.todo(read, *work.Section)]
        told[f"phrases {len(told)}"] = "\n".join(lines)
    page = client.get(reverse("dashboard", args=[convention.slug]), {"au": day.isoformat()})
    told["tableau de bord"] = text_of(page.text)
    return told


def keep(convention: Convention, day: date, told: dict[str, str]) -> None:
    """Write what was read where it is asked for."""
    if folder := os.environ.get("TOLD_IN"):
        target = Path(folder)
        number = len([*target.iterdir()])
        words = "\n\n".join(f"## {name}\n\n{text}" for name, text in told.items())
        (target / f"{number:03}-{convention.commune_id}-{day}.md").write_text(words, "utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "Pour compenser la fermeture du site de Le Havre",
        "le site de Angers",
        "12 emplois, dont 1 rompus",
        "pour soutenir la création de 1 emploi.",
        "Décider de 1\u00a0projet reçu.",
        "À son terme, la convention a accompagné",
        "Toute la durée de la convention est écoulée\u00a0: 7,8 points d’avance",
        "0\u00a0emploi créé au total, au rythme attendu",
        "Le montant est non renseigné, pour soutenir",
        "l'axe 2",
        "le axe 2",
        "9\u00a0emploi créés",
        "Aucun projet est accompagné",
        "un emplois",
        "12\u00a0emplois est créé",
        "il reste  deux jours",
        "objectif : 12",
        "None emploi",
    ],
)
def test_each_error_is_known(text):
    assert wrong(text)


@pytest.mark.parametrize(
    "text",
    [
        "Au 31\u00a0mai 2015, un emploi est créé au Havre, 12 sont à La Rochelle.",
        "un mois, 1\u00a0mois, un tiers de créations, 102\u00a0emplois sont créés",
        "Axe\u00a01\u00a0: l’objectif d’emplois n’est pas renseigné\u202f; il manque un emploi.",
    ],
)
def test_what_is_right_is_no_error(text):
    assert not wrong(text)


def test_what_goes_on_is_not_told_of_what_is_over():
    text = "Après 12\u00a0mois, la convention accompagne 3\u00a0projets."
    assert not wrong(text)
    assert wrong(text, is_over=True)


def test_no_document_holds_a_known_error(admin_client):
    found: list[str] = []

    @told_often
    @given(histories, worlds)
    def read(history: History, world: dict[str, Any]) -> None:
        def check(convention: Convention) -> None:
            for day in furnish(convention, world):
                fresh = Convention.objects.get(pk=convention.pk)
                told = documents(fresh, day, admin_client)
                keep(fresh, day, told)
                is_over = Situation(fresh, day).is_over
                for name, text in told.items():
                    found.extend(f"{day} {name} {error}" for error in wrong(text, is_over=is_over))

        written(history, check)

    read()
    assert not found, "\n".join(dict.fromkeys(found))
