"""What is wrong about the stages of a prospect before one is saved."""

from collections.abc import Iterator

from revitalisation.guards import Finding
from revitalisation.ui.formats import long_date

from .models import ProspectStage


def stages_in_order(stage: ProspectStage) -> Iterator[Finding]:
    """Find a stage that precedes one entered before it, or stands after the last."""
    if None in (stage.prospect_id, stage.dated_on):
        return
    others = ProspectStage.objects.filter(prospect=stage.prospect_id).exclude(pk=stage.pk)
    # Stages are entered in their order: the key of a stored one says which came before it.
    earlier = others.filter(pk__lt=stage.pk) if stage.pk else others
    later = others.filter(pk__gt=stage.pk) if stage.pk else others.none()
    last, following = earlier.order_by("-dated_on").first(), later.order_by("dated_on").first()
    day = long_date(stage.dated_on)
    if last is not None and last.dated_on > stage.dated_on:
        yield Finding(
            "dated_on",
            f"Cette étape serait du {day}, et la précédente ({last.get_stage_display()}) est du "
            f"{long_date(last.dated_on)}\u00a0: indiquez ce jour-là ou un jour qui le suit.",
        )
    if following is not None and following.dated_on < stage.dated_on:
        yield Finding(
            "dated_on",
            f"Cette étape serait du {day}, et la suivante ({following.get_stage_display()}) est du "
            f"{long_date(following.dated_on)}\u00a0: indiquez ce jour-là ou un jour qui le "
            "précède.",
        )
    closed = earlier.filter(stage__in=stage.CLOSING).first()
    if closed is not None:
        yield Finding(
            "stage",
            f"Ce prospect est déjà signé ou perdu («\u00a0{closed.get_stage_display()}\u00a0» le "
            f"{long_date(closed.dated_on)})\u00a0: il n’a plus d’étape.",
        )
    elif stage.stage in stage.CLOSING and following is not None:
        yield Finding(
            "stage",
            f"L’étape «\u00a0{following.get_stage_display()}\u00a0» du "
            f"{long_date(following.dated_on)} suit celle-ci\u00a0: "
            f"«\u00a0{stage.get_stage_display()}\u00a0» ne peut être que la dernière.",
        )


GUARDS = {ProspectStage: (stages_in_order,)}
