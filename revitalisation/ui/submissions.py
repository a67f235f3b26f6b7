"""A form sent twice counts once: the token that each form carries from its page."""

import hashlib
import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.utils import timezone

from .models import SubmittedForm

if TYPE_CHECKING:
    from revitalisation.accounts.models import User

TOKEN = "form_token"  # noqa: S105
INCOMPLETE = (
    "Ce formulaire est arrivé incomplet\u00a0: rien n’a été enregistré. Relisez-le, puis "
    "envoyez-le de nouveau."
)
SENT_OTHERWISE = (
    "Ce formulaire a déjà été enregistré, avec d’autres valeurs. Pour enregistrer aussi celles-ci, "
    "envoyez-le de nouveau."
)
ALREADY = "Ce formulaire était déjà enregistré\u00a0: il n’a compté qu’une fois."
# A page left open for longer is opened again rather than sent.
KEPT = timedelta(days=30)
_PURGED_AT_ONCE = 100
_WRITTEN = re.compile(r"[0-9a-f]{32}")


def new_token() -> str:
    """Return a token for a page that is about to be shown."""
    return secrets.token_hex(16)


def claim(request: HttpRequest) -> tuple[SubmittedForm, bool]:
    """Take the token of the form sent: return its row, and whether this is the first time.

    To be called first in the transaction that saves: of two at once, the second waits here for
    the first, and a refused save gives the token back. Raises ValidationError, with a sentence,
    for a token that no page gave, that served elsewhere, or that came with other words.
    """
    token = request.POST.get(TOKEN, "")
    if not _WRITTEN.fullmatch(token):
        raise ValidationError(INCOMPLETE)
    person, path, content = cast("User", request.user), request.path, _digest(request)
    sent, first = SubmittedForm.objects.get_or_create(
        token=token, defaults={"user": person, "path": path, "content": content}
    )
    if first:
        _purge()
    elif (sent.user_id, sent.path) != (person.pk, path):
        raise ValidationError(INCOMPLETE)
    elif sent.content != content:
        raise ValidationError(SENT_OTHERWISE)
    return sent, first


def answer_again(request: HttpRequest, sent: SubmittedForm) -> HttpResponseRedirect:
    """Return the answer that a form sent before was given, saying that it counted once."""
    messages.info(request, ALREADY)
    return HttpResponseRedirect(sent.led_to)


def remember(sent: SubmittedForm, led_to: str) -> None:
    """Keep where a saved form led, for whoever sends it again."""
    sent.led_to = led_to
    sent.save(update_fields=["led_to"])


def _digest(request: HttpRequest) -> str:
    typed = sorted(
        (name, values)
        for name, values in request.POST.lists()
        if name not in {TOKEN, "csrfmiddlewaretoken"}
    )
    return hashlib.sha256(repr(typed).encode("utf-8", "backslashreplace")).hexdigest()


def _purge() -> None:
    """Forget a few tokens too old to come back; those that another request forgets are its own."""
    old = SubmittedForm.objects.filter(sent_at__lt=timezone.now() - KEPT).order_by("pk")
    free = old.select_for_update(skip_locked=True).values_list("pk", flat=True)
    keys = list(free[:_PURGED_AT_ONCE])
    if keys:
        SubmittedForm.objects.filter(pk__in=keys).delete()
