"""Arguments shared by the commands that speak of one convention at one date."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from convention.models import Convention
from revitalisation.ui import french
from revitalisation.ui.dates import BadDate, parse_as_of


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the convention’s identifier and the date of the figures."""
    parser.add_argument("slug", help="identifiant de la convention, par exemple itm-lectoure")
    parser.add_argument(
        "--as-of",
        metavar="AAAA-MM-JJ",
        help="date à laquelle les chiffres sont arrêtés (aujourd’hui par défaut)",
    )


def read(options: dict[str, Any]) -> tuple[Convention, date]:
    """Return the convention and the date; raises CommandError with a sentence."""
    return convention(options["slug"]), as_of(options["as_of"])


def convention(slug: str) -> Convention:
    """Return the convention of that identifier; raises CommandError."""
    found = Convention.objects.filter(slug=slug).select_related("liable_company", "commune").first()
    if found is None:
        known = ", ".join(Convention.objects.values_list("slug", flat=True)[:10]) or "aucune"
        raise CommandError(
            french.clause(
                "Aucune convention {slug}. Conventions connues\u00a0: {known}.",
                slug=french.quoted(slug),
                known=known,
            )
        )
    return found


def as_of(text: str | None) -> date:
    """Return the date written ``AAAA-MM-JJ``, or today; raises CommandError."""
    try:
        return parse_as_of(text, timezone.localdate())
    except BadDate as refusal:
        raise CommandError(str(refusal)) from None
