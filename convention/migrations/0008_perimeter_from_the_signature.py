from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.utils import timezone


def carry_over(apps, schema_editor):
    """Make each commune hold from the signature; who entered it, and when, is in its history."""
    Convention, Perimeter, History = (
        apps.get_model("convention", name)
        for name in ("Convention", "PerimeterCommune", "HistoricalPerimeterCommune")
    )
    first = History.objects.filter(id=OuterRef("pk"), history_type="+").order_by("history_id")
    for row in Perimeter.objects.select_related("convention").annotate(
        entered_at=Subquery(first.values("history_date")[:1]),
        entered_by=Subquery(first.values("history_user_id")[:1]),
    ).iterator(chunk_size=2000):
        row.effective_on = row.convention.signed_on
        if row.entered_at:
            row.recorded_at, row.recorded_by_id = row.entered_at, row.entered_by
        row.save(update_fields=["effective_on", "recorded_at", "recorded_by"])
    signed = dict(Convention.objects.values_list("pk", "signed_on"))
    for row in History.objects.iterator(chunk_size=2000):
        # Of a convention removed since, only the history is left.
        entered = timezone.localdate(row.history_date)
        row.effective_on = signed.get(row.convention_id, entered)
        row.recorded_at = row.history_date
        row.save(update_fields=["effective_on", "recorded_at"])


class Migration(migrations.Migration):
    """Every commune was in the perimeter from the first day: no figure moves."""

    dependencies = [("convention", "0007_perimeter_is_dated_rows")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
