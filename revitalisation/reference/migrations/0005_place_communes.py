from django.db import migrations

from revitalisation.reference.loading import positions


def place(apps, schema_editor):
    """Give communes loaded before the positions theirs; ``load_reference`` gives the others."""
    Commune = apps.get_model("reference", "Commune")
    communes = list(Commune.objects.all())
    known = positions() if communes else {}
    placed = []
    for commune in communes:
        for name, value in known.get(commune.code, {}).items():
            setattr(commune, name, value)
            if name == "precision":
                placed.append(commune)
    Commune.objects.bulk_create(
        placed,
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["latitude", "longitude", "precision"],
    )


class Migration(migrations.Migration):
    dependencies = [("reference", "0004_positions")]

    operations = [migrations.RunPython(place, migrations.RunPython.noop)]
