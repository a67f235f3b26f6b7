import django.db.models.deletion
import revitalisation.ui.validators
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('business', '0003_versions_and_history'),
        ('convention', '0002_versions_and_history'),
        ('reference', '0002_versions_and_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CompanyProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('siret', models.CharField(blank=True, max_length=14, validators=[revitalisation.ui.validators.NumberValidator('stdnum.fr.siret', 'Ce numéro SIRET n’est pas valide\xa0: il compte 14 chiffres, dont une clé de contrôle.')], verbose_name='SIRET proposé')),
                ('official_name', models.CharField(blank=True, max_length=160, verbose_name='nom officiel proposé')),
                ('reason', models.CharField(help_text='Ce qui le montre, et où un administrateur peut le lire. Ne citez personne.', max_length=400, verbose_name='motif')),
                ('proposed_on', models.DateField(editable=False, verbose_name='proposée le')),
                ('outcome', models.CharField(blank=True, choices=[('accepted', 'Acceptée pour cette convention'), ('for_all', 'Acceptée pour toutes les conventions qui la suivent'), ('refused', 'Refusée')], max_length=8, verbose_name='réponse')),
                ('answer', models.CharField(blank=True, help_text='La convention qui a proposé le lira\xa0: n’y dites rien d’une autre.', max_length=400, verbose_name='motif de la réponse')),
                ('settled_on', models.DateField(editable=False, null=True, verbose_name='réponse du')),
            ],
            options={
                'verbose_name': 'correction proposée',
                'verbose_name_plural': 'corrections proposées',
                'ordering': ['-proposed_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ConventionCompany',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('kind', models.CharField(choices=[('aided', 'Entreprise accompagnée'), ('employer', 'Employeur de jeunes')], max_length=8, verbose_name='nature')),
                ('name', models.CharField(help_text='Tel que la convention connaît l’entreprise.', max_length=160, verbose_name='nom')),
                ('phone', models.CharField(blank=True, help_text='Celui de l’établissement, non d’une personne.', max_length=20, verbose_name='téléphone')),
                ('email', models.EmailField(blank=True, help_text='Celle de l’établissement, non d’une personne.', max_length=254, verbose_name='adresse électronique')),
            ],
            options={
                'verbose_name': 'entreprise',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalCompanyProposal',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('siret', models.CharField(blank=True, max_length=14, validators=[revitalisation.ui.validators.NumberValidator('stdnum.fr.siret', 'Ce numéro SIRET n’est pas valide\xa0: il compte 14 chiffres, dont une clé de contrôle.')], verbose_name='SIRET proposé')),
                ('official_name', models.CharField(blank=True, max_length=160, verbose_name='nom officiel proposé')),
                ('reason', models.CharField(help_text='Ce qui le montre, et où un administrateur peut le lire. Ne citez personne.', max_length=400, verbose_name='motif')),
                ('proposed_on', models.DateField(editable=False, verbose_name='proposée le')),
                ('outcome', models.CharField(blank=True, choices=[('accepted', 'Acceptée pour cette convention'), ('for_all', 'Acceptée pour toutes les conventions qui la suivent'), ('refused', 'Refusée')], max_length=8, verbose_name='réponse')),
                ('answer', models.CharField(blank=True, help_text='La convention qui a proposé le lira\xa0: n’y dites rien d’une autre.', max_length=400, verbose_name='motif de la réponse')),
                ('settled_on', models.DateField(editable=False, null=True, verbose_name='réponse du')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical correction proposée',
                'verbose_name_plural': 'historical corrections proposées',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalConventionCompany',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('kind', models.CharField(choices=[('aided', 'Entreprise accompagnée'), ('employer', 'Employeur de jeunes')], max_length=8, verbose_name='nature')),
                ('name', models.CharField(help_text='Tel que la convention connaît l’entreprise.', max_length=160, verbose_name='nom')),
                ('phone', models.CharField(blank=True, help_text='Celui de l’établissement, non d’une personne.', max_length=20, verbose_name='téléphone')),
                ('email', models.EmailField(blank=True, help_text='Celle de l’établissement, non d’une personne.', max_length=254, verbose_name='adresse électronique')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical entreprise',
                'verbose_name_plural': 'historical entreprises',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AlterModelOptions(
            name='company',
            options={'ordering': ['siret', 'pk'], 'verbose_name': 'identité d’une entreprise', 'verbose_name_plural': 'identités d’entreprises'},
        ),
        migrations.AlterModelOptions(
            name='historicalcompany',
            options={'get_latest_by': ('history_date', 'history_id'), 'ordering': ('-history_date', '-history_id'), 'verbose_name': 'historical identité d’une entreprise', 'verbose_name_plural': 'historical identités d’entreprises'},
        ),
        migrations.RenameField(
            model_name='company',
            old_name='name',
            new_name='official_name',
        ),
        migrations.AlterField(
            model_name='company',
            name='official_name',
            field=models.CharField(blank=True, max_length=160, verbose_name='nom officiel'),
        ),
        migrations.RenameField(
            model_name='historicalcompany',
            old_name='name',
            new_name='official_name',
        ),
        migrations.AlterField(
            model_name='historicalcompany',
            name='official_name',
            field=models.CharField(blank=True, max_length=160, verbose_name='nom officiel'),
        ),
        migrations.AddField(
            model_name='historicalproject',
            name='baseline_fte',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='Équivalents temps plein avant l’aide.', max_digits=8, null=True, verbose_name='effectif de référence'),
        ),
        migrations.AddField(
            model_name='historicalproject',
            name='baseline_on',
            field=models.DateField(blank=True, null=True, verbose_name='effectif au'),
        ),
        migrations.AddField(
            model_name='historicalproject',
            name='baseline_source',
            field=models.CharField(blank=True, choices=[('dsn', 'DSN'), ('register', 'Registre du personnel'), ('accountant', 'Attestation de l’expert-comptable'), ('declared', 'Déclaration de l’entreprise'), ('carried_over', 'Reprise, sans date connue')], max_length=12, verbose_name='source de l’effectif'),
        ),
        migrations.AddField(
            model_name='project',
            name='baseline_fte',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='Équivalents temps plein avant l’aide.', max_digits=8, null=True, verbose_name='effectif de référence'),
        ),
        migrations.AddField(
            model_name='project',
            name='baseline_on',
            field=models.DateField(blank=True, null=True, verbose_name='effectif au'),
        ),
        migrations.AddField(
            model_name='project',
            name='baseline_source',
            field=models.CharField(blank=True, choices=[('dsn', 'DSN'), ('register', 'Registre du personnel'), ('accountant', 'Attestation de l’expert-comptable'), ('declared', 'Déclaration de l’entreprise'), ('carried_over', 'Reprise, sans date connue')], max_length=12, verbose_name='source de l’effectif'),
        ),
        migrations.AlterField(
            model_name='historicalcompany',
            name='siret',
            field=models.CharField(blank=True, db_index=True, max_length=14, null=True, validators=[revitalisation.ui.validators.NumberValidator('stdnum.fr.siret', 'Ce numéro SIRET n’est pas valide\xa0: il compte 14 chiffres, dont une clé de contrôle.')], verbose_name='SIRET'),
        ),
        migrations.AlterField(
            model_name='company',
            name='siret',
            field=models.CharField(blank=True, max_length=14, null=True, unique=True, validators=[revitalisation.ui.validators.NumberValidator('stdnum.fr.siret', 'Ce numéro SIRET n’est pas valide\xa0: il compte 14 chiffres, dont une clé de contrôle.')], verbose_name='SIRET'),
        ),
        migrations.AddConstraint(
            model_name='company',
            constraint=models.CheckConstraint(condition=models.Q(('siret__isnull', True), models.Q(('siret', ''), _negated=True), _connector='OR'), name='company_siret_not_empty'),
        ),
        migrations.AddField(
            model_name='companyproposal',
            name='proposed_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposée par'),
        ),
        migrations.AddField(
            model_name='companyproposal',
            name='settled_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='réponse de'),
        ),
        migrations.AddField(
            model_name='conventioncompany',
            name='commune',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.commune', verbose_name='commune'),
        ),
        migrations.AddField(
            model_name='conventioncompany',
            name='convention',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='companies', to='convention.convention', verbose_name='convention'),
        ),
        migrations.AddField(
            model_name='conventioncompany',
            name='identity',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='known_as', to='business.company', verbose_name='SIRET'),
        ),
        migrations.AddField(
            model_name='conventioncompany',
            name='naf',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.nafcode', verbose_name='activité (NAF)'),
        ),
        migrations.AddField(
            model_name='companyproposal',
            name='company',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='business.conventioncompany', verbose_name='entreprise'),
        ),
        migrations.AddField(
            model_name='historicalproject',
            name='followed',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='business.conventioncompany', verbose_name='entreprise'),
        ),
        migrations.AddField(
            model_name='project',
            name='followed',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='business.conventioncompany', verbose_name='entreprise'),
        ),
        migrations.AddField(
            model_name='historicalcompanyproposal',
            name='company',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='business.conventioncompany', verbose_name='entreprise'),
        ),
        migrations.AddField(
            model_name='historicalcompanyproposal',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalcompanyproposal',
            name='proposed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposée par'),
        ),
        migrations.AddField(
            model_name='historicalcompanyproposal',
            name='settled_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='réponse de'),
        ),
        migrations.AddField(
            model_name='historicalconventioncompany',
            name='commune',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reference.commune', verbose_name='commune'),
        ),
        migrations.AddField(
            model_name='historicalconventioncompany',
            name='convention',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='convention.convention', verbose_name='convention'),
        ),
        migrations.AddField(
            model_name='historicalconventioncompany',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalconventioncompany',
            name='identity',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='business.company', verbose_name='SIRET'),
        ),
        migrations.AddField(
            model_name='historicalconventioncompany',
            name='naf',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='reference.nafcode', verbose_name='activité (NAF)'),
        ),
        migrations.AddConstraint(
            model_name='conventioncompany',
            constraint=models.UniqueConstraint(fields=('convention', 'identity', 'kind'), name='company_followed_once'),
        ),
        migrations.AddConstraint(
            model_name='companyproposal',
            constraint=models.CheckConstraint(condition=models.Q(('official_name', ''), ('siret', ''), _negated=True), name='proposal_says_something', violation_error_message='Indiquez un SIRET, un nom officiel, ou les deux.'),
        ),
        migrations.AddConstraint(
            model_name='companyproposal',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='proposal_says_why', violation_error_message='Une proposition porte un motif.'),
        ),
        migrations.AddConstraint(
            model_name='companyproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('outcome', ''), ('settled_by__isnull', True), ('settled_on__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), ('settled_by__isnull', False), ('settled_on__gte', models.F('proposed_on')), ('settled_on__isnull', False)), _connector='OR'), name='proposal_settled_by_someone', violation_error_message='Une réponse porte son auteur et sa date.'),
        ),
        migrations.AddConstraint(
            model_name='companyproposal',
            constraint=models.CheckConstraint(condition=models.Q(('answer', ''), ('outcome', 'refused'), _negated=True), name='proposal_refused_with_reason', violation_error_message='Un refus porte un motif.'),
        ),
        migrations.AddConstraint(
            model_name='companyproposal',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('company',), name='proposal_one_at_a_time', violation_error_message='Une proposition attend déjà la réponse d’un administrateur.'),
        ),
    ]
