from django.db import migrations
from django.db.models import F, OuterRef, Q, Subquery


def work_out(apps, schema_editor):
    """Say of each project from which day on it is approved, and no longer: no figure moves."""
    Project, Decision = (
        apps.get_model("business", name) for name in ("Project", "ProjectDecision")
    )
    approves = Q(outcome__in=("favourable", "reserved"))
    live = Q(holds_until__isnull=True) | Q(holds_until__gt=F("decided_on"))
    of_project = Decision.objects.filter(live, project=OuterRef("pk")).order_by("decided_on")
    first = of_project.filter(approves).values("decided_on")[:1]
    Project.objects.update(approved_from=Subquery(first))
    later = of_project.filter(~approves, decided_on__gt=OuterRef("approved_from"))
    Project.objects.filter(approved_from__isnull=False).update(
        lapsed_from=Subquery(later.values("decided_on")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("business", "0022_indexes_of_figures")]

    operations = [migrations.RunPython(work_out, migrations.RunPython.noop)]
