"""What the parties of Lectoure signed, and what its committees were asked to decide."""

from datetime import date
from typing import Any

from convention.models import Comment, Convention, Opinion, Resolution
from revitalisation.accounts.models import User

from .committees import FOLLOW_UPS

Confidence = Opinion.Confidence
# Figures at, axis (0: the whole), then an answer to each of the prompts.
COMMENTS = (
    ("operator", date(2014, 5, 31), 0,
     "Quatre mois de lancement\u00a0: trois comités d’engagement, une permanence à Lectoure et une "
     "autre à Fleurance, les chambres consulaires associées à chaque dossier.",
     "Les premières embauches suivent l’accord de six à neuf mois\u202f: l’objectif ne se lit pas "
     "encore dans les emplois créés.",
     "Peu de porteurs de projet connaissent la convention hors du canton.",
     "Une réunion par communauté de communes avant la fin de l’année."),
    ("operator", date(2015, 5, 31), 0,
     "Les dossiers approuvés couvrent plus de la moitié de l’objectif\u202f; un tiers sont des "
     "créations d’entreprises.",
     "Les emplois programmés ne sont pas tous pourvus\u00a0: plusieurs bâtiments sont en travaux.",
     "Deux promesses dépendent d’un accord bancaire qui tarde.",
     "Relance de chaque entreprise dont l’échéance passe dans l’année."),
    ("operator", date(2015, 5, 31), 1,
     "Quatre prospects étudiés et perdus, un projet logistique multi-clients en négociation.",
     "La surface du bâtiment et la distance à l’autoroute écartent les enseignes nationales.",
     "", "Chiffrage d’une division du bâtiment en trois lots."),
    ("operator", date(2016, 5, 31), 0,
     "Un logisticien s’est installé sur le site\u202f; les derniers dossiers sont instruits.",
     "", "Quelques embauches prévues à l’automne se feraient après le terme.",
     "Bilan définitif, puis suivi des emplois à douze mois."),
    ("prefecture", date(2015, 5, 31), 0,
     "", "Le rythme des embauches est celui attendu d’un bassin rural.",
     "Peu d’anciens salariés du site figurent parmi les personnes embauchées.", ""),
)  # fmt: skip
# Figures at, axis, level, grounds.
OPINIONS = (
    ("operator", date(2014, 5, 31), 0, Confidence.RESERVED,
     "Les dossiers arrivent, les embauches restent à venir."),
    ("prefecture", date(2014, 5, 31), 0, Confidence.DOUBTFUL,
     "Aucun prospect n’a dépassé la visite du site, et peu d’emplois sont programmés."),
    ("operator", date(2015, 5, 31), 0, Confidence.FULL,
     "Les emplois programmés dépassent la part de l’objectif attendue à cette date."),
    ("prefecture", date(2015, 5, 31), 0, Confidence.RESERVED,
     "Les emplois suivent\u202f; l’avenir du site n’est pas réglé."),
    ("prefecture", date(2015, 5, 31), 1, Confidence.WORRIED,
     "Un seul prospect reste en cours d’étude, vingt mois après la signature."),
    ("prefecture", date(2016, 5, 31), 0, Confidence.FULL,
     "Le site a retrouvé une activité et les embauches se poursuivent."),
)  # fmt: skip

COMMITTEES = (date(2014, 7, 8), date(2015, 7, 7), date(2017, 7, 4))


def write(convention: Convention, operator: User, prefecture: User) -> None:
    """Create the comments, the opinions and the resolutions of the convention."""
    people: dict[str, Any] = {"operator": operator, "prefecture": prefecture}
    axes = {axis.number: axis for axis in convention.axes.all()} | {0: None}
    # Each on the day of the committee that read the figures.
    signed = {as_of: held_on for held_on, as_of, _ in FOLLOW_UPS}
    for who, as_of, number, *said in COMMENTS:
        Comment.objects.create(
            convention=convention, organisation=people[who].organisation, axis=axes[number],
            as_of=as_of, signed_on=signed[as_of], recorded_by=people[who],
            **dict(zip(Comment.PROMPTS, said, strict=True)),
        )  # fmt: skip
    for who, as_of, number, confidence, grounds in OPINIONS:
        Opinion.objects.create(
            convention=convention, organisation=people[who].organisation, axis=axes[number],
            as_of=as_of, signed_on=signed[as_of], recorded_by=people[who],
            confidence=confidence, grounds=grounds,
        )  # fmt: skip
    _resolutions(convention, operator)


def _resolutions(convention: Convention, operator: User) -> None:
    held = {committee.held_on: committee for committee in convention.committees.all()}
    first, second, last = (held[day] for day in COMMITTEES)
    asked = {"convention": convention, "asked_by": operator.organisation}
    Resolution.objects.create(
        **asked, committee=first, asked_on=date(2014, 6, 16),
        question="Faut-il tenir un comité d’engagement chaque mois plutôt que toutes les six "
        "semaines\u202f?",
        options="Chaque mois, avec un examen par écrit en août\u202f; ou le rythme actuel.",
        proposal="Garder le rythme, et examiner par écrit les dossiers de moins de 5 000\u00a0€.",
        taken_on=first.held_on, taken_in=first,
        decision="Rythme gardé\u202f; examen par écrit admis. L’opérateur en écrit la règle.",
        due_on=date(2014, 9, 30), done_on=date(2014, 9, 9),
    )  # fmt: skip
    Resolution.objects.create(
        **asked, committee=second, asked_on=date(2015, 5, 26),
        question="Comment financer l’aménagement du site pour une activité logistique "
        "multi-clients\u202f?",
        options="Prendre sur les subventions à l’emploi\u202f; ou compléter l’enveloppe.",
        proposal="Un complément de 30 000\u00a0€ de l’entreprise, par avenant.",
        taken_on=second.held_on, taken_in=second,
        decision="Complément accepté par l’entreprise\u202f; la préfecture prépare l’avenant.",
        due_on=date(2015, 11, 30), done_on=date(2015, 12, 15),
    )  # fmt: skip
    Resolution.objects.create(
        **asked, committee=last, asked_on=date(2017, 6, 12),
        question="Qui suit les emplois créés jusqu’à leur vingt-quatrième mois\u202f?",
        options="L’opérateur, sur les honoraires restants\u202f; ou la chambre de commerce.",
        proposal="L’opérateur, par deux enquêtes annuelles.",
    )  # fmt: skip
