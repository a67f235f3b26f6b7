"""The sessions of a person, ended from elsewhere."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from .models import User


def end_sessions(user: User, *, but: str | None = None) -> None:
    """Sign ``user`` out everywhere, except from the session whose key is ``but``."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        signed_in = session.get_decoded().get(SESSION_KEY) == str(user.pk)
        if signed_in and session.session_key != but:
            session.delete()
