"""Posts paid: more than the jobs verified, fewer than those created."""

from axes.business.models import Aid

from .builder import Signed, signed
from .parties import Parties
from .situation import Situation

TABLE = """
au          jobs_created  jobs_verified  posts_paid  committed    paid
2009-03-02  0             0              0           0 €          0 €
    le jour de la signature
2009-05-12  0             0              0           2 700 000 €  0 €
    2700000 = 1200000 de subvention à la forge + 1000000 de subvention + 500000 de prêt à l’usinage
2009-10-05  580           0              0           2 700 000 €  0 €
    580 embauches à la forge
2009-12-01  580           0              300         2 700 000 €  600 000 €
    une première échéance paie 300 postes à 2 000 €
2010-03-01  1054          0              300         2 700 000 €  600 000 €
    1054 = 580 + 474 embauches à l’usinage
2010-04-06  1054          500            300         2 700 000 €  600 000 €
    500 pièces de la forge sont acceptées
2010-06-01  1054          789            300         2 700 000 €  600 000 €
    789 = 500 + 289 pièces de l’usinage
2010-06-15  1054          789            580         2 700 000 €  1 160 000 €
    la seconde échéance de la forge : 580 = 300 + 280 postes
2010-09-01  1054          789            580         2 700 000 €  1 816 000 €
    la subvention de 328 postes de l’usinage est versée, pas leur prêt : aucun n’est encore payé
2010-10-01  1054          789            908         2 700 000 €  2 316 000 €
    le prêt est versé en entier : 908 = 580 + 328, entre 789 vérifiés et 1 054 créés
"""


def write(people: Parties, slug: str, rank: int) -> Signed:
    """Write the file of the steelworks."""
    file = signed(
        people, rank, slug, "Aciérie imaginaire de Revin",
        firm="Aciérie Imaginaire", commune="08363", on="2009-03-02", ends="2012-03-01",
        target=1_100, envelope=4_000_000,
    )  # fmt: skip
    forge = file.project("REV-01", "Forge Exemple", "2009-03-16").approved("2009-05-12")
    forging = forge.promised(600, "2009-05-12", due="2011-05-12")
    subsidy = forge.aided(1_200_000, "2009-05-12")
    works = file.project("REV-02", "Usinage Fictif", "2009-04-06").approved("2009-05-12")
    milling = works.promised(500, "2009-05-12", due="2011-05-12")
    other = works.aided(1_000_000, "2009-05-12")
    loan = works.aided(500_000, "2009-05-12", Aid.Kind.LOAN, rate=0, term=60, deferral=12)

    first = forging.hired(580, "2009-10-05")
    subsidy.paid(600_000, "2009-12-01", posts_of=first.some(0, 300))
    second = milling.hired(474, "2010-03-01")
    first.some(0, 500).verified("2010-04-06")
    second.some(0, 289).verified("2010-06-01")
    subsidy.paid(560_000, "2010-06-15", posts_of=first.some(300))
    other.paid(656_000, "2010-09-01", posts_of=second.some(0, 328))
    loan.paid(500_000, "2010-10-01")
    return file


POSTS_PAID = Situation(
    slug="acierie-revin",
    tells="908 postes payés, entre 789 emplois vérifiés et 1 054 créés\u00a0: un poste est payé "
    "quand chacune des aides de son projet lui a versé sa part.",
    read_on="2010-12-31",
    table=TABLE,
    write=write,
)
