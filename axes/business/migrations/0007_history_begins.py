from collections import defaultdict

from django.db import migrations

from revitalisation.history.reprise import begin

PACES = (1, 3, 6, 12)


def read_paces(apps, schema_editor):
    """The months between the first two instalments of a loan: what its form worked out until now."""
    due, loans = defaultdict(list), defaultdict(list)
    lines = apps.get_model("business", "LoanInstalment").objects.filter(number__in=(1, 2))
    for aid, day in lines.order_by("number").values_list("aid", "due_on").iterator():
        due[aid].append(day)
    for aid, days in due.items():
        if len(days) == 2:
            first, second = days
            months = round((second.year - first.year) * 12 + second.month - first.month
                           + (second.day - first.day) / 30)
            if months in PACES:
                loans[months].append(aid)
    for months, keys in loans.items():
        for start in range(0, len(keys), 500):
            some = keys[start:start + 500]
            for name in ("Aid", "HistoricalAid"):
                model = apps.get_model("business", name)
                model.objects.filter(id__in=some, kind="loan").update(every=months)


class Migration(migrations.Migration):
    """Loans get their pace; records older than their history get its first row."""

    dependencies = [("business", "0006_pace_of_loans")]

    operations = [
        migrations.RunPython(read_paces, migrations.RunPython.noop),
        migrations.RunPython(begin("business"), migrations.RunPython.noop),
    ]
