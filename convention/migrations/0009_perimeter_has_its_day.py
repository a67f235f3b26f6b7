from django.db import migrations, models

DAY = {
    "help_text": "Le jour de la signature, ou celui où un avenant prend effet.",
    "verbose_name": "à compter du",
}


class Migration(migrations.Migration):

    dependencies = [("convention", "0008_perimeter_from_the_signature")]

    operations = [
        migrations.AlterField(
            model_name='historicalperimetercommune',
            name='effective_on',
            field=models.DateField(**DAY),
        ),
        migrations.AlterField(
            model_name='perimetercommune',
            name='effective_on',
            field=models.DateField(**DAY),
        ),
    ]
