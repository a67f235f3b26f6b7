"""Records kept until there are enough of them, then written table after table."""

from itertools import count
from operator import attrgetter
from typing import Any, TypeVar

from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from axes.beside.models import OutreachPeriod, SocialPlanNote
from axes.business.models import (
    Aid,
    Company,
    ContractChange,
    ConventionCompany,
    Evidence,
    Job,
    JobCommitment,
    JobSpell,
    LoanInstalment,
    Post,
    Project,
    ProjectDecision,
)
from axes.ledger.models import LedgerEntry
from axes.site.models import Prospect, ProspectStage, Site
from axes.territory.models import FollowUp, Placement, SkillsPlan, SkillsPlanMilestone
from convention.models import (
    Attendance,
    Axis,
    AxisTarget,
    AxisTerms,
    Committee,
    Convention,
    ConventionTerms,
    CountingRules,
    Measure,
    MeasureBudget,
    Membership,
    PerimeterCommune,
)
from revitalisation.accounts.models import Organisation

Record = TypeVar("Record", bound=models.Model)

# Those that others point to come first.
ORDER: tuple[type[models.Model], ...] = (
    Organisation,
    Convention,
    ConventionTerms,
    CountingRules,
    Membership,
    PerimeterCommune,
    Committee,
    Attendance,
    Axis,
    AxisTarget,
    AxisTerms,
    Measure,
    MeasureBudget,
    Company,
    ConventionCompany,
    Project,
    ProjectDecision,
    Aid,
    LoanInstalment,
    JobCommitment,
    Post,
    Job,
    ContractChange,
    JobSpell,
    Evidence,
    Site,
    Prospect,
    ProspectStage,
    SkillsPlan,
    SkillsPlanMilestone,
    Placement,
    FollowUp,
    LedgerEntry,
    SocialPlanNote,
    OutreachPeriod,
)
# Documents before the hires that they verify: of a transaction, the database asks for the hire at
# its end, but for the documents at once.
WRITTEN: tuple[type[models.Model], ...] = (
    *ORDER[: ORDER.index(Job)],
    Evidence,
    *(model for model in ORDER[ORDER.index(Job) :] if model is not Evidence),
)
Row = tuple[Any, ...]


class Batch:
    """Records of some conventions; written in bulk, past the signals and the history.

    Keys are given here and values prepared once each: ``bulk_create`` takes three times longer.
    Checks and triggers of the database see every row all the same.
    """

    def __init__(self) -> None:
        self.tables = {model: _Table(model) for model in WRITTEN}
        self.size = 0

    def add(self, record: Record) -> Record:
        """Keep a record for writing, give it its key and return it."""
        self.tables[type(record)].add(record)
        self.size += 1
        return record

    def write(self) -> None:
        """Write the records and forget them."""
        for table in self.tables.values():
            table.write()
        self.size = 0

    def close(self) -> None:
        """Let the database give the next keys."""
        statements = connection.ops.sequence_reset_sql(no_style(), ORDER)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


class _Table:
    """The records of one table that wait for being written."""

    def __init__(self, model: type[models.Model]) -> None:
        self.fields: list[Any] = list(model._meta.concrete_fields)
        self.key = model._meta.pk.attname
        last = model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0
        self.keys = count(last + 1)
        self.records: list[Any] = []
        quote = connection.ops.quote_name
        self.name = quote(model._meta.db_table)
        self.columns = ", ".join(quote(field.column) for field in self.fields)
        self.read = attrgetter(*(field.attname for field in self.fields))
        self.prepared = [(place, _Prepared(f)) for place, f in enumerate(self.fields) if _varies(f)]
        self.moments = [
            f.attname for f in self.fields if isinstance(f, models.DateTimeField) and not f.null
        ]

    def add(self, record: Any) -> None:
        setattr(record, self.key, next(self.keys))
        self.records.append(record)

    def write(self) -> None:
        if not self.records:
            return
        now = timezone.now()
        for record in self.records:
            for name in self.moments:
                setattr(record, name, now)
        rows = [self._row(record) for record in self.records]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self.name} ({self.columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                values = ", ".join(["%s"] * len(self.fields))
                cursor.executemany(
                    f"INSERT INTO {self.name} ({self.columns}) VALUES ({values})",  # noqa: S608
                    rows,
                )
        self.records = []

    def _row(self, record: Any) -> Row:
        row = list(self.read(record))
        for place, prepared in self.prepared:
            row[place] = prepared[row[place]]
        return tuple(row)


class _Prepared(dict[Any, Any]):
    """Values of a column as the database takes them, each prepared once."""

    def __init__(self, field: Any) -> None:
        super().__init__()
        self.field = field

    def __missing__(self, value: Any) -> Any:
        self[value] = self.field.get_db_prep_save(value, connection)
        return self[value]


def _varies(field: Any) -> bool:
    """Say whether the value of a column is not the same in Python and in the database."""
    return isinstance(field, (models.DateField, models.DecimalField))
