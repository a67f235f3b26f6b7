"""A minimum of posts per firm: the fifth makes all five count, a withdrawal takes them all away."""

from convention.contracts import Contract

from .builder import Signed, signed
from .parties import Parties
from .situation import Situation

TABLE = """
au          projects_supported  jobs_created  hires_not_counted  jobs_ended
2021-02-01  0                   0             0                  0
    signée : les embauches d’une entreprise comptent à partir de 5
2021-04-06  2                   0             0                  0
    2 projets de la même entreprise d’usinage
2021-05-04  3                   0             0                  0
    3 = 2 + 1 projet de la literie
2021-06-07  3                   0             3                  0
    3 usineurs : moins de 5
2021-09-06  3                   0             4                  0
    4 = 3 + 1 usineur
2021-11-02  3                   5             0                  0
    le cinquième usineur, dans le second projet : 5 = 4 + 1 comptent tous, de ce jour
2022-01-10  3                   5             4                  0
    4 embauches à la literie
2022-02-07  3                   5             5                  0
    5 = 4 + 1 CDD, que les règles n’admettent pas : il n’est pas le cinquième
2022-03-07  3                   10            1                  0
    un cinquième CDI à la literie : 10 = 5 + 5, et le CDD reste dehors : 1 = 5 − 4
2022-06-30  3                   10            1                  1
    un usineur part : il reste créé, et ne retire rien aux autres
2022-10-03  2                   5             6                  0
    le second projet d’usinage est retiré : ils ne sont plus que 4, 5 = 10 − 5, 6 = 1 + 5
2022-12-05  2                   10            2                  1
    un usineur de plus : de nouveau 5, 10 = 5 + 5
"""


def write(people: Parties, slug: str, rank: int) -> Signed:
    """Write the file of the hosiery."""
    file = signed(
        people, rank, slug, "Bonneterie imaginaire de Tulle",
        firm="Bonneterie Imaginaire", commune="19272", on="2021-02-01", ends="2024-01-31",
        target=30, envelope=240_000, rules={"firm_min_hires": 5},
    )  # fmt: skip
    first = file.project("TUL-01", "Usinage Exemple", "2021-03-01").approved("2021-04-06")
    second = file.project("TUL-02", "Usinage Exemple", "2021-03-01").approved("2021-04-06")
    bedding = file.project("TUL-03", "Literie Fictive", "2021-03-29").approved("2021-05-04")

    millers = first.hired(3, "2021-06-07")
    first.hired(1, "2021-09-06")
    second.hired(1, "2021-11-02")
    bedding.hired(4, "2022-01-10")
    bedding.hired(1, "2022-02-07", contract=Contract.FIXED_TERM, duration_months=6)
    bedding.hired(1, "2022-03-07")
    millers.some(0, 1).left("2022-06-30")
    second.withdrawn("2022-10-03")
    first.hired(1, "2022-12-05")
    return file


MINIMUM = Situation(
    slug="bonneterie-tulle",
    tells="Cinq embauches au moins par entreprise\u00a0: la cinquième fait compter les cinq, un "
    "projet retiré n’en laisse que quatre et aucune ne compte plus.",
    read_on="2022-12-31",
    table=TABLE,
    write=write,
)
