from django.core.management.color import no_style
from django.db import migrations
from django.utils import timezone

from revitalisation.history.reprise import REPRISE

# As many posts as were promised, of the day of the promise.
PROMISED = """
    INSERT INTO business_post (version, project_id, commitment_id, "rank", made_on)
    WITH RECURSIVE promised(project, commitment, place, number, day) AS (
        SELECT project_id, id, 1, number, committed_on FROM business_jobcommitment
        UNION ALL
        SELECT project, commitment, place + 1, number, day FROM promised WHERE place < number)
    SELECT 1, project, commitment, place, day FROM promised"""
TOLD = """
    INSERT INTO business_historicalpost (id, version, project_id, commitment_id, "rank", made_on,
        history_date, history_change_reason, history_type)
    SELECT id, version, project_id, commitment_id, "rank", made_on, %s, %s, '+'
    FROM business_post"""
FIRST_OF_PROMISED = """
    UPDATE business_job SET holds_id = (SELECT p.id FROM business_post p
        WHERE p.commitment_id = business_job.commitment_id AND p."rank" = business_job."rank")
    WHERE replaces_id IS NULL AND commitment_id IS NOT NULL"""
# One for each hire that nobody promised: their keys follow those of the hires, from the last post.
LAST = "SELECT COALESCE(MAX(id), 0) FROM business_post"
UNPROMISED = """
    INSERT INTO business_post (id, version, project_id, made_on)
    SELECT %s + id, 1, project_id, hired_on FROM business_job
    WHERE replaces_id IS NULL AND commitment_id IS NULL"""
FIRST_OF_UNPROMISED = """
    UPDATE business_job SET holds_id = %s + id
    WHERE replaces_id IS NULL AND commitment_id IS NULL"""
# One more link of each chain at a time.
NEXT = """
    UPDATE business_job SET holds_id = (
        SELECT l.holds_id FROM business_job l WHERE l.id = business_job.replaces_id)
    WHERE holds_id IS NULL AND EXISTS (SELECT 1 FROM business_job l
        WHERE l.id = business_job.replaces_id AND l.holds_id IS NOT NULL)"""
HISTORY = """
    UPDATE business_historicaljob SET holds_id = CASE WHEN commitment_id IS NOT NULL
        THEN (SELECT p.id FROM business_post p
            WHERE p.commitment_id = business_historicaljob.commitment_id
            AND p."rank" = business_historicaljob."rank")
        ELSE (SELECT p.id FROM business_job j JOIN business_post p ON p.id = j.holds_id
            WHERE j.id = business_historicaljob.id AND p.commitment_id IS NULL) END"""
# An anniversary is no 29th of February: a year later is the same day of the month.
NEXT_YEAR = {
    "sqlite": "date(twelve_months_on, '+1 year')",
    "postgresql": "CAST(twelve_months_on + interval '1 year' AS date)",
}


def carry_over(apps, schema_editor):
    """Make the posts that were promised, then one of each hire that nobody promised."""
    connection = schema_editor.connection
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(PROMISED)
        cursor.execute(FIRST_OF_PROMISED)
        cursor.execute(LAST)
        (last,) = cursor.fetchone()
        cursor.execute(UNPROMISED, [last])
        cursor.execute(FIRST_OF_UNPROMISED, [last])
        cursor.execute(TOLD, [now, REPRISE])
        while True:
            cursor.execute(NEXT)
            if cursor.rowcount == 0:
                break
        cursor.execute(HISTORY)
        for table in ("business_job", "business_historicaljob"):
            day = NEXT_YEAR[connection.vendor]
            cursor.execute(f"UPDATE {table} SET twenty_four_months_on = {day}")  # noqa: S608
        models = [apps.get_model("business", "Post")]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


class Migration(migrations.Migration):
    """A promise becomes as many posts; each hire holds one, as does whoever replaced it."""

    dependencies = [("business", "0018_posts")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
