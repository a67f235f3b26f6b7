from django.db import migrations
from django.db.models import Exists, F, OuterRef, Q, Subquery


def work_out(apps, schema_editor):
    """Say of each project from which day on it is approved, and no longer: no figure moves."""
    Project, Decision = (
        apps.get_model("business", name) for name in ("Project", "ProjectDecision")
    )
    approves = Q(outcome__in=("favourable", "reserved"))
    live = Q(holds_until__isnull=True) | Q(holds_until__gt=F("decided_on"))
    approving = Decision.objects.filter(live, approves)
    first = approving.filter(project=OuterRef("pk")).order_by("decided_on")
    earlier = approving.filter(project=OuterRef("project"), decided_on__lt=OuterRef("decided_on"))
    others = Decision.objects.filter(live, ~approves, Exists(earlier), project=OuterRef("pk"))
    # In one statement: PostgreSQL writes a row again each time, at the end of the table.
    Project.objects.filter(Exists(first)).update(
        approved_from=Subquery(first.values("decided_on")[:1]),
        lapsed_from=Subquery(others.order_by("decided_on").values("decided_on")[:1]),
    )


def keep_in_order(apps, schema_editor):
    """Let the projects of an axis lie side by side again: PostgreSQL reads them by index then."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CLUSTER business_project USING business_project_pkey")
        schema_editor.execute("ANALYZE business_project")


class Migration(migrations.Migration):
    dependencies = [("business", "0022_indexes_of_figures")]

    operations = [
        migrations.RunPython(work_out, migrations.RunPython.noop),
        migrations.RunPython(keep_in_order, migrations.RunPython.noop),
    ]
