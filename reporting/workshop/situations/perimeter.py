"""A perimeter that an amendment changes, rules that ask for its priority zone, months without."""

from .builder import Signed, signed
from .parties import Parties
from .situation import Situation

FUMEL, MONSEMPRON, CUZORN, CONDEZAYGUES = "47106", "47179", "47077", "47070"
SAINTE_LIVRADE, VILLENEUVE = "47252", "47323"

TABLE = """
au          jobs_created  perimeter_communes  jobs_in_perimeter  jobs_in_priority_zone  jobs_in_extended_zone  share_in_perimeter  hires_not_counted
2019-02-04  0             non renseigné       non renseigné      non renseigné          non renseigné          non renseigné       0
    signée sans périmètre : rien n’est 0
2019-05-06  6             non renseigné       non renseigné      non renseigné          non renseigné          non renseigné       0
    6 = 4 à Fumel + 2 à Villeneuve : nul ne sait encore lesquels sont dans le périmètre
2019-09-02  6             4                   4                  4                      0                      4/6                 0
    4 = 2 communes prioritaires + 2 élargies : seuls les 4 de Fumel y sont
2019-10-07  9             4                   7                  4                      3                      7/9                 0
    9 = 6 + 3 à Cuzorn, commune élargie : 7 = 4 + 3
2020-01-13  11            4                   9                  6                      3                      9/11                0
    11 = 9 + 2 à Monsempron-Libos, prioritaire : 6 = 4 + 2
2020-07-01  11            4                   7                  7                      0                      7/11                0
    avenant : Monsempron-Libos sort, Sainte-Livrade entre : 7 = 9 − 2, Cuzorn devient prioritaire : 7 = 6 − 2 + 3
2020-09-14  11            4                   7                  7                      0                      7/11                5
    5 embauches à Sainte-Livrade, élargie : les règles n’admettent plus que la zone prioritaire
2020-10-05  13            4                   9                  9                      0                      9/13                5
    13 = 11 + 2 à Cuzorn, prioritaire
2021-03-01  11            3                   4                  4                      0                      4/11                7
    Cuzorn sort : 11 = 13 − 2 embauchés sous ces règles, les 3 d’avant restent créés mais hors périmètre : 4 = 9 − 3 − 2
"""  # noqa: E501


def write(people: Parties, slug: str, rank: int) -> Signed:
    """Write the file of the cannery."""
    file = signed(
        people, rank, slug, "Conserverie imaginaire de Fumel",
        firm="Conserverie Imaginaire", commune=FUMEL, on="2019-02-04", ends="2022-02-03",
        target=40, envelope=320_000,
    )  # fmt: skip
    crates = file.project("FUM-01", "Cageots Fictifs", "2019-02-18").approved("2019-03-12")
    crates.hired(4, "2019-05-06")
    crates.hired(2, "2019-05-06", commune_id=VILLENEUVE)
    file.perimeter("2019-09-02", priority=(FUMEL, MONSEMPRON), extended=(CUZORN, CONDEZAYGUES))
    crates.hired(3, "2019-10-07", commune_id=CUZORN)
    crates.hired(2, "2020-01-13", commune_id=MONSEMPRON)

    file.amended("2020-07-01", "Périmètre revu", job_target=45)
    file.perimeter("2020-07-01", outside=(MONSEMPRON,), priority=(CUZORN,),
                   extended=(SAINTE_LIVRADE,))  # fmt: skip
    file.rules("2020-07-01", counts_placements=False, place="priority")
    crates.hired(5, "2020-09-14", commune_id=SAINTE_LIVRADE)
    crates.hired(2, "2020-10-05", commune_id=CUZORN)
    file.perimeter("2021-03-01", outside=(CUZORN,))
    return file


PERIMETER = Situation(
    slug="conserverie-fumel",
    tells="Des communes entrent, sortent et changent de zone par avenant\u00a0; sans périmètre, "
    "une part est «\u00a0non renseignée\u00a0», jamais 0,0\u202f%.",
    read_on="2020-12-31",
    table=TABLE,
    write=write,
)
