from collections import defaultdict
from datetime import date

from django.db import migrations

from convention.counting import Decision, Hire, Reason, periods, timeline_of

BATCH = 5000
APPROVALS = ("favourable", "reserved")
LEFT = {"withdrawn": Reason.WITHDRAWN, "cancelled": Reason.CANCELLED}
FIRST = date.min


def work_out(apps, schema_editor):
    """Say of each job on which days it counts, from what is stored of it."""
    Job, Spell, Decided = (
        apps.get_model("business", name) for name in ("Job", "JobSpell", "ProjectDecision")
    )
    approvals = defaultdict(lambda: [(FIRST, Reason.NOT_APPROVED)])
    rows = Decided.objects.order_by("project", "decided_on", "pk")
    for project, day, until, outcome in rows.values_list(
        "project", "decided_on", "holds_until", "outcome"
    ).iterator(BATCH):
        if until != day:
            reason = "" if outcome in APPROVALS else LEFT.get(outcome, Reason.NOT_APPROVED)
            approvals[project].append((day, reason))
    unknown = [(FIRST, Reason.NOT_APPROVED)]
    known, waiting = {}, []
    for key, project, hired, contract, ended, since, reason, counts in Job.objects.values_list(
        "pk", "project", "hired_on", "contract", "ended_on", "counts_from", "not_counted_reason",
        "project__axis__counts_jobs",
    ).iterator(BATCH):
        question = (project, hired, ended, since, reason)
        if question not in known:
            hire = Hire(hired_on=hired, contract=contract, ended_on=ended)
            known[question] = periods(
                hired,
                timeline_of(Decision(since, reason), hire),
                approvals.get(project, unknown),
                [(FIRST, "" if counts else Reason.AXIS)],
            )
        waiting.extend(
            Spell(hire_id=key, project_id=project, since=period.since, until=period.until,
                  reason=period.reason)
            for period in known[question]
        )
        if len(waiting) > BATCH:
            Spell.objects.bulk_create(waiting)
            known, waiting = {}, []
    Spell.objects.bulk_create(waiting)


class Migration(migrations.Migration):
    """A hire now counts in an approved project only, on the days on which it is approved."""

    dependencies = [("business", "0013_spells")]

    operations = [migrations.RunPython(work_out, migrations.RunPython.noop)]
