"""Verified and sustained: each a part of the jobs created, neither a part of the other."""

from .builder import Signed, signed
from .parties import Parties
from .situation import Situation

TABLE = """
au          jobs_created  jobs_verified  share_verified  jobs_past_twelve_months  jobs_sustained  sustained_rate  jobs_ended
2016-03-14  0             0              sans objet      0                        0               à venir         0
    le jour de la signature
2017-01-16  400           0              0/400           0                        0               à venir         0
    400 embauches aux emballages
2017-03-01  650           0              0/650           0                        0               à venir         0
    650 = 400 + 250 embauches à la mécanique
2017-04-18  800           0              0/800           0                        0               à venir         0
    800 = 650 + 150 embauches aux emballages
2017-05-22  800           400            400/800         0                        0               à venir         0
    les pièces des 400 premières embauches sont acceptées
2017-06-12  800           650            650/800         0                        0               à venir         0
    650 = 400 + 250 pièces de la mécanique
2017-06-26  800           677            677/800         0                        0               à venir         0
    677 = 650 + 27 pièces des dernières embauches : 677 vérifiés, et aucun n’a douze mois
2017-09-29  800           677            677/800         0                        0               à venir         30
    30 des 400 premiers partent, vérifiés, sans remplaçant
2018-01-16  800           677            677/800         400                      370             370/400         30
    370 = 400 − 30 départs, douze mois après
2018-03-01  800           677            677/800         650                      620             620/650         30
    650 = 400 + 250 embauches ont douze mois, 620 = 370 + 250 pourvues
2018-04-18  800           677            677/800         800                      770             770/800         30
    770 = 620 + 150 embauches, dont 123 que rien ne vérifie : plus de pérennes que de vérifiés
"""  # noqa: E501


def write(people: Parties, slug: str, rank: int) -> Signed:
    """Write the file of the glassworks."""
    file = signed(
        people, rank, slug, "Verrerie imaginaire de Vierzon",
        firm="Verrerie Imaginaire", commune="18279", on="2016-03-14", ends="2019-03-13",
        target=850, envelope=3_400_000,
    )  # fmt: skip
    packing = file.project("VRZ-01", "Emballages Imaginaires", "2016-04-04").approved("2016-05-10")
    promise = packing.promised(600, "2016-05-10", due="2018-05-10")
    machines = file.project("VRZ-02", "Mécanique Exemple", "2016-06-06").approved("2016-07-05")

    first = promise.hired(400, "2017-01-16")
    second = machines.promised(260, "2016-07-05", due="2018-07-05").hired(250, "2017-03-01")
    third = promise.hired(150, "2017-04-18")

    first.verified("2017-05-22")
    second.verified("2017-06-12")
    third.some(0, 27).verified("2017-06-26")
    first.some(0, 30).left("2017-09-29")
    return file


VERIFIED = Situation(
    slug="verrerie-vierzon",
    tells="677 emplois vérifiés et aucun pérenne, puis plus de pérennes que de vérifiés\u00a0: "
    "chacun est une part des emplois créés, aucun n’est une part de l’autre.",
    read_on="2017-06-30",
    table=TABLE,
    write=write,
)
