from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("business", "0011_carry_decisions_over")]

    operations = [
        migrations.AlterModelOptions(
            name='project',
            options={'ordering': ['-received_on', 'reference'], 'verbose_name': 'projet'},
        ),
        migrations.RemoveConstraint(
            model_name='project',
            name='project_decided_after_completed',
        ),
        migrations.RemoveConstraint(
            model_name='project',
            name='project_decision_dated',
        ),
        migrations.RemoveConstraint(
            model_name='project',
            name='project_withdrawn_after_received',
        ),
        migrations.RemoveConstraint(
            model_name='project',
            name='project_baseline_before_decision',
        ),
        migrations.RemoveIndex(
            model_name='project',
            name='project_axis_decided',
        ),
        migrations.RemoveField(
            model_name='historicalproject',
            name='decided_on',
        ),
        migrations.RemoveField(
            model_name='historicalproject',
            name='decision',
        ),
        migrations.RemoveField(
            model_name='historicalproject',
            name='withdrawn_on',
        ),
        migrations.RemoveField(
            model_name='project',
            name='decided_on',
        ),
        migrations.RemoveField(
            model_name='project',
            name='decision',
        ),
        migrations.RemoveField(
            model_name='project',
            name='withdrawn_on',
        ),
    ]
