"""What is wrong with the service: told to who runs it, and nothing to anyone else."""

from datetime import timedelta
from secrets import compare_digest
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .models import Run
from .whole import problems

# A daily command is late when the next one should have ended.
LATE = timedelta(hours=26)
DAILY = {"check_counting": "la vérification du décompte", "backup": "la sauvegarde"}


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 or 503 with what is wrong; to a stranger, 404 like any unknown address."""
    if not _runs_the_service(request):
        raise Http404
    told = report()
    status = 200 if not told["problems"] else 503
    if request.accepts("text/html") and "HTTP_AUTHORIZATION" not in request.META:
        return render(request, "operations/health.html", told, status=status)
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


def _runs_the_service(request: HttpRequest) -> bool:
    """Say whether this is an administrator, or a machine that holds the token."""
    given = request.headers.get("Authorization", "")
    if settings.HEALTH_TOKEN and given:
        return compare_digest(given.encode(), f"Bearer {settings.HEALTH_TOKEN}".encode())
    try:
        return bool(request.user.is_active and request.user.is_superuser)
    except DatabaseError:
        return False  # without the database nobody can be known but by the token


def report() -> dict[str, Any]:
    """Return what is wrong, in sentences, and the last run of each daily command."""
    found = problems()
    try:
        runs = {name: _last(name) for name in DAILY}
    except DatabaseError:
        return {"problems": found, "runs": {}}  # what is wrong says it already
    for name, run in runs.items():
        found += _wrong(DAILY[name], run)
    return {"problems": found, "runs": {name: _told(run) for name, run in runs.items() if run}}


def _last(name: str) -> Run | None:
    return Run.objects.filter(name=name).first()


def _wrong(what: str, run: Run | None) -> list[str]:
    """Return a sentence where a daily command has not run as it should."""
    if run is None:
        return [f"{what.capitalize()} n’a jamais été faite."]
    found = []
    if timezone.now() - run.finished_at > LATE:
        day = timezone.localtime(run.finished_at)
        when = f"{day:%d/%m/%Y} à {day:%H\u00a0h\u00a0%M}"
        found.append(f"{what.capitalize()} n’a pas été faite depuis le {when}.")
    if run.outcome == Run.Outcome.FINDINGS:
        number = "1 écart" if run.findings == 1 else f"{run.findings} écarts"
        found.append(f"{what.capitalize()} a trouvé {number}.")
    elif run.outcome == Run.Outcome.FAILED:
        found.append(f"{what.capitalize()} s’est interrompue par une erreur.")
    return found


def _told(run: Run) -> dict[str, Any]:
    return {
        "finished_at": run.finished_at,
        "age_hours": round((timezone.now() - run.finished_at).total_seconds() / 3600, 1),
        "seconds": round((run.finished_at - run.started_at).total_seconds(), 1),
        "outcome": run.outcome,
        "findings": run.findings,
    }
