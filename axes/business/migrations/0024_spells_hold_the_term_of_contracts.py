from itertools import islice

from django.db import migrations, models

from convention.calendar import add_months

BATCH = 1000


def work_out(apps, schema_editor):
    """Write the term of the contract that holds on the days of each spell, where it has one."""
    spells = apps.get_model("business", "JobSpell").objects
    long = models.Q(change=None, hire__duration_months__gt=0)
    long |= models.Q(change__duration_months__gt=0)
    found = spells.filter(long).select_related("hire", "change").order_by("pk").iterator(BATCH)
    while some := list(islice(found, BATCH)):
        for spell in some:
            held = spell.change or spell.hire
            since = held.changed_on if spell.change else held.hired_on
            spell.term_on = add_months(since, held.duration_months)
        spells.bulk_update(some, ["term_on"])


class Migration(migrations.Migration):
    """No figure moves: the only one that reads it comes with it."""

    dependencies = [
        ("business", "0023_days_of_approval"),
    ]

    operations = [
        migrations.AddField(
            model_name="jobspell",
            name="term_on",
            field=models.DateField(editable=False, null=True, verbose_name="terme du contrat"),
        ),
        migrations.RunPython(work_out, migrations.RunPython.noop),
    ]
