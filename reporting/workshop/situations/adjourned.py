"""A file adjourned, approved, then cancelled: a cumulative figure falls, on a day, for a cause."""

from .builder import Signed, signed
from .parties import Parties
from .situation import Situation

TABLE = """
au          projects_pending  projects_supported  jobs_programmed  jobs_created  hires_not_counted  committed
2019-01-21  0                 0                   0                0             0                  0 €
    le jour de la signature
2019-02-11  1                 0                   0                0             0                  0 €
    la menuiserie dépose son dossier
2019-02-25  2                 0                   0                0             0                  0 €
    2 = 1 + 1 dossier, celui de la serrurerie
2019-03-12  1                 1                   5                0             0                  0 €
    la serrurerie est approuvée pour 5 postes, la menuiserie ajournée : elle attend toujours
2019-04-16  0                 2                   15               0             0                  40 000 €
    la menuiserie est approuvée : 15 = 5 + 10 postes
2019-05-06  0                 2                   15               3             0                  40 000 €
    3 serruriers
2019-06-03  0                 2                   15               9             0                  40 000 €
    9 = 3 + 6 menuisiers
2019-09-02  0                 2                   15               11            0                  40 000 €
    11 = 9 + 2 menuisiers
2019-11-29  0                 2                   13               11            0                  40 000 €
    13 = 15 − 2 postes que la menuiserie abandonne, jamais pourvus
2020-03-10  0                 1                   5                3             8                  40 000 €
    accord annulé : 5 = 13 − 8 postes, 3 = 11 − 8 emplois, qui cessent de compter ce jour-là
2020-03-31  0                 1                   5                3             8                  0 €
    l’aide est désengagée
"""  # noqa: E501


def write(people: Parties, slug: str, rank: int) -> Signed:
    """Write the file of the spinning mill."""
    file = signed(
        people, rank, slug, "Filature imaginaire de Romorantin",
        firm="Filature Imaginaire", commune="41194", on="2019-01-21", ends="2022-01-20",
        target=60, envelope=480_000,
    )  # fmt: skip
    joinery = file.project("ROM-01", "Menuiserie Exemple", "2019-02-11")
    locks = file.project("ROM-02", "Serrurerie Fictive", "2019-02-25")
    locks.approved("2019-03-12")
    locksmiths = locks.promised(5, "2019-03-12", post="Serrurier")
    joinery.adjourned("2019-03-12").approved("2019-04-16", amount=40_000, posts=10)
    aid = joinery.aided(40_000, "2019-04-16")
    joiners = joinery.promised(10, "2019-04-16", post="Menuisier")

    locksmiths.hired(3, "2019-05-06")
    joiners.hired(6, "2019-06-03")
    joiners.hired(2, "2019-09-02")
    joiners.given_up(2, "2019-11-29")
    joinery.cancelled("2020-03-10")
    aid.released(40_000, "2020-03-31")
    return file


ADJOURNED = Situation(
    slug="filature-romorantin",
    tells="Un dossier ajourné attend encore, approuvé il compte, annulé il ne compte plus\u00a0: "
    "un chiffre cumulé baisse, le jour dit et pour une cause datée.",
    read_on="2020-03-31",
    table=TABLE,
    write=write,
)
