"""One post entered in two projects, and as a placement: what counts until somebody settles."""

from axes.business.models import Aid
from convention.contracts import Contract
from convention.models import Axis

from .builder import Signed, signed
from .parties import Parties
from .situation import Situation

TABLE = """
au          jobs_created  placements  placements_counted  total_jobs
2020-11-02  0             0           0                   0
    le jour de la signature
2021-03-01  3             1           1                   4
    3 embauches à la boulangerie, 4 = 3 + 1 jeune boulanger : l’un des 3, entré une seconde fois
2021-03-08  4             1           1                   5
    4 = 3 + 1 pâtissier du second projet : l’un des 3 encore, que le prêt aide aussi
2021-04-06  4             4           4                   8
    4 = 1 + 3 jeunes placés, 8 = 4 + 4
2021-05-03  4             6           6                   10
    6 = 4 + 2 jeunes placés, 10 = 4 + 6
"""
MASKED = """
au          placements  placements_counted  total_jobs
2021-03-01  moins de 5  moins de 5          non publié
    le total moins les emplois créés dirait combien de jeunes
2021-05-03  6           6                   10
    dès 5, rien n’est masqué
"""


def write(people: Parties, slug: str, rank: int) -> Signed:
    """Write the file of the printing works."""
    file = signed(
        people, rank, slug, "Imprimerie imaginaire d’Autun",
        firm="Imprimerie Imaginaire", commune="71014", on="2020-11-02", ends="2023-11-01",
        target=30, envelope=240_000, axes=(Axis.Kind.BUSINESS, Axis.Kind.TERRITORY),
        rules={"counts_placements": True, "fixed_term_min_months": 6},
    )  # fmt: skip
    bakery = "Boulangerie Exemple"
    subsidised = file.project("AUT-01", bakery, "2020-12-07").approved("2021-01-12")
    subsidised.aided(12_000, "2021-01-12")
    lent = file.project("AUT-02", bakery, "2021-01-18").approved("2021-02-09")
    lent.aided(15_000, "2021-02-09", Aid.Kind.LOAN, rate=0, term=36, deferral=6)

    subsidised.hired(1, "2021-03-01", post="Vendeuse ou vendeur")
    subsidised.hired(1, "2021-03-01", post="Pâtissier")
    young = {"contract": Contract.FIXED_TERM, "duration_months": 12}
    subsidised.hired(1, "2021-03-01", post="Boulanger", **young)
    file.placed("J-001", bakery, "2021-03-01", weekly_hours=35)
    lent.hired(1, "2021-03-08", post="Pâtissier")
    for number in (2, 3, 4):
        file.placed(f"J-{number:03d}", "Garage Fictif", "2021-04-06")
    for number in (5, 6):
        file.placed(f"J-{number:03d}", "Pépinière Imaginaire", "2021-05-03")
    return file


DOUBLES = Situation(
    slug="imprimerie-autun",
    tells="Un même poste, aidé dans deux projets et entré aussi comme placement\u00a0: tant que "
    "rien n’est tranché, ce qui est enregistré compte, et le total dit de quoi il est fait.",
    read_on="2021-06-30",
    table=TABLE,
    committee=MASKED,
    public=MASKED,
    write=write,
)
