from django.db import migrations
from django.db.models import Min


def carry_over(apps, schema_editor):
    """Say of each axis that counts no jobs, or once did not, from which day on, and who said it."""
    Axis, Terms, Told, History = (
        apps.get_model("convention", name)
        for name in ("Axis", "AxisTerms", "HistoricalAxis", "HistoricalAxisTerms")
    )
    Promise = apps.get_model("business", "JobCommitment")
    acts = {}
    flags = {}
    for row in Told.objects.exclude(history_type="-").order_by("history_id").values(
        "id", "counts_jobs", "history_date", "history_user_id"
    ).iterator(chunk_size=2000):
        if flags.get(row["id"], True) != row["counts_jobs"]:
            acts.setdefault(row["id"], []).append(row)
        flags[row["id"]] = row["counts_jobs"]
    # No figure moves, not even one of a promise made before the signature.
    first = dict(
        Promise.objects.order_by().values_list("project__axis").annotate(day=Min("committed_on"))
    )
    for axis in Axis.objects.select_related("convention").order_by("pk"):
        told = acts.get(axis.pk, [])
        if axis.counts_jobs and not told:
            continue
        signed = axis.convention.signed_on
        day = min(signed, first.get(axis.pk, signed))
        without = [act for act in told if not act["counts_jobs"]]
        row = _row(Terms(axis=axis, effective_on=day, counts_jobs=False), without)
        if axis.counts_jobs:
            row.holds_until = day
        row.save()
        _tell(History, row)
        if axis.counts_jobs:
            right = Terms(
                axis=axis, effective_on=day, counts_jobs=False, supersedes=row, is_void=True,
                holds_until=day, cause="other", reason="L’axe compte des emplois.",
            )
            _row(right, told).save()
            _tell(History, right)
        else:
            Axis.objects.filter(pk=axis.pk).update(uncounted_from=day)


def _row(row, acts):
    if acts:
        row.recorded_at, row.recorded_by_id = acts[-1]["history_date"], acts[-1]["history_user_id"]
    return row


def _tell(history, row):
    names = ("axis_id", "effective_on", "counts_jobs", "is_void", "cause", "reason", "recorded_at",
             "recorded_by_id", "supersedes_id")
    history.objects.create(
        id=row.pk, history_type="+", history_date=row.recorded_at,
        history_user_id=row.recorded_by_id, **{name: getattr(row, name) for name in names},
    )


class Migration(migrations.Migration):
    """An axis that counted no jobs has counted none from the first day: no figure moves."""

    dependencies = [
        ("convention", "0010_axes_count_from_a_day"),
        ("business", "0015_acceptances_are_dated"),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
