"""Created, and still filled at the final report: 519 of 534."""

from .builder import Signed, signed
from .parties import Parties
from .situation import Situation

TABLE = """
au          jobs_programmed  jobs_created  jobs_alive  jobs_ended  alive_rate
2013-02-04  0                0             0           0           sans objet
    le jour de la signature
2013-04-09  560              0             0           0           sans objet
    560 postes promis par deux entreprises : 560 = 400 + 160
2013-10-01  560              200           200         0           200/200
    200 embauches au façonnage
2014-03-03  560              380           380         0           380/380
    380 = 200 + 180 embauches au façonnage
2014-06-30  560              380           356         24          356/380
    356 = 380 − 24 départs
2014-09-01  560              380           370         10          370/380
    370 = 356 + 14 remplaçants, 10 = 24 − 14 : un remplaçant n’est pas un emploi de plus
2015-01-05  560              534           524         10          524/534
    534 = 380 + 154 embauches à la logistique, 524 = 370 + 154
2015-06-30  560              534           512         22          512/534
    512 = 524 − 12 départs
2015-09-01  560              534           519         15          519/534
    519 = 512 + 7 remplaçants, 15 = 22 − 7 : 519 sur 534, soit 97,2 %
"""


def write(people: Parties, slug: str, rank: int) -> Signed:
    """Write the file of the paper mill."""
    file = signed(
        people, rank, slug, "Papeterie imaginaire de Decize",
        firm="Papeterie Imaginaire", commune="58095", on="2013-02-04", ends="2016-02-03",
        target=600, envelope=2_400_000,
    )  # fmt: skip
    shaping = file.project("DEC-01", "Façonnage Fictif", "2013-02-18").approved("2013-04-09")
    promise = shaping.promised(400, "2013-04-09", due="2015-04-09")
    stores = file.project("DEC-02", "Logistique Exemple", "2013-03-04").approved("2013-04-09")
    stored = stores.promised(160, "2013-04-09", due="2015-04-09")

    first = promise.hired(200, "2013-10-01")
    promise.hired(180, "2014-03-03")
    first.some(0, 24).left("2014-06-30")
    first.some(0, 14).replaced("2014-09-01")
    third = stored.hired(154, "2015-01-05")
    third.some(0, 12).left("2015-06-30")
    third.some(0, 7).replaced("2015-09-01")
    return file


ALIVE = Situation(
    slug="papeterie-decize",
    tells="534 emplois créés, 519 postes encore pourvus au bilan final\u00a0: 97,2\u202f%.",
    read_on="2016-02-03",
    table=TABLE,
    write=write,
)
