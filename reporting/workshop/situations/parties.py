"""Who takes part in the situations, all invented, and the accounts that open them."""

from dataclasses import dataclass

from reporting.workshop.demonstration.parties import PASSWORD, Account
from revitalisation.accounts.models import Organisation, User

Kind = Organisation.Kind

PREFECTURE = "Préfecture imaginaire"
DIRECCTE = "DIRECCTE imaginaire"
DREETS = "DREETS imaginaire"
OPERATOR = "Cabinet Exemple"
SECOND_OPERATOR = "Cabinet fictif de la Relève"
MISSION_LOCALE = "Mission Locale imaginaire"
CHAMBER = "Chambre de commerce imaginaire"
UNION = "Union syndicale imaginaire"
COUNCIL = "Conseil départemental imaginaire"

ORGANISATIONS = {
    PREFECTURE: Kind.PREFECTURE,
    DIRECCTE: Kind.PREFECTURE,
    DREETS: Kind.PREFECTURE,
    OPERATOR: Kind.OPERATOR,
    SECOND_OPERATOR: Kind.OPERATOR,
    MISSION_LOCALE: Kind.MISSION_LOCALE,
    CHAMBER: Kind.CHAMBER,
    UNION: Kind.SOCIAL_PARTNER,
    COUNCIL: Kind.LOCAL_AUTHORITY,
}
ACCOUNTS = (
    Account("Préfecture", "prefecture@situations.invalid", PREFECTURE),
    Account("Opérateur", "operateur@situations.invalid", OPERATOR),
    Account("Opérateur suivant", "releve@situations.invalid", SECOND_OPERATOR),
    Account("Mission Locale", "mission-locale@situations.invalid", MISSION_LOCALE),
    Account("Comité", "comite@situations.invalid", COUNCIL),
)


@dataclass(frozen=True)
class Parties:
    """The bodies by name, and one person of each that has an account."""

    bodies: dict[str, Organisation]
    people: dict[str, User]

    def firm(self, name: str) -> Organisation:
        """Return the firm under the obligation, created if it is new."""
        found, _ = Organisation.objects.get_or_create(
            name=name, defaults={"kind": Kind.LIABLE_COMPANY}
        )
        return found


def write() -> Parties:
    """Create the bodies and the accounts that are not there yet."""
    bodies = {
        name: Organisation.objects.get_or_create(name=name, defaults={"kind": kind})[0]
        for name, kind in ORGANISATIONS.items()
    }
    people = {}
    for account in ACCOUNTS:
        user = User.objects.filter(email=account.email).first()
        people[account.organisation] = user or User.objects.create_user(
            account.email,
            PASSWORD,
            first_name="Situation",
            last_name=account.role,
            organisation=bodies[account.organisation],
            is_demonstration=True,
        )
    return Parties(bodies, people)
