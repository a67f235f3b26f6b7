"""What the database refuses about the journal of runs."""

from revitalisation.triggers import insert_only

from .models import Run

REFUSALS = insert_only(Run, Run.KEPT)
