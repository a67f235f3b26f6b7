"""A fixed-term contract that becomes permanent, and longer: what counts, from when, how much."""

from convention.contracts import Contract

from .builder import Signed, signed
from .parties import Parties
from .situation import Situation

TABLE = """
au          jobs_created  hires_not_counted  jobs_permanent  share_permanent  jobs_created_fte
2020-01-13  0             0                  0               sans objet       0 h
    signée : un CDD compte s’il dure 12 mois, et tout emploi après 2 mois d’essai
2020-04-06  0             2                  0               sans objet       0 h
    2 CDI de 35 h, à l’essai
2020-05-04  0             3                  0               sans objet       0 h
    3 = 2 + 1 CDD de 6 mois, trop court
2020-06-06  2             1                  2               2/2              70 h
    les 2 CDI ont passé leurs 2 mois : 70 = 35 + 35 heures
2021-01-02  3             0                  3               3/3              94 h
    le CDD est un CDI de 24 h depuis le 2 novembre, et ses 2 mois sont passés : 94 = 70 + 24
2021-03-01  3             0                  3               3/3              105 h
    de 24 à 35 h : 105 = 94 + 11
2021-05-03  3             1                  3               3/3              105 h
    un CDD de 12 mois et de 30 h, à l’essai
2021-07-03  4             0                  3               3/4              135 h
    le CDD compte : 4 = 3 + 1, 135 = 105 + 30
2021-09-06  4             0                  4               4/4              135 h
    il devient un CDI : rien de plus de créé, 4 = 3 + 1 en CDI
2021-10-04  4             1                  4               4/4              135 h
    un CDI dont les heures ne sont pas renseignées, à l’essai
2021-12-04  5             0                  5               5/5              135 h, 4 sur 5
    il compte, 5 = 4 + 1 : ses heures manquent, et le total le dit
2022-02-07  5             0                  5               5/5              163 h
    ses heures sont connues depuis un avenant à son contrat : 163 = 135 + 28
"""


def write(people: Parties, slug: str, rank: int) -> Signed:
    """Write the file of the boilermaker."""
    file = signed(
        people, rank, slug, "Chaudronnerie imaginaire de Thiers",
        firm="Chaudronnerie Imaginaire", commune="63430", on="2020-01-13", ends="2023-01-12",
        target=40, envelope=320_000, rules={"fixed_term_min_months": 12, "trial_months": 2},
    )  # fmt: skip
    cutlery = file.project("THI-01", "Coutellerie Exemple", "2020-02-03").approved("2020-03-10")
    cutlery.hired(2, "2020-04-06")
    short = cutlery.hired(1, "2020-05-04", contract=Contract.FIXED_TERM, duration_months=6,
                          weekly_hours=24)  # fmt: skip
    short.changed("2020-11-02", weekly_hours=24).changed("2021-03-01", weekly_hours=35)
    long = cutlery.hired(1, "2021-05-03", contract=Contract.FIXED_TERM, duration_months=12,
                         weekly_hours=30)  # fmt: skip
    long.changed("2021-09-06", weekly_hours=30)
    cutlery.hired(1, "2021-10-04", weekly_hours=None).changed("2022-02-07", weekly_hours=28)
    return file


FIXED_TERM = Situation(
    slug="chaudronnerie-thiers",
    tells="Un CDD trop court compte du jour que disent les règles une fois devenu CDI\u202f; les "
    "équivalents temps plein suivent les heures du jour, et disent celles qui manquent.",
    read_on="2021-12-31",
    table=TABLE,
    write=write,
)
