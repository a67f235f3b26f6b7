from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("convention", "0011_axes_counted_from_the_signature"),
    ]

    operations = [
        migrations.RemoveField(model_name="axis", name="counts_jobs"),
        migrations.RemoveField(model_name="historicalaxis", name="counts_jobs"),
    ]
