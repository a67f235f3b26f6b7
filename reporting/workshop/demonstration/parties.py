"""Who takes part in the demonstration, and the accounts that open it."""

from dataclasses import dataclass

from revitalisation.accounts.models import Organisation, User

PASSWORD = "demonstration-lectoure"  # noqa: S105 - published: see settings.DEMONSTRATION
Kind = Organisation.Kind

ITM = "ITM LAI (Groupement des Mousquetaires)"
PREFECTURE = "Préfecture du Gers"
LABOUR = "DIRECCTE, unité territoriale du Gers"
LABOUR_SINCE_2021 = "DDETSPP du Gers"
OPERATOR = "BPI Group"
BANK = "Crédit Agricole Pyrénées-Gascogne"
MISSION_LOCALE = "Mission Locale du Gers"
CCI = "Chambre de commerce et d’industrie du Gers"
CMA = "Chambre de métiers et de l’artisanat du Gers"
COUNTY = "Conseil départemental du Gers"
LOMAGNE = "Communauté de communes de la Lomagne gersoise"
UNION = "Organisation syndicale (démonstration)"
TISSAGES = "Tissages Imaginaires"

ORGANISATIONS = {
    ITM: Kind.LIABLE_COMPANY,
    PREFECTURE: Kind.PREFECTURE,
    LABOUR: Kind.PREFECTURE,
    LABOUR_SINCE_2021: Kind.PREFECTURE,
    OPERATOR: Kind.OPERATOR,
    BANK: Kind.BANK,
    MISSION_LOCALE: Kind.MISSION_LOCALE,
    CCI: Kind.CHAMBER,
    CMA: Kind.CHAMBER,
    COUNTY: Kind.LOCAL_AUTHORITY,
    LOMAGNE: Kind.LOCAL_AUTHORITY,
    UNION: Kind.SOCIAL_PARTNER,
    TISSAGES: Kind.LIABLE_COMPANY,
}


@dataclass(frozen=True)
class Account:
    """A demonstration account; its password is published."""

    role: str
    email: str
    organisation: str
    is_superuser: bool = False


ACCOUNTS = (
    Account("Préfecture", "prefecture@demo.invalid", PREFECTURE),
    Account("Opérateur", "operateur@demo.invalid", OPERATOR),
    Account("Banque", "banque@demo.invalid", BANK),
    Account("Mission Locale", "mission-locale@demo.invalid", MISSION_LOCALE),
    Account("Entreprise", "entreprise@demo.invalid", ITM),
    Account("Comité", "comite@demo.invalid", COUNTY),
    Account("Administration", "admin@demo.invalid", PREFECTURE, is_superuser=True),
)


def write_organisations() -> dict[str, Organisation]:
    """Create the organisations that are not there yet; return them by name."""
    return {
        name: Organisation.objects.get_or_create(name=name, defaults={"kind": kind})[0]
        for name, kind in ORGANISATIONS.items()
    }


def write_accounts(organisations: dict[str, Organisation]) -> dict[str, User]:
    """Create the accounts that are not there yet; return them by e-mail."""
    users = {}
    for account in ACCOUNTS:
        user = User.objects.filter(email=account.email).first()
        if user is None:
            user = User.objects.create_user(
                account.email,
                PASSWORD,
                first_name="Démonstration",
                last_name=account.role,
                organisation=organisations[account.organisation],
                is_superuser=account.is_superuser,
                is_staff=account.is_superuser,
                is_demonstration=True,
            )
        users[account.email] = user
    return users
