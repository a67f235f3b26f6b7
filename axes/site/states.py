"""What a prospect is at a date, from its dated stages."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from .models import ProspectStage

Stage = ProspectStage.Stage


def known(as_of: date) -> Q:
    """Prospects that had reached any stage by then."""
    return _reached(as_of, *Stage)


def without_stage() -> Q:
    """Prospects just entered, of whom no stage is known yet: they count in no figure."""
    return Q(~Exists(ProspectStage.objects.filter(prospect=OuterRef("pk"))))


def told(as_of: date, *, is_past: bool) -> Q:
    """Prospects that a page tells: at today, those to be completed too, to be found again."""
    return known(as_of) if is_past else known(as_of) | without_stage()


def studied(as_of: date) -> Q:
    """Prospects whose project was studied or negotiated by then."""
    return _reached(as_of, Stage.STUDY, Stage.NEGOTIATION)


def lost(as_of: date) -> Q:
    """Prospects lost by then, whatever the stage they had reached."""
    return _reached(as_of, Stage.LOST)


def signed(as_of: date) -> Q:
    """Prospects that signed by then."""
    return _reached(as_of, Stage.SIGNED)


def open_at(as_of: date) -> Q:
    """Prospects known by then, neither lost nor signed."""
    return known(as_of) & ~_reached(as_of, *ProspectStage.CLOSING)


def _reached(as_of: date, *stages: str) -> Q:
    return Q(
        Exists(
            ProspectStage.objects.filter(
                prospect=OuterRef("pk"), stage__in=stages, dated_on__lte=as_of
            )
        )
    )
