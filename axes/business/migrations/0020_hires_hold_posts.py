import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("business", "0019_carry_posts_over")]

    operations = [
        migrations.RemoveConstraint(
            model_name='job',
            name='job_rank_with_commitment',
        ),
        migrations.RemoveConstraint(
            model_name='job',
            name='job_counted_once',
        ),
        migrations.RemoveField(
            model_name='historicaljob',
            name='commitment',
        ),
        migrations.RemoveField(
            model_name='historicaljob',
            name='rank',
        ),
        migrations.RemoveField(
            model_name='job',
            name='commitment',
        ),
        migrations.RemoveField(
            model_name='job',
            name='rank',
        ),
        migrations.AlterField(
            model_name='historicaljob',
            name='twenty_four_months_on',
            field=models.DateField(editable=False, verbose_name='vingt-quatrième mois'),
        ),
        migrations.AlterField(
            model_name='job',
            name='twenty_four_months_on',
            field=models.DateField(editable=False, verbose_name='vingt-quatrième mois'),
        ),
        migrations.AlterField(
            model_name='job',
            name='holds',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='hires', to='business.post', verbose_name='poste tenu'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['holds', 'hired_on', 'ended_on'], name='job_holding'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('holds',), name='job_counted_once', violation_error_message='Ce poste est déjà pourvu\xa0: choisissez-en un autre, ou indiquez l’emploi que cette embauche remplace.'),
        ),
    ]
