"""Companies of two conventions: what the tests of firms and of proposals are about."""

import html
import re
from typing import Any

from axes.business.models import CompanyProposal, ConventionCompany

KNOWN, UNKNOWN = "00000099200008", "00000098400005"
AIDED, EMPLOYER = "00000098400013", "00000098400021"
Outcome = CompanyProposal.Outcome
Kind = ConventionCompany.Kind
# What the other convention knows, and nobody here may read.
SECRETS = ("Tonnellerie Inconnue d’Ailleurs", "25.62B", "Auch", "05 62 00 00 00", "secret.invalid")


def company_data(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Forge Neuve", "siret": KNOWN, "commune": "Lectoure", "naf": "1610A",
    } | changes  # fmt: skip


def told(page: str) -> str:
    """Return a page without what differs from one answer to the next by itself."""
    text = re.sub(
        r'name="(csrfmiddlewaretoken|form_token)" value="\w+"|(nonce|datetime)="[^"]+"', "", page
    )
    moving = rf"{KNOWN}|{UNKNOWN}|Forge \w+|LEC-90\d|/\d+/|\d\d:\d\d|\d+\xa0h\xa0\d\d"
    return re.sub(moving, "…", html.unescape(text))
