"""What the database refuses about figures that a committee has read."""

from revitalisation.triggers import Refusal, insert_only

from .models import Snapshot

REFUSALS = (
    *insert_only(Snapshot, Snapshot.FROZEN),
    Refusal(
        name="snapshot_of_another_date",
        table="convention_committee",
        events=("UPDATE",),
        condition="""NEW.as_of <> OLD.as_of AND EXISTS (
            SELECT 1 FROM figures_snapshot s WHERE s.committee_id = NEW.id)""",
        message="Les chiffres de ce comité sont figés\u00a0: leur date ne peut plus changer.",
    ),
)
