from itertools import pairwise

from django.db import migrations

BATCH = 2000


def _rows(known):
    """Return what a project’s columns say, as (day, outcome, day on which it ends)."""
    day, outcome, left = known["decided_on"], known["decision"], known["withdrawn_on"]
    found = []
    if outcome:
        # Withdrawn by then: the decision has never held.
        ends = left if left is None or left > day else day
        found.append((day, outcome, ends))
    if left is not None:
        found.append((left, "withdrawn", None))
    return found


def _written(rows):
    """Return, for each row that a project’s history wrote or changed, who did it and when."""
    before = []
    for row in rows:
        now = _rows(row)
        for place, (day, outcome, _) in enumerate(now):
            if outcome == "withdrawn" or place == 0:
                kind = "withdrawn" if outcome == "withdrawn" else "decided"
                earlier = [b for b in before if (b[1] == "withdrawn") == (kind == "withdrawn")]
                if not earlier or earlier[0][:2] != (day, outcome):
                    yield kind, day, outcome, bool(earlier), row
        before = now


def carry_over(apps, schema_editor):
    """Make a row of each decision and of each withdrawal, with what the history says of them."""
    Project, Decision, Told, History = (
        apps.get_model("business", name)
        for name in ("Project", "ProjectDecision", "HistoricalProject", "HistoricalProjectDecision")
    )
    last = 0
    while True:
        projects = list(
            Project.objects.filter(pk__gt=last).order_by("pk")
            .values("pk", "decided_on", "decision", "withdrawn_on")[:BATCH]
        )
        if not projects:
            return
        keys = [project["pk"] for project in projects]
        last = keys[-1]
        told = {}
        history = Told.objects.filter(id__in=keys).exclude(history_type="-")
        for row in history.order_by("history_id").values(
            "id", "decided_on", "decision", "withdrawn_on", "history_date", "history_user_id",
            "history_change_reason",
        ):
            told.setdefault(row["id"], []).append(row)
        made = []
        for project in projects:
            written = list(_written(told.get(project["pk"], ())))
            for day, outcome, ends in _rows(project):
                kind = "withdrawn" if outcome == "withdrawn" else "decided"
                acts = [act for act in written if act[0] == kind]
                row = Decision(project_id=project["pk"], decided_on=day, outcome=outcome,
                               holds_until=ends)
                if acts:
                    row.recorded_at = acts[-1][4]["history_date"]
                    row.recorded_by_id = acts[-1][4]["history_user_id"]
                made.append((row, acts))
        Decision.objects.bulk_create([row for row, _ in made])
        for (wrong, _), (right, _) in pairwise(made):
            if wrong.project_id == right.project_id and wrong.holds_until == wrong.decided_on:
                Decision.objects.filter(pk=right.pk).update(
                    supersedes=wrong, cause="other", reason="Retiré avant le jour de la décision."
                )
        entries = []
        for row, acts in made:
            for _, day, outcome, again, act in acts:
                entries.append(History(
                    id=row.pk, project_id=row.project_id, decided_on=day, outcome=outcome,
                    recorded_at=row.recorded_at, recorded_by_id=row.recorded_by_id,
                    history_date=act["history_date"], history_user_id=act["history_user_id"],
                    history_change_reason=act["history_change_reason"],
                    history_type="~" if again else "+",
                ))
        entries.sort(key=lambda entry: entry.history_date)
        History.objects.bulk_create(entries)


class Migration(migrations.Migration):
    """A withdrawal before the day of a decision: the decision has never held, and still does not."""

    dependencies = [("business", "0010_decisions_are_dated_rows")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
