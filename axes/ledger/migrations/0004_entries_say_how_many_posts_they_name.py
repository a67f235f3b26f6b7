from django.db import migrations, models
from django.db.models import Count, OuterRef, Subquery


def count(apps, schema_editor):
    """Write how many posts each entry named; the triggers, which refuse it, are away meanwhile."""
    entry, paid = (apps.get_model("ledger", name) for name in ("LedgerEntry", "PaidPost"))
    named = paid.objects.filter(entry=OuterRef("pk")).order_by().values("entry")
    named = named.annotate(number=Count("pk")).values("number")
    entry.objects.filter(posts__isnull=False).update(posts_named=Subquery(named))


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0003_paid_posts"),
    ]

    operations = [
        migrations.AddField(
            model_name="ledgerentry",
            name="posts_named",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, verbose_name="postes désignés"
            ),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
