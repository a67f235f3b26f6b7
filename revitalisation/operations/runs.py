"""Leaves proof that a command ran, whatever its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management.base import CommandError
from django.utils import timezone

from .models import Run


@dataclass
class Told:
    """What a command tells of its run while it goes on."""

    findings: int = 0
    proof: str = ""


@contextmanager
def recorded(name: str) -> Iterator[Told]:
    """Write one ``Run`` when the block ends, by itself, by an error or by its findings."""
    told, started = Told(), timezone.now()
    outcome = Run.Outcome.FAILED
    try:
        yield told
        outcome = Run.Outcome.FINE
    except CommandError:
        # A command that ends by saying what it found has done its work.
        if told.findings:
            outcome = Run.Outcome.FINDINGS
        raise
    finally:
        Run.objects.create(
            name=name,
            started_at=started,
            finished_at=timezone.now(),
            outcome=outcome,
            findings=told.findings,
            proof=told.proof,
        )
