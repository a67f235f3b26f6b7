import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('territory', '0005_carry_companies_over'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='historicalplacement',
            name='employer',
        ),
        migrations.RenameField(
            model_name='historicalplacement',
            old_name='followed',
            new_name='employer',
        ),
        migrations.RemoveField(
            model_name='placement',
            name='employer',
        ),
        migrations.RenameField(
            model_name='placement',
            old_name='followed',
            new_name='employer',
        ),
        migrations.AlterField(
            model_name='placement',
            name='employer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='business.conventioncompany', verbose_name='employeur'),
        ),
    ]
