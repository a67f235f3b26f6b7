import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('business', '0004_what_a_convention_knows'),
        # What is dropped here was carried over there, for projects and placements at once.
        ('territory', '0005_carry_companies_over'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='company',
            name='company_baseline_not_negative',
        ),
        migrations.RemoveField(
            model_name='company',
            name='baseline_fte',
        ),
        migrations.RemoveField(
            model_name='company',
            name='commune',
        ),
        migrations.RemoveField(
            model_name='company',
            name='naf',
        ),
        migrations.RemoveField(
            model_name='historicalcompany',
            name='baseline_fte',
        ),
        migrations.RemoveField(
            model_name='historicalcompany',
            name='commune',
        ),
        migrations.RemoveField(
            model_name='historicalcompany',
            name='naf',
        ),
        migrations.RemoveField(
            model_name='historicalproject',
            name='company',
        ),
        migrations.RenameField(
            model_name='historicalproject',
            old_name='followed',
            new_name='company',
        ),
        migrations.RemoveField(
            model_name='project',
            name='company',
        ),
        migrations.RenameField(
            model_name='project',
            old_name='followed',
            new_name='company',
        ),
        migrations.AlterField(
            model_name='project',
            name='company',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='business.conventioncompany', verbose_name='entreprise'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('baseline_fte__isnull', True), ('baseline_fte__gte', 0), _connector='OR'), name='project_baseline_not_negative', violation_error_message='L’effectif de référence ne peut pas être négatif.'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('baseline_fte__isnull', True), ('baseline_on__isnull', True), ('baseline_source', '')), models.Q(('baseline_fte__isnull', False), ('baseline_on__isnull', False), models.Q(('baseline_source__in', ('', 'carried_over')), _negated=True)), models.Q(('baseline_fte__isnull', False), ('baseline_on__isnull', True), ('baseline_source', 'carried_over')), _connector='OR'), name='project_baseline_dated_with_source', violation_error_message='Un effectif de référence va avec sa date et sa source.'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('baseline_on__isnull', True), ('decided_on__isnull', True), ('baseline_on__lte', models.F('decided_on')), _connector='OR'), name='project_baseline_before_decision', violation_error_message='L’effectif de référence est celui d’avant l’aide\xa0: sa date ne peut pas suivre la décision.'),
        ),
    ]
