"""Runs a campaign and says what it found; exits with 1 when there is anything to mend."""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from .scratch import Scratch

if TYPE_CHECKING:
    from .campaign import Campaign

HALF = 0.5


def main() -> int:
    """Run one campaign on one database."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--requests", type=int, default=12_000)
    parser.add_argument("--round", type=int, help="cette reprise seulement")
    options = parser.parse_args()
    server = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        scratch = Scratch(Path(name), server if server.startswith("postgres") else "")
        os.environ["DATABASE_URL"] = scratch.url
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.fuzz.settings"
        os.environ["MEDIA_ROOT"] = name
        try:
            return run(scratch, options)
        finally:
            scratch.close()


def run(scratch: Scratch, options: argparse.Namespace) -> int:
    """Prepare the database, send the requests, print what was covered and what was found."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from reporting.workshop.demonstration.build import build
    from reporting.workshop.demonstration.parties import ACCOUNTS

    call_command("migrate", verbosity=0)
    build()
    from .browser import Reader
    from .campaign import Campaign
    from .layout import remember_layouts

    remember_layouts()
    reader = Reader({account.email.partition("@")[0]: account.email for account in ACCOUNTS})
    scratch.keep()
    began = time.monotonic()
    campaign = Campaign(
        options.seed, options.requests, reader, scratch.restore, say=lambda t: print(t, flush=True)
    )
    campaign.run(options.round)
    print(text(campaign, connection.vendor, time.monotonic() - began))
    is_whole = options.round is None
    missing = is_whole and (
        campaign.unhit or campaign.unmet or campaign.reached < HALF * campaign.sent
    )
    return 1 if campaign.findings or campaign.slow or missing else 0


def text(campaign: "Campaign", vendor: str, seconds: float) -> str:
    """Return what was covered and what was found."""
    reached = 100 * campaign.reached / max(campaign.sent, 1)
    statuses = ", ".join(f"{s} × {n}" for s, n in sorted(campaign.statuses.items()))
    fields = len(campaign.survey.targets)
    lines = [
        f"{vendor} : {campaign.sent} demandes en {seconds:.0f} s, graine {campaign.seed}",
        f"  {campaign.reached} ont atteint une vue ({reached:.0f} %)",
        f"  {len(campaign.routes)} adresses × {len(campaign.roles)} rôles × 6 méthodes : "
        f"{campaign.unmet} jamais demandées",
        f"  {fields} champs de formulaires : {len(campaign.unhit)} jamais touchés",
        f"  réponses : {statuses}",
        f"  {len(campaign.findings)} constats, {len(campaign.slow)} demandes lentes",
    ]
    lines += [f"  jamais touché : {shape[:80]} : {name}" for shape, name in campaign.unhit[:20]]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
