from django.db import migrations

from revitalisation.history.reprise import begin


class Migration(migrations.Migration):
    """Records older than their history get its first row."""

    dependencies = [("convention", "0002_versions_and_history")]

    operations = [migrations.RunPython(begin("convention"), migrations.RunPython.noop)]
