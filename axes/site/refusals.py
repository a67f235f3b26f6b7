"""What the database refuses about prospects, beyond one row."""

from convention.held import Held
from revitalisation.triggers import Refusal

from .models import ProspectStage, Site

# Stages are entered in their order: the key of a stored one says which came before it.
_OUT_OF_ORDER = """EXISTS (
    SELECT 1 FROM site_prospectstage s WHERE s.prospect_id = NEW.prospect_id AND (
        s.id < NEW.id AND (s.dated_on > NEW.dated_on OR s.stage IN ('lost', 'signed'))
        OR s.id > NEW.id AND (s.dated_on < NEW.dated_on OR NEW.stage IN ('lost', 'signed'))))"""

_HAS_PROJECT = """EXISTS (
    SELECT 1 FROM site_prospect p WHERE p.id = OLD.prospect_id AND p.project_id IS NOT NULL)"""
_SIGNATURE_KEPT = (
    "Un projet est né de ce prospect\u00a0: détachez-le avant de changer sa signature."
)

REFUSALS = (
    Held(Site).stays("Un site reste dans sa convention."),
    Refusal(
        name="site_stage_out_of_order",
        table="site_prospectstage",
        events=("INSERT", "UPDATE"),
        condition=_OUT_OF_ORDER,
        message=ProspectStage.OUT_OF_ORDER,
        when="AFTER",
    ),
    Refusal(
        name="site_project_of_unsigned_prospect",
        table="site_prospect",
        events=("INSERT", "UPDATE"),
        condition="""NEW.project_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM site_prospectstage s
            WHERE s.prospect_id = NEW.id AND s.stage = 'signed')""",
        message="Enregistrez d’abord la signature du prospect, puis son projet.",
    ),
    Refusal(
        name="site_signature_changed",
        table="site_prospectstage",
        events=("UPDATE",),
        condition=f"OLD.stage = 'signed' AND NEW.stage <> 'signed' AND {_HAS_PROJECT}",
        message=_SIGNATURE_KEPT,
    ),
    Refusal(
        name="site_signature_removed",
        table="site_prospectstage",
        events=("DELETE",),
        condition=f"OLD.stage = 'signed' AND {_HAS_PROJECT}",
        message=_SIGNATURE_KEPT,
    ),
)
