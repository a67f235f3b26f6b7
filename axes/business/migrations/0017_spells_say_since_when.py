from django.db import migrations
from django.db.models import F


def say(apps, schema_editor):
    """No contract had changed: each spell says something else than the one before it."""
    apps.get_model("business", "JobSpell").objects.update(said_since=F("since"))


class Migration(migrations.Migration):
    """No figure moves: no hire has another contract than that of its first day."""

    dependencies = [("business", "0016_contracts_change")]

    operations = [migrations.RunPython(say, migrations.RunPython.noop)]
