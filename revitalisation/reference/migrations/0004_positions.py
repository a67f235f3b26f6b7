from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reference', '0003_history_begins'),
    ]

    operations = [
        migrations.AddField(
            model_name='commune',
            name='latitude',
            field=models.FloatField(editable=False, null=True, verbose_name='latitude'),
        ),
        migrations.AddField(
            model_name='commune',
            name='longitude',
            field=models.FloatField(editable=False, null=True, verbose_name='longitude'),
        ),
        migrations.AddField(
            model_name='commune',
            name='precision',
            field=models.CharField(blank=True, choices=[('exact', 'exacte'), ('postal', 'approchée, par le code postal'), ('epci', 'approchée, par l’intercommunalité'), ('departement', 'approchée, par le département')], default='', editable=False, max_length=11, verbose_name='position'),
        ),
        migrations.AddConstraint(
            model_name='commune',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None), ('precision', '')), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180)), ('precision__in', ['exact', 'postal', 'epci', 'departement'])), _connector='OR'), name='commune_position_whole'),
        ),
    ]
