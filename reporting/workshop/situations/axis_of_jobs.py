"""An axis that begins to count jobs by an amendment and stops by another, with its target."""

from convention.models import Axis

from .builder import Signed, signed
from .parties import Parties
from .situation import Situation

TABLE = """
au          job_target  jobs_programmed  jobs_created  jobs_created_unpromised  completion_rate  hires_not_counted
2016-02-01  30          0                0             0                        sans objet       0
    signée : l’axe du site ne compte pas d’emplois
2016-04-05  30          10               0             0                        0/10             0
    10 postes promis par la visserie ; les 12 du site, promis en mai, ne comptent pas
2016-09-05  30          10               8             0                        8/10             0
    8 embauches à la visserie
2016-10-03  30          10               8             0                        8/10             6
    6 embauches sur le site, hors décompte
2017-01-09  30          10               13            5                        13/10            6
    13 = 8 + 5 embauches sans promesse : plus de créés que de programmés
2017-03-01  50          22               19            5                        19/22            0
    avenant 1, l’axe du site compte : 22 = 10 + 12, 19 = 13 + 6
2017-05-02  50          22               23            9                        23/22            0
    23 = 19 + 4 embauches sur le site, 9 = 5 + 4 sans promesse
2018-06-01  40          10               13            5                        13/10            10
    avenant 2, il ne compte plus : 10 = 22 − 12, 13 = 23 − 10, 5 = 9 − 4
"""  # noqa: E501


def write(people: Parties, slug: str, rank: int) -> Signed:
    """Write the file of the cable works."""
    file = signed(
        people, rank, slug, "Câblerie imaginaire de Bolbec",
        firm="Câblerie Imaginaire", commune="76114", on="2016-02-01", ends="2019-01-31",
        target=30, envelope=300_000, axes=(Axis.Kind.BUSINESS, Axis.Kind.SITE),
    )  # fmt: skip
    file.axis_counts(2, "2016-02-01", jobs=False)
    screws = file.project("BOL-01", "Visserie Exemple", "2016-02-22").approved("2016-04-05")
    promise = screws.promised(10, "2016-04-05")
    site = file.project("BOL-02", "Messagerie Fictive", "2016-03-14", axis=2).approved("2016-05-10")
    promised = site.promised(12, "2016-05-10")

    promise.hired(8, "2016-09-05")
    promised.hired(6, "2016-10-03")
    screws.hired(5, "2017-01-09")
    file.amended("2017-03-01", "L’axe du site compte des emplois", job_target=50,
                 targets={1: 30, 2: 20})  # fmt: skip
    file.axis_counts(2, "2017-03-01", jobs=True)
    site.hired(4, "2017-05-02")
    file.amended("2018-06-01", "L’axe du site n’en compte plus", job_target=40, targets={1: 40})
    file.axis_counts(2, "2018-06-01", jobs=False)
    return file


AXIS_OF_JOBS = Situation(
    slug="cablerie-bolbec",
    tells="Un axe compte des emplois d’un avenant à l’autre\u202f; plus d’emplois créés que de "
    "programmés s’explique par les embauches sans promesse.",
    read_on="2017-06-30",
    table=TABLE,
    write=write,
)
