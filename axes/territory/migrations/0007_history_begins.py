from django.db import migrations

from revitalisation.history.reprise import begin


class Migration(migrations.Migration):
    """Records older than their history get its first row."""

    dependencies = [("territory", "0006_employers_of_one_convention")]

    operations = [migrations.RunPython(begin("territory"), migrations.RunPython.noop)]
