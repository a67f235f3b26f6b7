"""Gives each convention its own knowledge of the companies it follows.

Before, one row told every convention the name, the activity, the commune and the headcount of a
company. Each (convention, company) becomes a row of knowledge, one for what it aids and one for who
employs its young people; the company keeps its SIRET and its name; the headcount goes to each
project and each placement, without a date. Their history follows. A company that nothing names
goes to the convention of whoever entered it, when there is only one; else its history says what
was known. Going back is done from a backup.
"""

from collections import defaultdict

from django.db import migrations
from django.db.models import Case, Exists, OuterRef, Subquery, Value, When
from django.utils import timezone

AIDED, EMPLOYER = 'aided', 'employer'
KIND_OF_ROLE = {'operator': AIDED, 'youth_referrer': EMPLOYER}
CARRIED_OVER = 'carried_over'
BATCH = 1000


def carry_over(apps, schema_editor):
    """Create what each convention knows, then make projects and placements name it."""
    Carrying(apps).run()


class Carrying:
    def __init__(self, apps):
        self.company = apps.get_model('business', 'Company')
        self.company_history = apps.get_model('business', 'HistoricalCompany')
        self.known = apps.get_model('business', 'ConventionCompany')
        self.known_history = apps.get_model('business', 'HistoricalConventionCompany')
        self.user = apps.get_model('accounts', 'User')
        self.membership = apps.get_model('convention', 'Membership')
        # Records that name a company: model, history, name of the link, kind, column of headcount.
        self.links = [
            (
                apps.get_model(app, name),
                apps.get_model(app, f'Historical{name}'),
                link,
                kind,
                column,
            )
            for app, name, link, kind, column in (
                ('business', 'Project', 'company', AIDED, 'baseline_fte'),
                ('territory', 'Placement', 'employer', EMPLOYER, 'employer_fte'),
            )
        ]

    def run(self):
        self.followers()
        self.know()
        self.tell_history()
        for model, history, link, kind, column in self.links:
            self.name(model, link, kind)
            self.name(history, link, kind)
            self.count(model, history, link, column)

    def followers(self):
        """Find who sees what: the members of each convention, and the administrators."""
        self.organisation = dict(self.user.objects.values_list('pk', 'organisation'))
        self.administrators = set(
            self.user.objects.filter(is_superuser=True).values_list('pk', flat=True)
        )
        self.members = defaultdict(set)
        self.entering = defaultdict(list)
        for convention, organisation, role in self.membership.objects.values_list(
            'convention', 'organisation', 'role'
        ):
            self.members[convention].add(organisation)
            if role in KIND_OF_ROLE:
                self.entering[organisation].append((convention, KIND_OF_ROLE[role]))

    def seen_in(self, convention, user):
        """Return a user that the members of a convention may read of, else None."""
        is_seen = user in self.administrators or (
            self.organisation.get(user) in self.members[convention]
        )
        return user if is_seen else None

    def know(self):
        companies = {c.pk: c for c in self.company.objects.iterator(BATCH)}
        pairs = set()
        for model, history, link, kind, _ in self.links:
            for source in (model, history):
                found = source.objects.order_by().values_list('axis__convention', link).distinct()
                pairs |= {
                    (convention, company, kind)
                    for convention, company in found
                    if convention is not None and company in companies
                }
        for company in companies.keys() - {company for _, company, _ in pairs}:
            pairs |= self.home(companies[company])
        self.known.objects.bulk_create(
            (
                self.known(
                    convention_id=convention,
                    identity_id=company,
                    kind=kind,
                    version=companies[company].version,
                    name=companies[company].official_name,
                    naf_id=companies[company].naf_id,
                    commune_id=companies[company].commune_id,
                )
                for convention, company, kind in sorted(pairs)
            ),
            batch_size=BATCH,
        )

    def home(self, company):
        """Return where a company that nothing names goes; without one, say what was known."""
        entered = (
            self.company_history.objects.filter(id=company.pk, history_type='+')
            .values_list('history_user', flat=True)
            .first()
        )
        homes = self.entering[self.organisation.get(entered)]
        if len(homes) == 1:
            return {(convention, company.pk, kind) for convention, kind in homes}
        self.company_history.objects.create(
            id=company.pk,
            version=company.version,
            siret=company.siret,
            official_name=company.official_name,
            naf_id=company.naf_id,
            commune_id=company.commune_id,
            baseline_fte=company.baseline_fte,
            history_date=timezone.now(),
            history_type='~',
            history_change_reason=(
                'Reprise\u00a0: aucun projet ni placement ne la nommait. '
                f'Activité {company.naf_id}, commune {company.commune_id}, '
                f'effectif {company.baseline_fte if company.baseline_fte is not None else "inconnu"}.'
            ),
        )
        return set()

    def tell_history(self):
        """Copy the history of each company to what each convention knows of it."""
        known = defaultdict(list)
        for row in self.known.objects.iterator(BATCH):
            known[row.identity_id].append(row)
        self.known_history.objects.bulk_create(
            (
                self.known_history(
                    id=row.pk,
                    convention_id=row.convention_id,
                    identity_id=row.identity_id,
                    kind=row.kind,
                    version=told.version,
                    name=told.official_name,
                    naf_id=told.naf_id,
                    commune_id=told.commune_id,
                    history_date=told.history_date,
                    history_type=told.history_type,
                    history_change_reason=told.history_change_reason,
                    history_user_id=self.seen_in(row.convention_id, told.history_user_id),
                )
                for told in self.company_history.objects.order_by('history_id').iterator(BATCH)
                for row in known[told.id]
            ),
            batch_size=BATCH,
        )

    def name(self, model, link, kind):
        """Make records name what their convention knows of the company they named."""
        known = self.known.objects.filter(
            convention__axes=OuterRef('axis_id'), identity=OuterRef(f'{link}_id'), kind=kind
        )
        model.objects.update(followed=Subquery(known.values('pk')[:1]))

    def count(self, model, history, link, column):
        """Give records the headcount of their company, and their history that of each moment."""
        now = Subquery(
            self.company.objects.filter(pk=OuterRef(f'{link}_id')).values('baseline_fte')[:1]
        )
        model.objects.update(**{column: now})
        told = self.company_history.objects.filter(
            id=OuterRef(f'{link}_id'), history_date__lte=OuterRef('history_date')
        ).order_by('-history_date', '-history_id')
        then = Subquery(told.values('baseline_fte')[:1])
        history.objects.update(**{column: Case(When(Exists(told), then=then), default=now)})
        self.insert_changes(history, link, column)
        if column == 'baseline_fte':
            for records in (model, history):
                counted = records.objects.filter(baseline_fte__isnull=False)
                counted.update(baseline_source=Value(CARRIED_OVER))

    def insert_changes(self, history, link, column):
        """Tell in the history of records the changes of headcount made on their company."""
        before = None
        told = self.company_history.objects.order_by('id', 'history_date', 'history_id')
        for change in told.iterator(BATCH):
            is_change = before is not None and before.id == change.id
            if is_change and before.baseline_fte != change.baseline_fte:
                self.insert_change(history, link, column, change)
            before = change

    def insert_change(self, history, link, column, change):
        keys = history.objects.filter(**{f'{link}_id': change.id}).order_by()
        for key in sorted(set(keys.values_list('id', flat=True))):
            last = (
                history.objects.filter(id=key, history_date__lt=change.history_date)
                .select_related('axis')
                .order_by('-history_date', '-history_id')
                .first()
            )
            if last is None or last.history_type == '-' or getattr(last, f'{link}_id') != change.id:
                continue
            last.pk = None
            setattr(last, column, change.baseline_fte)
            last.history_type = '~'
            last.history_date = change.history_date
            last.history_user_id = self.seen_in(last.axis.convention_id, change.history_user_id)
            last.history_change_reason = change.history_change_reason
            last.save(force_insert=True)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_versions_and_history'),
        ('business', '0004_what_a_convention_knows'),
        ('convention', '0002_versions_and_history'),
        ('territory', '0004_employers_as_conventions_know_them'),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop, elidable=False),
    ]
