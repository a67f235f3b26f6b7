"""A small convention for young people alone: the four words for no number, few people masked."""

from typing import Any

from convention.contracts import Contract
from convention.models import Axis

from .builder import Signed, signed
from .parties import Parties
from .situation import Situation

TABLE = """
au          placements  placements_in_apprenticeship  placements_counted  total_jobs  job_target     creation_rate  jobs_created  sustained_rate  envelope  committed
2022-03-31  0           0                             0                   0           à venir        à venir        sans objet    sans objet      à venir   0 €
    la veille de la signature : l’objectif est à venir, l’axe des entreprises n’existe pas
2022-04-01  0           0                             0                   0           non renseigné  non renseigné  sans objet    sans objet      60 000 €  0 €
    signée : l’objectif était dû et manque, aucun jeune encore, et c’est un 0 mesuré
2022-09-01  2           2                             2                   2           non renseigné  non renseigné  sans objet    sans objet      60 000 €  0 €
    2 apprentis à la rentrée
2022-10-03  4           2                             4                   4           non renseigné  non renseigné  sans objet    sans objet      60 000 €  0 €
    4 = 2 + 2 CDD d’un an
2023-01-09  5           2                             5                   5           non renseigné  non renseigné  sans objet    sans objet      60 000 €  0 €
    5 = 4 + 1 CDD d’un an
"""  # noqa: E501
MASKED = """
au          placements  placements_in_apprenticeship  placements_counted  total_jobs
2022-09-01  moins de 5  moins de 5                    moins de 5          non publié
    2 jeunes : on sait seulement qu’ils sont peu
2023-01-09  5           moins de 5                    5                   5
    5 jeunes se disent, pas combien d’apprentis parmi eux
"""


def write(people: Parties, slug: str, rank: int) -> Signed:
    """Write the file of the sawmill."""
    file = signed(
        people, rank, slug, "Scierie imaginaire de Givet",
        firm="Scierie Imaginaire", commune="08190", on="2022-04-01", ends="2023-09-30",
        envelope=60_000, axes=(Axis.Kind.TERRITORY,), rules={"counts_placements": True},
    )  # fmt: skip
    apprentice: dict[str, Any] = {"contract": Contract.APPRENTICESHIP, "duration_months": 24}
    file.placed("J-001", "Charpentes Exemple", "2022-09-01", **apprentice)
    file.placed("J-002", "Traiteur Fictif", "2022-09-01", age=17, **apprentice)
    file.placed("J-003", "Traiteur Fictif", "2022-10-03")
    file.placed("J-004", "Camping Imaginaire", "2022-10-03", age=25)
    file.placed("J-005", "Camping Imaginaire", "2023-01-09")
    return file


YOUNG = Situation(
    slug="scierie-givet",
    tells="Cinq jeunes, ni objectif ni projet d’entreprise\u00a0: 0 est mesuré, «\u00a0non "
    "renseigné\u00a0» était dû, «\u00a0sans objet\u00a0» ne s’applique pas, «\u00a0à venir\u00a0» "
    "n’est pas encore dû.",
    read_on="2022-12-31",
    table=TABLE,
    committee=MASKED,
    public=MASKED,
    write=write,
)
