"""The key of a record read from its own table, for what is asked of the record alone."""

from typing import Any

from django.db.models import OuterRef
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import ResolvedOuterRef


class OwnKey(OuterRef):
    """The key of a record that rows of the outer query refer to, as its own table holds it.

    ``OuterRef`` reads the column that refers to it instead: databases would then ask the subquery
    of each of the rows, however many refer to the same record.
    """

    name: str

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        return _ResolvedOwnKey(self.name)


class _ResolvedOwnKey(ResolvedOuterRef):
    name: str

    def resolve_expression(
        self, query: Any = None, allow_joins: bool = True, reuse: Any = None, *args: Any, **kw: Any
    ) -> Any:
        path = self.name.split(LOOKUP_SEP)
        joined = query.setup_joins(
            path, query.get_meta(), query.get_initial_alias(), can_reuse=reuse
        )
        if reuse is not None:
            reuse.update(joined.joins)
        column = joined.targets[0].get_col(joined.joins[-1])
        column.possibly_multivalued = LOOKUP_SEP in self.name
        return column
