import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('business', '0004_what_a_convention_knows'),
        ('territory', '0003_versions_and_history'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalplacement',
            name='employer_fte',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='Équivalents temps plein le jour de l’embauche.', max_digits=8, null=True, verbose_name='effectif de l’employeur'),
        ),
        migrations.AddField(
            model_name='placement',
            name='employer_fte',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='Équivalents temps plein le jour de l’embauche.', max_digits=8, null=True, verbose_name='effectif de l’employeur'),
        ),
        migrations.AddField(
            model_name='historicalplacement',
            name='followed',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='business.conventioncompany', verbose_name='employeur'),
        ),
        migrations.AddField(
            model_name='placement',
            name='followed',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='business.conventioncompany', verbose_name='employeur'),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(('employer_fte__isnull', True), ('employer_fte__gte', 0), _connector='OR'), name='placement_employer_fte_not_negative', violation_error_message='L’effectif de l’employeur ne peut pas être négatif.'),
        ),
    ]
