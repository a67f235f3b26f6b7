from django.db import migrations

from revitalisation.history.reprise import begin


class Migration(migrations.Migration):
    """Records older than their history get its first row."""

    dependencies = [("accounts", "0003_doors")]

    operations = [migrations.RunPython(begin("accounts"), migrations.RunPython.noop)]
