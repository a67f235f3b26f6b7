"""Posts that pass from hand to hand: one still held in its twelfth month, one that nobody holds."""

from .builder import Signed, signed
from .parties import Parties
from .situation import Situation

TABLE = """
au          jobs_programmed  jobs_created  jobs_alive  jobs_ended  jobs_past_twelve_months  jobs_sustained  sustained_rate  jobs_sustained_24
2018-01-15  0                0             0           0           0                        0               à venir         0
    le jour de la signature
2018-03-06  4                0             0           0           0                        0               à venir         0
    4 postes promis par l’atelier
2018-04-02  4                1             1           0           0                        0               à venir         0
    une première embauche au poste 1
2018-05-14  4                2             2           0           0                        0               à venir         0
    2 = 1 + 1 embauche au poste 2
2018-06-04  4                3             3           0           0                        0               à venir         0
    3 = 2 + 1 embauche au poste 3 ; le poste 4 ne sera jamais pourvu
2018-06-29  4                3             2           1           0                        0               à venir         0
    départ au poste 1 : l’emploi reste créé, 2 = 3 − 1
2018-07-16  4                3             3           0           0                        0               à venir         0
    un premier remplaçant au poste 1 : 3 = 2 + 1, et rien de plus de créé
2018-09-28  4                3             2           1           0                        0               à venir         0
    départ au poste 2 : 2 = 3 − 1
2018-10-15  4                3             3           0           0                        0               à venir         0
    un remplaçant au poste 2 : 3 = 2 + 1
2018-11-30  4                3             2           1           0                        0               à venir         0
    le remplaçant du poste 1 part à son tour : 2 = 3 − 1
2019-01-07  4                3             3           0           0                        0               à venir         0
    un second remplaçant au poste 1 : 3 = 2 + 1
2019-02-15  4                3             2           1           0                        0               à venir         0
    le remplaçant du poste 2 part, sans successeur : 2 = 3 − 1, rompu pour de bon
2019-04-02  4                3             2           1           1                        1               1/1             0
    douzième mois du poste 1 : le second remplaçant le tient, l’emploi est pérenne
2019-05-14  4                3             2           1           2                        1               1/2             0
    douzième mois du poste 2 : personne ne le tient
2019-06-04  4                3             2           1           3                        2               2/3             0
    douzième mois du poste 3 : 2 = 1 + 1
2020-04-02  4                3             2           1           3                        2               2/3             1
    vingt-quatrième mois du poste 1, toujours tenu par le second remplaçant
2020-06-04  4                3             2           1           3                        2               2/3             2
    vingt-quatrième mois du poste 3 : 2 = 1 + 1
"""  # noqa: E501


def write(people: Parties, slug: str, rank: int) -> Signed:
    """Write the file of the tannery."""
    file = signed(
        people, rank, slug, "Tannerie imaginaire de Mazamet",
        firm="Tannerie Imaginaire", commune="81163", on="2018-01-15", ends="2021-01-14",
        target=40, envelope=320_000,
    )  # fmt: skip
    workshop = file.project("MAZ-01", "Atelier Exemple", "2018-02-05").approved("2018-03-06")
    promise = workshop.promised(4, "2018-03-06")

    first = promise.hired(1, "2018-04-02")
    second = promise.hired(1, "2018-05-14")
    promise.hired(1, "2018-06-04")
    first.left("2018-06-29").replaced("2018-07-16").left("2018-11-30").replaced("2019-01-07")
    second.left("2018-09-28").replaced("2018-10-15").left("2019-02-15")
    return file


CHAIN = Situation(
    slug="tannerie-mazamet",
    tells="Un poste quitté deux fois et tenu au douzième mois est pérenne\u202f; un poste dont le "
    "remplaçant part sans successeur est rompu.",
    read_on="2019-06-30",
    table=TABLE,
    write=write,
)
