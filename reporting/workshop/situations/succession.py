"""Parties that change, and documents that name those of their date; what is noted beside."""

from convention.models import Committee, Membership, Opinion

from . import parties
from .builder import Signed, signed
from .situation import Situation

TABLE = """
au          jobs_created  plan_dismissed  plan_followed  plan_solutions  plan_solution_rate  firms_contacted  firms_met  meeting_rate
2019-06-03  0             non renseigné   non renseigné  non renseigné   non renseigné       non renseigné    non renseigné  non renseigné
    le jour de la signature : rien n’est noté, rien n’est 0
2019-12-31  0             non renseigné   non renseigné  non renseigné   non renseigné       60               24         24/60
    un premier semestre de démarchage : 24 rencontres pour 60 contacts
2020-02-03  6             non renseigné   non renseigné  non renseigné   non renseigné       60               24         24/60
    6 embauches aux emballages
2020-06-30  6             112             90             45              45/90               60               24         24/60
    première note : 45 = 20 CDI + 9 CDD + 6 créations + 5 formations + 5 autres
2020-12-31  6             112             90             45              45/90               150              61         61/150
    150 = 60 + 90 contacts, 61 = 24 + 37 rencontres
2021-06-30  6             112             96             63              63/96               150              61         61/150
    seconde note : 63 = 31 CDI + 12 CDD + 8 créations + 5 formations + 7 autres, jamais ajoutés aux 6 créés
"""  # noqa: E501
FIRST, SECOND = "2020-06-30", "2021-06-30"


def write(people: parties.Parties, slug: str, rank: int) -> Signed:
    """Write the file of the biscuit factory."""
    file = signed(
        people, rank, slug, "Biscuiterie imaginaire de Longwy",
        firm="Biscuiterie Imaginaire", commune="54323", on="2019-06-03", ends="2022-06-02",
        target=50, envelope=400_000,
    )  # fmt: skip
    file.member(parties.DIRECCTE, Membership.Role.PREFECTURE)
    file.member(parties.CHAMBER, Membership.Role.COMMITTEE_MEMBER)
    file.member(parties.UNION, Membership.Role.COMMITTEE_MEMBER)
    file.outreach("2019-07-01", "2019-12-31", 60, 24)
    packing = file.project("LON-01", "Emballages Fictifs", "2019-09-02").approved("2019-10-08")
    packing.promised(8, "2019-10-08").hired(6, "2020-02-03")

    file.social_plan(FIRST, "unit", 112, 90, 20, 9, 6, 5, 5)
    file.commented(parties.OPERATOR, FIRST, "2020-07-07", done="Vingt-quatre entreprises vues.")
    file.gave_opinion(parties.OPERATOR, FIRST, "2020-07-07", Opinion.Confidence.FULL,
                      "Les dossiers arrivent.")  # fmt: skip
    file.gave_opinion(parties.PREFECTURE, FIRST, "2020-07-07", Opinion.Confidence.DOUBTFUL,
                      "Un seul projet embauche.")  # fmt: skip
    file.committee("2020-07-07", at=FIRST, verdict=Committee.Verdict.WATCH,
                   absent=(parties.CHAMBER,))  # fmt: skip
    file.succeeded(parties.OPERATOR, parties.SECOND_OPERATOR, "2020-10-01")
    file.outreach("2020-07-01", "2020-12-31", 90, 37)
    file.left(parties.UNION, "2021-01-01")
    file.succeeded(parties.DIRECCTE, parties.DREETS, "2021-04-01")

    file.social_plan(SECOND, "commission", 112, 96, 31, 12, 8, 5, 7)
    file.commented(parties.SECOND_OPERATOR, SECOND, "2021-07-06",
                   gap="Le démarchage a repris avec un autre cabinet.")  # fmt: skip
    file.gave_opinion(parties.SECOND_OPERATOR, SECOND, "2021-07-06", Opinion.Confidence.RESERVED,
                      "Un an reste pour embaucher.")  # fmt: skip
    file.gave_opinion(parties.PREFECTURE, SECOND, "2021-07-06", Opinion.Confidence.WORRIED,
                      "Rien ne s’est créé en un an.")  # fmt: skip
    second = file.committee("2021-07-06", at=SECOND, verdict=Committee.Verdict.BEHIND)
    asked = file.asked(parties.SECOND_OPERATOR, "2021-05-17", second,
                       "Faut-il prolonger la convention d’un an\u202f?")  # fmt: skip
    file.decided(asked, "Prolongation acceptée, par avenant.", "2021-12-31")
    return file


SUCCESSION = Situation(
    slug="biscuiterie-longwy",
    tells="L’opérateur est remplacé, un membre s’en va, la DIRECCTE devient DREETS\u00a0: chaque "
    "document nomme ceux de sa date.",
    read_on=SECOND,
    table=TABLE,
    write=write,
)
